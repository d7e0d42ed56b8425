import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../base/files.ts';
import type { History, TestRecord } from '../../model/gate.ts';
import { NO_HISTORY, parseHistory } from '../../report/github/history.ts';
import { mergeHistory } from '../../report/github/records.ts';
import { type CacheAnswer, cacheFolder, callCache, restoredFile } from './cache-call.ts';
import type { Job } from './job.ts';

/** Seconds for the cache to answer: what it knows is of use, and never needed. */
const RESTORE_SECONDS = 30;
const SAVE_SECONDS = 60;
const FILE = 'history.json';

/** The toolkit has one message for most of these, about another job. */
const REASONS: Readonly<Record<Exclude<CacheAnswer['why'], null | 'exists' | 'cancelled'>, string>> = {
  rate: 'GitHub’s cache takes no more uploads just now',
  denied: 'this run’s token may not write GitHub’s cache',
  quota: 'GitHub’s cache of this repository is full',
  late: 'GitHub’s cache did not answer in time',
  failed: 'GitHub’s cache fails',
};
/** More than what is read of it has (report/github/history.ts). Bytes. */
const MOST_BYTES = 64 << 20;

/** Keys match by prefix: each part ends where no other begins. `suites`: their paths, by which two gates of a repository are told apart. */
function keys({ context, inputs }: Job, suites: readonly string[]): { readonly prefix: string; readonly key: string } {
  const prefix = `vmtest-history-v1-${sha256(JSON.stringify([inputs.own['artifact-name'], [...suites].sort()])).slice(0, 16)}.`;
  return { prefix, key: `${prefix}${context.runId}-${context.runAttempt}.` };
}

/** What is remembered of earlier runs; nothing where there is no cache, no entry, or a broken one. Never throws. */
export async function restoreHistory(job: Job, suites: readonly string[], signal?: AbortSignal): Promise<History> {
  const { own } = job.inputs;
  if (own.cache === 'off' || !isServiceThere()) return NO_HISTORY;
  const { prefix, key } = keys(job, suites);
  try {
    await using folder = await cacheFolder(job.context.temp);
    const answer = await callCache(
      { what: 'restore', key, prefixes: [prefix], env: process.env, signal, seconds: RESTORE_SECONDS },
      folder,
    );
    if (answer.key === null) {
      tell(job, 'read', answer);
      return NO_HISTORY;
    }
    const file = await restoredFile(folder, FILE, MOST_BYTES);
    if (file !== null) return parseHistory(await readFile(file.path, 'utf8')).history;
    job.notes.push({
      severity: 'notice',
      message: `the record of earlier runs is not read: its entry in GitHub’s cache has no file ${FILE} as it should be`,
    });
    return NO_HISTORY;
  } catch {
    tell(job, 'read', { why: 'failed' });
    return NO_HISTORY;
  }
}

/** Remembers what this run adds, where the event may write. Never throws. */
export async function saveHistory(
  job: Job,
  suites: readonly string[],
  old: History,
  records: Readonly<Record<string, TestRecord>>,
  signal?: AbortSignal,
): Promise<void> {
  const { trust, inputs } = job;
  if (inputs.own.cache !== 'auto' || !trust.mayWriteCache || Object.keys(records).length === 0 || !isServiceThere()) return;
  // The service would refuse it after it was packed.
  if (['none', 'read'].includes((process.env.ACTIONS_CACHE_MODE ?? '').trim().toLowerCase())) return;
  try {
    await using folder = await cacheFolder(job.context.temp);
    await writeFile(join(folder.data, FILE), JSON.stringify(mergeHistory(old, records, { greenAllowed: trust.green })));
    const { key } = keys(job, suites);
    tell(job, 'written', await callCache({ what: 'save', key, env: process.env, signal, seconds: SAVE_SECONDS }, folder));
  } catch {
    tell(job, 'written', { why: 'failed' });
  }
}

/** Whether the runner offers a cache at all. */
function isServiceThere(): boolean {
  return Boolean(process.env.ACTIONS_RESULTS_URL) || Boolean(process.env.ACTIONS_CACHE_URL);
}

/** That it did not work, in a notice; that there was nothing, or that another job was first, is no news. */
function tell({ notes }: Job, what: string, { why }: Pick<CacheAnswer, 'why'>): void {
  if (why === null || why === 'exists' || why === 'cancelled') return;
  const hint = 'nothing depends on it: jobs are balanced less well, and a summary says no differences';
  notes.push({ severity: 'notice', message: `the record of earlier runs could not be ${what}: ${REASONS[why]}`, hint });
}
