import { constants, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { processState } from '../../../src/base/processes.ts';
import { processesWith } from './processes.ts';
import type { Job, RunningStep, StepResult } from './runner.ts';

/** The folder of its own that a step of the action told to its post step. */
export function workOf({ state }: Pick<StepResult, 'state'>): string {
  return (JSON.parse(state.work ?? '{"folder":""}') as { folder: string }).folder;
}

/** A program that a step started. */
export interface Started {
  readonly pid: number;
  readonly started: string;
}

/** What a step wrote down of the programs that it started; the job's end removes it. */
export function startedBy(step: Pick<StepResult, 'state'>): readonly Started[] {
  const text = readFileSync(`${workOf(step)}/children`, 'utf8');
  return [...text.matchAll(/^(\d+) (\d+)$/gm)].map(([, pid, started]) => ({ pid: Number(pid), started: started ?? '' }));
}

/** What is left of what a job started: by its mark in the environment, and by a step's own record. */
export function leftOf(job: Job, started: readonly Started[]): readonly string[] {
  const marked = processesWith('RUNNER_TRACKING_ID', job.trackingId).map(({ pid, command }) => `${pid} ${command}`);
  const recorded = started.filter((one) => {
    const now = processState(one.pid);
    return now?.started === one.started && !now.zombie;
  });
  return [...marked, ...recorded.map(({ pid }) => `${pid}, by the record`)];
}

/** Waits until something can be seen of a step under way; throws where the step ends before. */
export async function whenTrue({ result }: Pick<RunningStep, 'result'>, seen: () => boolean): Promise<void> {
  const ended = result.then(({ log }) => log);
  while (!seen()) {
    const log = await Promise.race([ended, sleep(20, null)]);
    if (log !== null && !seen()) throw new Error(`the step ended before that:\n${log}`);
  }
}

/** Opens a pipe to write to it, once somebody reads it: what opens it to read waits. */
export async function whenRead(path: string): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await sleep(20);
    }
  }
}
