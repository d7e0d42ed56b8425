import { shownPath } from '../../report/problem-groups.ts';
import type { Job } from './job.ts';

/** The file in the plan's artifact. */
export const PLAN_FILE = 'plan.json';
/** The file in a shard's artifact. */
export const REPORT_FILE = 'report.json';

const prefixOf = ({ inputs }: Job): string => inputs.own['artifact-name'] ?? 'vmtest';

/** How the names of a gate's plans begin: one for each attempt in which it was planned. */
const planPrefix = (job: Job): string => `${prefixOf(job)}-plan-`;
/** How the names of what shards leave for the report begin. */
const resultsPrefix = (job: Job): string => `${prefixOf(job)}-results-`;

/** Tells an artifact from those whose names only begin as its own does: another gate's, or what was kept of a test. */
export interface ArtifactKind {
  readonly prefix: string;
  readonly is: (name: string) => boolean;
}

/** An attempt, and the number behind a name that was taken; a leg, whose digest has eight signs, is neither. */
const ENDING = String.raw`\d{1,4}(?:-[2-9])?$`;

/** The plans of the gates of that name, or of one: `vmtest-plan-9f86d081884c7d65-1`. */
export function plansOf(job: Job, gate: string | null): ArtifactKind {
  const prefix = planPrefix(job);
  const ending = new RegExp(`^${gate ?? '[0-9a-f]{16}'}-${ENDING}`);
  return { prefix, is: (name) => name.startsWith(prefix) && ending.test(name.slice(prefix.length)) };
}

/** Which gate's plan an artifact of that name is, and of which attempt. */
export function planIn(name: string): { readonly gate: string; readonly attempt: number } {
  const [, gate = '', attempt = '0'] = /-([0-9a-f]{16})-(\d{1,4})(?:-[2-9])?$/.exec(name) ?? [];
  return { gate, attempt: Number(attempt) };
}

/** What the shards of the gates of that name left for a report: `vmtest-results-2-2of4-1f9c2e7a-1`. */
export function resultsOf(job: Job): ArtifactKind {
  const prefix = resultsPrefix(job);
  const ending = new RegExp(String.raw`^\d{1,3}-.+-${ENDING}`);
  return { prefix, is: (name) => name.startsWith(prefix) && ending.test(name.slice(prefix.length)) };
}

/** The name of this attempt's plan. */
export const planName = (job: Job, gate: string): string => `${planPrefix(job)}${gate}-${job.context.runAttempt}`;

/** A path relative to the checkout, as another job with another checkout can use it. */
export const below = (file: string, { context }: Job): string => shownPath(file, context.workspace);
