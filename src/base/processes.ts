import { readdirSync, readFileSync } from 'node:fs';

/** A process, told from a later one of its number by when it started (clock ticks since boot, field 22 of proc(5)). */
export interface ProcessMark {
  readonly pid: number;
  readonly started: string;
}

/** What /proc/PID/stat says of a process. */
export interface ProcessState extends ProcessMark {
  readonly group: number;
  /** Whether it has ended and only waits for its parent to take note. */
  readonly zombie: boolean;
}

/** The state of a process; null for one that is gone. */
export function processState(pid: number): ProcessState | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The fields after the command's closing parenthesis, which is field 2.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, , group] = fields;
    return fields[19] === undefined ? null : { pid, started: fields[19], group: Number(group), zombie: state === 'Z' };
  } catch {
    return null;
  }
}

/** The mark of a process; null for one that is gone. */
export function processMark(pid: number): ProcessMark | null {
  const state = processState(pid);
  return state === null ? null : { pid: state.pid, started: state.started };
}

/**
 * The processes that are left of a process group whose leader was marked: all of the group, where the leader lives or where they started after
 * it did. A group of another leader, which took the number since, is left out.
 */
export function leftOfGroup({ pid, started }: ProcessMark): readonly ProcessMark[] {
  const leader = processState(pid);
  if (leader !== null && leader.started !== started) return [];
  return allProcesses().filter((one) => !one.zombie && one.group === pid && BigInt(one.started) >= BigInt(started));
}

function allProcesses(): readonly ProcessState[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processState(Number(name)))
    .filter((state) => state !== null);
}
