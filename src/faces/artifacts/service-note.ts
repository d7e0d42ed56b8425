import { plainLine, shorten } from '../../base/text.ts';
import type { Note } from '../../model/gate.ts';
import { ToolkitError } from './toolkit.ts';

/** Why an upload did not happen, as one clause, and what to do beside saving the data by another step. */
interface Reason {
  readonly why: string;
  readonly todo: string | null;
}

/** Whether the name of an artifact is taken: an artifact is never written over, and its name lives as long as the workflow run. */
export function isConflict(error: unknown): boolean {
  return error instanceof ToolkitError && (error.status === 409 || /already exists/i.test(error.message));
}

/** Whether there is no sense in a next upload: what failed is not this artifact's own. */
export function isServiceGone(error: unknown): boolean {
  return error instanceof ToolkitError && (error.kind !== 'failed' || reasonOf(error).todo !== null);
}

/** Whether the runner offers a service for artifacts at all: it does to an action, not to a step that is a command, and not on GHES. */
export function isServiceThere(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(env.ACTIONS_RUNTIME_TOKEN) && Boolean(env.ACTIONS_RESULTS_URL);
}

/** That something is not uploaded, why, where it lies, and the one step that saves it. */
export function uploadNote(what: string, error: unknown, folder: string): Note {
  const { why, todo } = reasonOf(error);
  const step = `the data is in ${folder}; to save it, add a step after this one: { if: always(), uses: actions/upload-artifact, with: { path: ${JSON.stringify(`${folder}/`)} } }`;
  return { severity: 'warning', message: `${what} is not uploaded: ${why}`, hint: todo === null ? step : `${todo}; ${step}` };
}

/** The same where there is no service: nothing failed, so it is a notice. */
export function noServiceNote(what: string, folder: string): Note {
  const step = `the data is in ${folder}; where the runner is not GitHub’s own, save it from there`;
  return {
    severity: 'notice',
    message: `${what} is not uploaded: this runner offers no service for artifacts (ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL are not set)`,
    hint: step,
  };
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof ToolkitError)) return { why: shorten(plainLine((error as Error).message ?? String(error)), 300), todo: null };
  const { kind, toolkitName: cause, message, status } = error;
  if (kind === 'cancelled') return { why: 'the job was cancelled', todo: 'run it again' };
  if (kind === 'stalled' || /progress stalled/i.test(message))
    return { why: `GitHub’s service for artifacts took nothing more (${message})`, todo: 'run the job again' };
  if (cause === 'GHESNotSupportedError')
    return { why: 'GitHub Enterprise Server has no such service', todo: 'actions/upload-artifact@v3 still works there' };
  // The toolkit throws its UsageError within another error.
  if (/storage quota|insufficient usage/i.test(message))
    return { why: 'the storage for artifacts is full', todo: 'delete old artifacts, or lower retention-days and artifact-limit' };
  if (status === 429) return { why: 'GitHub allows no more uploads just now (429)', todo: 'run the job again later' };
  if (status === 401 || status === 403)
    return { why: `GitHub refuses it: ${message}`, todo: 'look at the permissions of the workflow’s token' };
  if ((status !== null && status >= 500) || /ECONN|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|after \d+ attempts/.test(`${cause} ${message}`))
    return { why: `GitHub’s service for artifacts fails: ${message}`, todo: 'run the job again' };
  return { why: message, todo: null };
}
