import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { leftOfGroup, type ProcessMark, processMark, processState } from '../../base/processes.ts';
import { killProcess, onSpawn } from '../../base/spawn.ts';

/** Writes down every program that this process starts, before anything else happens, until it is disposed. `file`: absolute, made afresh. */
export function recordChildren(file: string): Disposable {
  const fd = openSync(file, 'wx', 0o600);
  onSpawn((pid) => {
    const mark = processMark(pid);
    if (mark !== null) writeSync(fd, `${pid} ${mark.started}\n`);
  });
  return {
    [Symbol.dispose]: () => {
      onSpawn(null);
      closeSync(fd);
    },
  };
}

/** Milliseconds for processes to be gone after SIGKILL. */
const GONE_MS = 5000;

/**
 * Ends what is left of the programs that a process wrote down in `file` before it was killed: by process group and start time, never by name.
 * Returns what it ended, and what is still there after 5 s (another user's).
 */
export async function endChildren(file: string): Promise<{ readonly ended: readonly number[]; readonly left: readonly number[] }> {
  const found = readMarks(file).flatMap(leftOfGroup);
  for (const { pid } of found) killProcess(pid, 'SIGKILL');
  const until = performance.now() + GONE_MS;
  let left = found;
  while (left.length > 0 && performance.now() < until) {
    left = left.filter(({ pid, started }) => isAlive(pid, started));
    if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ended = found.filter((one) => !left.includes(one)).map(({ pid }) => pid);
  return { ended, left: left.map(({ pid }) => pid) };
}

function isAlive(pid: number, started: string): boolean {
  const state = processState(pid);
  return state?.started === started && !state.zombie;
}

function readMarks(file: string): readonly ProcessMark[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Nothing was started.
  }
  return text
    .split('\n')
    .map((line) => /^(\d{1,10}) (\d{1,20})$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, started]) => ({ pid: Number(pid), started: started as string }));
}
