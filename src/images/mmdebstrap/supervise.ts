import { type FileHandle, readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { killGroup, start } from '../../base/spawn.ts';

/**
 * Descriptor 3 is a socket to us: the program's stderr goes there, and when its other end is gone (we ended, however that was)
 * the whole process group is killed. A parent-death signal would reach mmdebstrap alone, not what it started.
 */
const SUPERVISOR = `
exec 2>&3
"$@" 3>&- &
program=$!
{ read -r _ <&3; kill -KILL 0; } &
watcher=$!
wait "$program"; status=$?
exec 2>/dev/null
kill -KILL "$watcher"; wait "$watcher"
exit "$status"
`;

export interface Ending {
  /** The program's exit status; undefined where it was killed or could not be started. */
  readonly status: number | undefined;
  /** Whether it was us who ended it. */
  readonly cancelled: boolean;
}

/**
 * Runs a long program in a process group of its own that does not outlive us, its stdout into an open file,
 * each line of its stderr to `onLine`. On `signal` the group is killed; when this returns, all of it is gone.
 */
export async function supervise(
  command: string,
  args: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly stdout: FileHandle;
    readonly onLine: (line: string) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Ending> {
  const stopped = () => options.signal?.aborted ?? false;
  if (stopped()) return { status: undefined, cancelled: true };
  const child = start('sh', ['-c', SUPERVISOR, 'supervisor', command, ...args], {
    env: options.env,
    log: options.stdout.fd,
    sockets: 1,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const socket = child.sockets[0];
  const lines = socket === undefined ? undefined : createInterface({ input: socket });
  lines?.on('line', options.onLine);
  const read = lines === undefined ? undefined : new Promise((resolve) => lines.once('close', resolve));
  const onAbort = () => killGroup(child.pid, 'SIGKILL');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const end = await child.exit;
  options.signal?.removeEventListener('abort', onAbort);
  killGroup(child.pid, 'SIGKILL');
  await groupGone(child.pid);
  socket?.end();
  await read;
  return { status: end.exitCode, cancelled: stopped() };
}

/** Waits until no process of a killed group runs, for at most 5 s: the kernel tells nobody but a parent of an exit. */
async function groupGone(pid: number | undefined): Promise<void> {
  for (let tries = 0; pid !== undefined && tries < 250 && (await groupRuns(pid)); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process of the group is anything but a zombie, which the host's init may leave lying for seconds. */
async function groupRuns(group: number): Promise<boolean> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(names.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')));
  // proc_pid_stat(5): pid, (name), state, parent, group; the name may hold anything, a parenthesis too.
  return stats.some((stat) => {
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(pgrp) === group && state !== 'Z' && state !== 'X';
  });
}
