import { readFileSync } from 'node:fs';

/** What the runner tells of the job and its event. https://docs.github.com/actions/reference/workflows-and-actions/variables */
export interface GithubContext {
  /** Absolute path of the checkout. */
  readonly workspace: string;
  /** Emptied at the job's begin and end. */
  readonly temp: string;
  /** Kept between the jobs of a self-hosted runner. */
  readonly toolCache: string | null;
  readonly serverUrl: string;
  /** `owner/name`. */
  readonly repository: string | null;
  readonly runId: string;
  readonly runAttempt: number;
  readonly job: string;
  readonly sha: string | null;
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly ref: string | null;
  readonly eventName: string;
  /** The webhook's payload. */
  readonly event: unknown;
  /** Whether GitHub runs this machine for one job alone. */
  readonly hosted: boolean;
  readonly debug: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Larger payloads GitHub does not send (25 MB are the limit of a webhook). */
const EVENT_LIMIT = 25 << 20;

/** Reads the runner's variables and the event's file. */
export function readGithub(env: Env, cwd: string): GithubContext {
  const text = (name: string): string | null => env[name] || null;
  const attempt = Number(env.GITHUB_RUN_ATTEMPT);
  return {
    workspace: text('GITHUB_WORKSPACE') ?? cwd,
    temp: text('RUNNER_TEMP') ?? '/var/tmp',
    toolCache: text('RUNNER_TOOL_CACHE'),
    serverUrl: text('GITHUB_SERVER_URL') ?? 'https://github.com',
    repository: text('GITHUB_REPOSITORY'),
    runId: text('GITHUB_RUN_ID') ?? '0',
    runAttempt: Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1,
    job: text('GITHUB_JOB') ?? 'job',
    sha: text('GITHUB_SHA'),
    ref: text('GITHUB_REF'),
    eventName: text('GITHUB_EVENT_NAME') ?? '',
    event: readEvent(text('GITHUB_EVENT_PATH')),
    hosted: env.RUNNER_ENVIRONMENT === 'github-hosted',
    debug: env.RUNNER_DEBUG === '1',
  };
}

function readEvent(path: string | null): unknown {
  if (path === null) return null;
  try {
    const bytes = readFileSync(path);
    return bytes.length > EVENT_LIMIT ? null : JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

/** A value inside a payload by its keys; undefined where there is none. */
export function eventValue(event: unknown, ...keys: readonly string[]): unknown {
  let value = event;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
