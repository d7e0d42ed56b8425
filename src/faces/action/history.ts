import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../../base/files.ts';
import type { History, TestRecord } from '../../model/gate.ts';
import { NO_HISTORY, parseHistory } from '../../report/github/history.ts';
import { mergeHistory } from '../../report/github/records.ts';
import type { Job } from './job.ts';

/** Seconds for the cache to answer: what it knows is of use, and never needed. */
const RESTORE_SECONDS = 20;
const SAVE_SECONDS = 60;

/** Keys match by prefix: each part ends where no other begins. `suites`: their paths, by which two gates of a repository are told apart. */
function keys({ context, inputs }: Job, suites: readonly string[]): { readonly prefix: string; readonly key: string } {
  const prefix = `vmtest-history-v1-${sha256(JSON.stringify([inputs.own['artifact-name'], [...suites].sort()])).slice(0, 16)}.`;
  return { prefix, key: `${prefix}${context.runId}-${context.runAttempt}.` };
}

/** Where the file is. The cache finds an entry by the path too: runners whose RUNNER_TEMP differs have histories of their own. */
function place({ context }: Job): string {
  return join(context.temp, 'vmtest-history', 'history.json');
}

/** What is remembered of earlier runs; nothing where there is no cache, no entry, or a broken one. Never throws. */
export async function restoreHistory(job: Job, suites: readonly string[]): Promise<History> {
  if (job.inputs.own.cache === 'off') return NO_HISTORY;
  const file = place(job);
  try {
    const cache = await import('@actions/cache');
    if (!cache.isFeatureAvailable()) return NO_HISTORY;
    await mkdir(dirname(file), { recursive: true });
    const { prefix, key } = keys(job, suites);
    const hit = await within(RESTORE_SECONDS, cache.restoreCache([file], key, [prefix]));
    return hit === undefined ? NO_HISTORY : parseHistory(await readFile(file, 'utf8')).history;
  } catch (error) {
    job.notes.push(historyNote('read', error));
    return NO_HISTORY;
  } finally {
    await rm(dirname(file), { recursive: true, force: true });
  }
}

/** Remembers what this run adds, where the event may write. Never throws. */
export async function saveHistory(
  job: Job,
  suites: readonly string[],
  old: History,
  records: Readonly<Record<string, TestRecord>>,
): Promise<void> {
  if (job.inputs.own.cache !== 'auto' || !job.trust.mayWriteCache || Object.keys(records).length === 0) return;
  const file = place(job);
  try {
    const cache = await import('@actions/cache');
    if (!cache.isFeatureAvailable()) return;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(mergeHistory(old, records, { greenAllowed: job.trust.green })));
    await within(SAVE_SECONDS, cache.saveCache([file], keys(job, suites).key));
  } catch (error) {
    job.notes.push(historyNote('written', error));
  } finally {
    await rm(dirname(file), { recursive: true, force: true });
  }
}

function historyNote(what: string, error: unknown) {
  const why = error instanceof Error ? error.message : String(error);
  return { severity: 'notice', message: `the record of earlier runs could not be ${what}: ${why}` } as const;
}

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
