import { randomBytes } from 'node:crypto';
import { open, realpath } from 'node:fs/promises';
import { type Child, killGroup, killProcess, start } from '../../base/spawn.ts';
import { FileTail } from '../../evidence/tail.ts';
import { findLeftovers, killLeftovers, type Leftover, startOf, type Traces } from './leftovers.ts';

/** What a command is started with. */
export interface CommandRun {
  readonly command: string;
  readonly folder: string;
  readonly environment: (mark: string) => Readonly<Record<string, string>>;
  /** Absolute path of the file for what it writes. */
  readonly log: string;
  /** Absolute path; its processes are told by it. It need not exist. */
  readonly topdir: string;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds that it may clean up in, once it is told to end; 10 where not given: the original's launch removes targets and taps. */
  readonly grace?: number;
  readonly signal: AbortSignal;
  /** Told of what it writes, as it comes. */
  readonly onText: (text: string) => void;
}

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number | undefined;
  readonly killedBy: string | undefined;
  /** Why the program could not be started at all: `ENOENT`. */
  readonly errorCode: string | undefined;
  /** Who ended it, where it did not end by itself. */
  readonly cut: 'timeout' | 'cancel' | null;
  /** What it left running, and what we killed. */
  readonly left: readonly Leftover[];
}

/** Begins once it is told that it is watched over. */
const GO = 'read -r go <&3 && exec 3<&- && exec sh -c "$1"';

const GRACE = 10;

/** Kills a process group once our end of its socket closes, whatever happened to us. */
const WATCH = 'read -r line <&3; kill -s KILL -- "-$1"';

/**
 * Runs a command to its end or its deadline, in a session of its own; when this returns, nothing that it started lives, in whatever
 * session that is. A vmtest that is killed takes the command's process group with it.
 */
export async function runCommand(run: CommandRun): Promise<CommandEnd> {
  const mark = randomBytes(16).toString('hex');
  await using file = await open(run.log, 'a');
  const env = run.environment(mark);
  const child = start('setpriv', ['--pdeathsig', 'KILL', '--', 'sh', '-c', GO, 'sh', run.command], {
    env,
    cwd: run.folder,
    log: file.fd,
    sockets: 1,
  });
  using _watch = watchOver(child, file.fd);
  const began = child.pid === undefined ? null : await startOf(child.pid);
  child.sockets[0]?.end('go\n');
  await using tail = await FileTail.open(run.log, run.onText);
  const { exit, cut, patience } = await waitFor(child, run);
  const traces = { mark, topdir: await realpath(run.topdir).catch(() => run.topdir), since: began };
  if (cut !== null) await goneOrLate(traces, patience());
  killGroup(child.pid, 'SIGKILL');
  const left = await killLeftovers(traces);
  await tail.drain();
  return { exitCode: exit.exitCode, killedBy: exit.signal, errorCode: exit.errorCode, cut, left };
}

function watchOver(child: Child, log: number): Disposable {
  if (child.pid === undefined) return { [Symbol.dispose]: () => undefined };
  const watcher = start('sh', ['-c', WATCH, 'sh', String(child.pid)], { env: { PATH: '/usr/bin:/bin' }, log, sockets: 1 });
  return { [Symbol.dispose]: () => killGroup(watcher.pid, 'SIGKILL') };
}

async function waitFor(child: Child, { timeout, grace = GRACE, signal }: CommandRun) {
  let cut: CommandEnd['cut'] = null;
  let late = Number.POSITIVE_INFINITY;
  const timers: NodeJS.Timeout[] = [];
  const end = (why: NonNullable<CommandEnd['cut']>) => {
    if (cut !== null) return;
    cut = why;
    late = performance.now() + grace * 1000;
    killGroup(child.pid, 'SIGTERM');
    timers.push(setTimeout(() => killGroup(child.pid, 'SIGKILL'), grace * 1000));
  };
  const onAbort = () => end('cancel');
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  // Node's timers hold 2^31 - 1 ms, which is less than a month.
  timers.push(setTimeout(() => end('timeout'), Math.min(timeout * 1000, 2 ** 31 - 1)));
  try {
    return { exit: await child.exit, cut: cut as CommandEnd['cut'], patience: () => late - performance.now() };
  } finally {
    signal.removeEventListener('abort', onAbort);
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Tells what is in other sessions to end too, and waits until all has ended, at most so many milliseconds. */
async function goneOrLate(traces: Traces, patience: number): Promise<void> {
  const end = performance.now() + patience;
  for (const { pid } of await findLeftovers(traces)) killProcess(pid, 'SIGTERM');
  while (performance.now() < end && (await findLeftovers(traces)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}
