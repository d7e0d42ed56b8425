import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processState } from '../../../src/base/processes.ts';
import { processesWith } from './processes.ts';
import type { Job, RunningStep, StepResult } from './runner.ts';

/** The folder of its own that a step of the action told to its post step. */
export function workOf({ state }: Pick<StepResult, 'state'>): string {
  return (JSON.parse(state.work ?? '{"folder":""}') as { folder: string }).folder;
}

/** What is left of what the step started: by the job's mark in the environment, and by the step's own record of pids and start times. */
export function leftOf(job: Job, step: Pick<StepResult, 'state'>): readonly string[] {
  const marked = processesWith('RUNNER_TRACKING_ID', job.trackingId).map(({ pid, command }) => `${pid} ${command}`);
  const recorded = startedBy(step).filter(({ pid, started }) => {
    const now = processState(pid);
    return now?.started === started && !now.zombie;
  });
  return [...marked, ...recorded.map(({ pid }) => `${pid} in the record`)];
}

/** What a step wrote down of the programs that it started. */
export function startedBy(step: Pick<StepResult, 'state'>): readonly { readonly pid: number; readonly started: string }[] {
  const text = readFileSync(`${workOf(step)}/children`, 'utf8');
  return [...text.matchAll(/^(\d+) (\d+)$/gm)].map(([, pid, started]) => ({ pid: Number(pid), started: started ?? '' }));
}

/** Waits until something can be seen of a step under way; throws where the step ends before. */
export async function whenTrue({ result }: Pick<RunningStep, 'result'>, seen: () => boolean): Promise<void> {
  const ended = result.then(({ log }) => log);
  while (!seen()) {
    const log = await Promise.race([ended, sleep(20, null)]);
    if (log !== null && !seen()) throw new Error(`the step ended before that:\n${log}`);
  }
}
