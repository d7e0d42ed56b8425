import { readdirSync, readFileSync } from 'node:fs';

/** A process found in /proc. */
export interface Found {
  readonly pid: number;
  /** Its command line, spaces between the arguments. */
  readonly command: string;
}

/** Processes whose environment holds `name=value`, zombies left out: what the runner looks for at a job's end. */
export function processesWith(name: string, value: string): readonly Found[] {
  return pids()
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`${name}=${value}`))
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }))
    .filter(({ command }) => command !== '');
}

/** Kills a process and all its descendants, at once, the youngest first. */
export function killTree(root: number): void {
  const children = new Map<number, number[]>();
  for (const pid of pids()) {
    const parent = Number(/^.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  for (const pid of tree.reverse()) send(pid, 'SIGKILL');
}

/** Sends a signal to one process; nothing happens where it is gone. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
