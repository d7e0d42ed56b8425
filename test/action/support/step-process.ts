import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutputReader } from './commands.ts';
import { killTree, send } from './processes.ts';

/** How a step's process came to its end. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last thing that the runner did to it: `exit` where it ended by itself. */
  readonly endedBy: 'exit' | 'SIGINT' | 'SIGTERM' | 'tree-kill' | 'SIGKILL';
  readonly cancelled: boolean;
  /** Its output was still open five seconds after its exit: something that it started holds it. */
  readonly heldOpen: boolean;
  /** Between the exit and the end of its output. */
  readonly millisecondsOpen: number;
  readonly milliseconds: number;
}

/** Of `ProcessInvoker.cs` in actions/runner, in milliseconds; all may be shortened by one factor. */
const TIMES = { sigint: 7500, sigterm: 2500, streams: 5000 };

/** A step's process under GitHub's runner: output read by lines, and cancelled as the runner cancels. */
export class StepProcess {
  readonly output = new OutputReader();
  readonly done: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #scale: number;
  #last: Ending['endedBy'] = 'exit';
  #cancelled = false;
  #exited = false;
  /** Woken by each line and by the end. */
  #wake: (() => void)[] = [];

  /** @param scale - of the runner's times; 1 is GitHub's */
  constructor(command: string, args: readonly string[], options: { cwd: string; env: Record<string, string>; scale: number }) {
    this.#scale = options.scale;
    // No group of its own, no terminal, no standard input: as the runner starts it.
    this.#child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.done = this.#run();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** SIGINT to the entry process alone; SIGTERM after 7.5 s; after 2.5 s more, its whole tree is killed. */
  async cancel(): Promise<Ending> {
    this.#cancelled = true;
    for (const [signal, after] of [
      ['SIGINT', TIMES.sigint],
      ['SIGTERM', TIMES.sigterm],
    ] as const) {
      if (!this.#exited) {
        this.#last = signal;
        send(this.pid, signal);
        await this.#exitWithin(after * this.#scale);
      }
    }
    if (!this.#exited) {
      this.#last = 'tree-kill';
      killTree(this.pid);
    }
    return await this.done;
  }

  /** SIGKILL to the entry process alone, as the OOM killer does. */
  async kill(): Promise<Ending> {
    this.#last = 'SIGKILL';
    send(this.pid, 'SIGKILL');
    return await this.done;
  }

  /** Waits for a line of its output (what people see, or a command as it was written); throws where it ends before. */
  async saw(pattern: RegExp): Promise<string> {
    let at = 0;
    for (;;) {
      for (; at < this.raw.length; at += 1) if (pattern.test(this.raw[at] ?? '')) return this.raw[at] ?? '';
      if (this.#exited) throw new Error(`the step ended before it said ${pattern}:\n${this.raw.slice(-40).join('\n')}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Each line as the process wrote it. */
  readonly raw: string[] = [];

  async #run(): Promise<Ending> {
    const begun = Date.now();
    const [out, err] = [this.#child.stdout, this.#child.stderr];
    const closed = Promise.all([out, err].map((stream) => this.#read(stream as NodeJS.ReadableStream)));
    const [exitCode, signal] = (await Promise.race([
      once(this.#child, 'exit'),
      once(this.#child, 'error').then(([error]) => {
        throw error;
      }),
    ])) as [number | null, NodeJS.Signals | null];
    this.#exited = true;
    this.#awaken();
    const ended = Date.now();
    const heldOpen = await Promise.race([closed.then(() => false), sleep(TIMES.streams * this.#scale, true, { ref: false })]);
    const millisecondsOpen = Date.now() - ended;
    out?.destroy();
    err?.destroy();
    return {
      exitCode,
      signal,
      endedBy: this.#last,
      cancelled: this.#cancelled,
      heldOpen,
      millisecondsOpen,
      milliseconds: ended - begun,
    };
  }

  async #read(stream: NodeJS.ReadableStream): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    const take = (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) this.#line(line);
      this.#awaken();
    };
    stream.on('data', (piece: Buffer) => take(decoder.decode(piece, { stream: true })));
    await new Promise<void>((resolve) => stream.once('close', resolve));
    if (rest !== '') this.#line(rest);
    this.#awaken();
  }

  #line(line: string): void {
    this.raw.push(line);
    this.output.read(line);
  }

  #awaken(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  async #exitWithin(milliseconds: number): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!this.#exited && Date.now() < end) {
      await Promise.race([new Promise<void>((resolve) => this.#wake.push(resolve)), sleep(end - Date.now())]);
    }
  }
}
