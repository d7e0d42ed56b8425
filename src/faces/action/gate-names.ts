import { shownPath } from '../../report/problem-groups.ts';
import type { Job } from './job.ts';

/** The file in the plan's artifact. */
export const PLAN_FILE = 'plan.json';
/** The file in a shard's artifact. */
export const REPORT_FILE = 'report.json';

const prefixOf = ({ inputs }: Job): string => inputs.own['artifact-name'] ?? 'vmtest';

/** How the names of a gate's plans begin: one for each attempt in which it was planned. */
export const planPrefix = (job: Job): string => `${prefixOf(job)}-plan-`;
/** How the names of what shards leave for the report begin. */
export const resultsPrefix = (job: Job): string => `${prefixOf(job)}-results-`;

/** The name of this attempt's plan. */
export const planName = (job: Job): string => `${planPrefix(job)}${job.context.runAttempt}`;

/** A path relative to the checkout, as another job with another checkout can use it. */
export const below = (file: string, { context }: Job): string => shownPath(file, context.workspace);
