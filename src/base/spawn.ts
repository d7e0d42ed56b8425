import type { Socket } from 'node:net';
import { execa } from 'execa';

/** How a short-lived program ended; nothing is thrown for an exit status. */
export interface Outcome {
  readonly command: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly canceled: boolean;
  /** Set where the program could not be started at all, for example `ENOENT`. */
  readonly errorCode: string | undefined;
}

export interface RunOptions {
  /** The whole environment of the child: nothing is added to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Seconds. */
  readonly timeout?: number;
  /** Seconds between SIGTERM and SIGKILL on cancellation and time-out; 2 where not given, 0 kills at once. */
  readonly grace?: number;
  readonly input?: string | Uint8Array;
  /** Bytes of each of stdout and stderr that are kept. */
  readonly maxBuffer?: number;
}

/** The environment that our own tools get: a path, a neutral locale, and nothing of the caller's. */
export const TOOL_ENV = Object.freeze({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
});

let tell: ((pid: number) => void) | null = null;

/** Calls `listener` with the process group of every program that is started from here on; null ends that. Of one process there is one listener. */
export function onSpawn(listener: ((pid: number) => void) | null): void {
  tell = listener;
}

function told(pid: number | undefined): void {
  if (pid !== undefined) tell?.(pid);
}

/**
 * Runs a program to its end, in a process group of its own, which is killed whole on cancellation and time-out.
 * Argument arrays only: no shell is involved.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const subprocess = execa(command, args, {
    env: { ...options.env },
    extendEnv: false,
    detached: true,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: options.maxBuffer ?? 8 << 20,
    forceKillAfterDelay: 2000,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  told(subprocess.pid);
  const end = killGroupOn(subprocess.pid, options.signal, options.timeout, options.grace ?? 2);
  const result = await subprocess;
  end.dispose();
  return {
    command: [command, ...args].join(' '),
    exitCode: result.exitCode,
    signal: result.signal,
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    timedOut: end.reason() === 'timeout',
    canceled: end.reason() === 'cancel',
    errorCode: result.code,
  };
}

function killGroupOn(pid: number | undefined, signal: AbortSignal | undefined, timeout: number | undefined, grace: number) {
  let reason: 'timeout' | 'cancel' | undefined;
  const timers: NodeJS.Timeout[] = [];
  const stop = (why: 'timeout' | 'cancel') => {
    reason ??= why;
    killGroup(pid, grace === 0 ? 'SIGKILL' : 'SIGTERM');
    if (grace > 0) timers.push(setTimeout(() => killGroup(pid, 'SIGKILL'), grace * 1000));
  };
  const onAbort = () => stop('cancel');
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  if (timeout !== undefined) timers.push(setTimeout(() => stop('timeout'), timeout * 1000));
  return {
    reason: () => reason,
    dispose: () => {
      signal?.removeEventListener('abort', onAbort);
      for (const timer of timers) clearTimeout(timer);
      if (reason !== undefined) killGroup(pid, 'SIGKILL');
    },
  };
}

/** Sends a signal to a whole process group; a group that is gone already is no error. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Sends a signal to one process; one that is gone already, or is another user's, is no error. */
export function killProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** A long-lived child: its extra descriptors are socket pairs, one end here and one inherited by it. */
export interface Child {
  readonly pid: number | undefined;
  /** The sockets asked for, in order; the child has them from descriptor 3 upwards. */
  readonly sockets: readonly Socket[];
  /** Resolves when the child is gone; never rejects. */
  readonly exit: Promise<{ exitCode: number | undefined; signal: string | undefined; errorCode: string | undefined }>;
}

/**
 * Starts a long-lived program in a process group of its own, with stdout and stderr in files (nothing of ours is held open by it).
 * It is to be started from the main thread: the parent-death signal of a child fires when the thread that made it ends.
 */
export function start(
  command: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd?: string; readonly log: number; readonly sockets: number },
): Child {
  const subprocess = execa(command, args, {
    env: { ...options.env },
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    // execa takes any descriptor; its types know 0, 1 and 2 only.
    stdio: ['ignore', options.log as 1, options.log as 1, ...Array.from({ length: options.sockets }, () => 'pipe' as const)],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  told(subprocess.pid);
  // Node makes each 'pipe' of a child on Unix with socketpair(2): both directions work, whatever execa's types say.
  const sockets = (subprocess.stdio as unknown as Socket[]).slice(3);
  for (const socket of sockets) socket.on('error', () => undefined);
  return {
    pid: subprocess.pid,
    sockets,
    exit: subprocess.then((result) => ({ exitCode: result.exitCode, signal: result.signal, errorCode: result.code })),
  };
}
