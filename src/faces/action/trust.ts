import { eventValue, type GithubContext } from './github.ts';

/** What the run's event allows. */
export interface Trust {
  /** Whether the suite may be a stranger's: it comes from a fork, or nobody can tell. */
  readonly stranger: boolean;
  /** Whether the machine may keep something for later jobs: the image store, the shared cache. */
  readonly mayWriteCache: boolean;
  /** Whether a pass counts as the state to compare later failures with: a push or a schedule, on the default branch. */
  readonly green: boolean;
  /** In words, for the log. */
  readonly why: string;
}

const PULL_REQUESTS = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'];
/** Events of which GitHub lets a job write the default branch's cache (changelog of 2026-06-26), and that no stranger starts. */
const OWN_EVENTS = [
  'push',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'merge_group',
  'release',
  'delete',
  'registry_package',
  'page_build',
];

/**
 * Reads from an event whose code is run. A pull request never writes caches, whoever made it: what it brings must not become what others boot.
 * Whether it is from a fork decides whether its guests reach the network of a self-hosted runner.
 */
export function trustOf({ eventName, event, ref, repository }: Pick<GithubContext, 'eventName' | 'event' | 'ref' | 'repository'>): Trust {
  if (PULL_REQUESTS.includes(eventName)) {
    const head = eventValue(event, 'pull_request', 'head', 'repo', 'full_name');
    const stranger = head !== repository || repository === null;
    return {
      stranger,
      mayWriteCache: false,
      green: false,
      why: stranger ? 'a pull request from a fork' : 'a pull request of this repository',
    };
  }
  if (eventName === 'workflow_run') {
    const head = eventValue(event, 'workflow_run', 'head_repository', 'full_name');
    const stranger = head !== repository || repository === null;
    return {
      stranger,
      mayWriteCache: false,
      green: false,
      why: stranger ? 'a workflow run for a fork' : 'a workflow run of this repository',
    };
  }
  if (!OWN_EVENTS.includes(eventName)) {
    return {
      stranger: true,
      mayWriteCache: false,
      green: false,
      why: `the event ${eventName === '' ? '(none)' : eventName}, which strangers can start`,
    };
  }
  const branch = eventValue(event, 'repository', 'default_branch');
  const onDefault =
    ref !== null &&
    (typeof branch === 'string' ? ref === `refs/heads/${branch}` : ref === 'refs/heads/main' || ref === 'refs/heads/master');
  return { stranger: false, mayWriteCache: true, green: onDefault, why: `the event ${eventName}` };
}
