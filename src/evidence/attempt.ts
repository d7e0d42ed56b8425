import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../base/files.ts';
import { ATTEMPTS_FOLDER, FOLDERS, REPLAY_FILE, RESULT_FILE } from '../model/files.ts';
import type { EarlierAttempt, PhaseResult, TestResult } from '../model/result.ts';

/**
 * Makes room in a test's folder for its next attempt: of the one that ended, the `number`th from 1, its logs go to `attempts/N/logs` where they
 * are to be kept, and all else is removed: a disk for each attempt would fill the host. A folder that was never made is no error.
 */
export async function setAside(folder: string, number: number, keepLogs: boolean): Promise<void> {
  const aside = join(folder, ATTEMPTS_FOLDER, String(number));
  if (keepLogs) {
    await mkdir(aside, { recursive: true, mode: 0o755 });
    await rename(join(folder, FOLDERS.logs), join(aside, FOLDERS.logs)).catch((error: unknown) => {
      if (!isErrno(error, 'ENOENT')) throw error;
    });
  }
  const rest = [...Object.values(FOLDERS), RESULT_FILE, REPLAY_FILE];
  await Promise.all(rest.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** What a later result says of an attempt, the `number`th from 1, whose files were set aside. */
export function earlierAttempt({ verdict, cause, startedAt, seconds, phases }: TestResult, number: number): EarlierAttempt {
  return { verdict, cause, startedAt, seconds, phases: phases.map((phase) => moved(phase, `${ATTEMPTS_FOLDER}/${number}/`)) };
}

function moved(phase: PhaseResult, below: string): PhaseResult {
  const excerpts = phase.excerpts.map((excerpt) => ({ ...excerpt, file: `${below}${excerpt.file}` }));
  return { ...phase, excerpts, consoleLog: phase.consoleLog === null ? null : `${below}${phase.consoleLog}` };
}
