import { VmtestError } from '../../model/errors.ts';
import { ToolkitError } from './toolkit.ts';

/** What was asked for when it failed. */
export interface Asked {
  /** `acme/installer`. */
  readonly repository: string;
  readonly runId: number;
  /** null: the list of artifacts. */
  readonly artifact: string | null;
}

/** What an error of the toolkit's means for whoever downloads; any other error as it is. */
export function downloadError(error: unknown, { repository, runId, artifact }: Asked): unknown {
  if (!(error instanceof ToolkitError)) return error;
  const { kind, status, message } = error;
  const what = artifact ?? `the artifacts of run ${runId} of ${repository}`;
  if (kind === 'cancelled')
    return new VmtestError('VMTEST_CANCELLED', `cancelled while ${what} ${artifact === null ? 'were listed' : 'was downloaded'}`);
  if (kind === 'unreachable')
    return new VmtestError('VMTEST_GITHUB_FAILED', `this host cannot reach ${message}`, {
      hint: 'look at its network and name server, and where it needs a proxy at https_proxy and no_proxy',
      cause: error,
    });
  if (status === 401)
    return new VmtestError('VMTEST_TOKEN_REFUSED', `GitHub does not take the token (${message})`, {
      hint: 'it has ended, or is of another server: log in again with gh auth login, or set another GH_TOKEN',
      cause: error,
    });
  if ((status === 403 || status === 429) && !/rate limit/i.test(message))
    return new VmtestError('VMTEST_TOKEN_REFUSED', `the token may not read ${what} (${message})`, {
      hint: 'it needs the permission actions: read in the repository (a classic token: the scope repo)',
      cause: error,
    });
  if (status === 410)
    return new VmtestError('VMTEST_ARTIFACT_EXPIRED', `GitHub no longer keeps ${what}: it has expired`, {
      hint: 'run the workflow again; a higher retention-days keeps its artifacts longer',
      cause: error,
    });
  if (status === 404)
    return artifact === null
      ? new VmtestError('VMTEST_WORKFLOW_RUN_NOT_FOUND', `there is no run ${runId} in ${repository}, or the token may not see it`, {
          hint: 'look at the address of the run; a private repository needs a token that may read it',
          cause: error,
        })
      : new VmtestError('VMTEST_ARTIFACT_NOT_FOUND', `${what} is not there any more`, { hint: 'somebody has deleted it', cause: error });
  return new VmtestError('VMTEST_GITHUB_FAILED', `${what} cannot be downloaded: ${message}`, {
    hint: 'try again later; https://www.githubstatus.com says whether GitHub has a fault',
    cause: error,
  });
}

/** Whether the same call may succeed if it is made again: a cut connection, a server's fault. */
export function isPassing(error: unknown): boolean {
  return error instanceof ToolkitError && error.kind === 'failed' && (error.status === null || error.status >= 500);
}
