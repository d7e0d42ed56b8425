import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

/** How one program ran. Times are milliseconds since the epoch. */
export interface Ended {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Milliseconds from before it was spawned until it was gone. */
  readonly wall: number;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout, each with the time at which its end was read. */
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** stdout goes to this file and not to `stdout` and `lines`. */
  readonly output?: string;
}

/** The time, in milliseconds since the epoch, with the fractions that Date.now() lacks. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

const stopped = new AbortController();

/** Ends the program that runs, by SIGTERM, and lets no other start: what waits for it throws, and cleans up. */
export function stopPrograms(): void {
  stopped.abort();
}

/** Runs a program to its end. Throws where it cannot be started; its exit status is for the caller to judge. */
export async function program(argv: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  const [command, ...args] = argv as [string, ...string[]];
  stopped.signal.throwIfAborted();
  await using file = options.output === undefined ? null : await open(options.output, 'w');
  const startedAt = now();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', file?.fd ?? 'pipe', 'pipe'],
  });
  const lines: { at: number; text: string }[] = [];
  let [stdout, stderr, rest] = ['', '', ''];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const at = now();
    stdout += chunk;
    const complete = (rest + chunk).split('\n');
    rest = complete.pop() ?? '';
    for (const text of complete) lines.push({ at, text });
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const stop = () => child.kill('SIGTERM');
  stopped.signal.addEventListener('abort', stop);
  let endedAt = Number.NaN;
  child.once('exit', () => {
    endedAt = now();
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  stopped.signal.removeEventListener('abort', stop);
  stopped.signal.throwIfAborted();
  return { startedAt, endedAt, wall: endedAt - startedAt, exitCode, stdout, stderr, lines };
}

/** Runs a program that must succeed. */
export async function must(argv: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  const ended = await program(argv, options);
  if (ended.exitCode === 0) return ended;
  throw new Error(`${argv.join(' ')} ended with status ${ended.exitCode}:\n${ended.stdout.slice(-2000)}${ended.stderr.slice(-2000)}`);
}
