// Loaded into a measured vmtest by `node --import`, types taken away: at its end it writes what the process took to the file that
// BENCH_PROBE names. Nothing of the bench may be imported here.
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';

/** What one run of vmtest took, QEMU's machines apart. */
export interface Probed {
  /** Processor seconds of this process and of its children without the machines: qemu-img, the suite's commands, the canary. */
  readonly ownCpuSeconds: number;
  /** Processor seconds of the machines. */
  readonly machineCpuSeconds: number;
  /** The most memory that this process had resident. */
  readonly peakBytes: number;
}

/** Clock ticks a second of proc(5): USER_HZ, 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Processor seconds of the children that have been waited for: fields 16 and 17 (cutime, cstime) of /proc/self/stat. */
function childrenSeconds(): number {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
}

let machines = 0;
let counted = 0;

subscribe('child_process', (message) => {
  const child = (message as { process: ChildProcess }).process;
  // libuv has just waited for it when its exit is told: what the children took grew by what it took.
  child.once('exit', () => {
    const now = childrenSeconds();
    if (child.spawnargs.some((word) => word.startsWith('guest='))) machines += now - counted;
    counted = now;
  });
});

process.once('exit', () => {
  const file = process.env.BENCH_PROBE;
  if (file === undefined) return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // Not maxRSS of getrusage(2), which a child takes over from its parent at exec.
  const peak = Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  const ownCpuSeconds = (userCPUTime + systemCPUTime) / 1e6 + childrenSeconds() - machines;
  writeFileSync(file, JSON.stringify({ ownCpuSeconds, machineCpuSeconds: machines, peakBytes: peak } satisfies Probed));
});
