import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropTheRest, keptFiles } from '../../evidence/keep.ts';
import { RESULT_FILE } from '../../model/files.ts';
import type { KeepPart } from '../../model/plan.ts';
import type { RunResult, TestResult } from '../../model/result.ts';
import { EXIT } from '../../model/verdict.ts';
import { parseTestResult } from '../../report/github/gate-files.ts';

/** A test as it was written down before the first of its step started. */
export interface SavedTest {
  /** What it comes to when nothing else is known of it. */
  readonly draft: TestResult;
  /** Absolute path of the folder that it has, once it starts. */
  readonly folder: string;
  /** What is kept of it when it fails. */
  readonly keep: readonly KeepPart[];
}

/**
 * The run of a step that was killed: the tests that had ended with the results that they left, the others cancelled, with the evidence that was
 * written until then.
 */
export async function salvage(tests: readonly SavedTest[], topdir: string, startedAt: number): Promise<RunResult> {
  const results = await Promise.all(tests.map(salvageTest));
  return { version: 1, startedAt, seconds: Math.max(0, Date.now() / 1000 - startedAt), topdir, exitCode: EXIT.cancelled, tests: results };
}

async function salvageTest({ draft, folder, keep }: SavedTest): Promise<TestResult> {
  const ended = await readResult(folder, draft);
  if (ended !== null) return ended;
  // The run that was killed did not come to it.
  await dropTheRest(folder, keep).catch(() => undefined);
  const kept = await keptFiles(folder, keep).catch(() => []);
  return kept.length === 0 ? draft : { ...draft, cause: `${draft.cause}; its evidence until then is kept`, kept, folder };
}

/** The result that a test left, which is not yet the run's; null where it left none. */
async function readResult(folder: string, { id, slug }: TestResult): Promise<TestResult | null> {
  try {
    const file = join(folder, RESULT_FILE);
    return { ...parseTestResult(await readFile(file, 'utf8'), file), id, slug };
  } catch {
    return null;
  }
}
