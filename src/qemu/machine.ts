import { open, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { type Child, killGroup, start } from '../base/spawn.ts';
import { VmtestError } from '../model/errors.ts';
import { Qmp, type QmpEvent } from './qmp.ts';

/** The descriptors that QEMU inherits, by the name of their hole in the command line. */
export const DESCRIPTORS: Readonly<Record<string, string>> = { 'fd:qmp': '3', 'fd:events': '4' };

export interface MachineOptions {
  /** QEMU's filled command line, the program first. */
  readonly argv: readonly string[];
  /** What stands before it: the one `setpriv` call that drops privileges and ties QEMU's life to ours. */
  readonly prefix: readonly string[];
  /** The whole environment of QEMU. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Absolute path of the file that takes QEMU's own stdout and stderr. */
  readonly log: string;
  readonly onEvent: (event: QmpEvent) => void;
  /** How many sockets it inherits beside those of QMP and the events port, from descriptor 5 upwards; absent: none. */
  readonly more?: number;
}

/** How much has been done, for the judgement of silence. */
export interface Counters {
  /** Bytes read and written on all disks. */
  readonly blockBytes: number;
  /** Processor seconds of the virtual CPUs' threads. */
  readonly cpuSeconds: number;
}

/** How QEMU ended. `clean`: by itself, after `quit`, so that its disks may be read. */
export interface MachineExit {
  readonly clean: boolean;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines of what QEMU printed. */
  readonly output: string;
}

/** Kernel clock ticks a second of /proc/PID/stat: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS = 100;

/** A running QEMU: disposable. It starts paused; `resume` lets the guest go. */
export class Machine implements AsyncDisposable {
  readonly qmp: Qmp;
  /** The guest's events port. */
  readonly events: Socket;
  /** Our ends of the sockets that were asked for beside these. */
  readonly more: readonly Socket[];
  readonly pid: number;
  /** Milliseconds of `performance.now()` at which QEMU was spawned, and at which it was gone. */
  readonly startedAt: number;
  endedAt: number | null = null;
  /** Resolves when QEMU is gone, whatever ended it. */
  readonly exit: Promise<MachineExit>;
  /** The versioned machine type behind an alias such as `pc`: `pc-i440fx-7.2`. */
  machineType = '';
  #quitting = false;
  #onReset: (() => void) | null = null;
  #vcpus: readonly number[] = [];

  private constructor(child: Child, qmp: Qmp, startedAt: number, log: string) {
    this.qmp = qmp;
    this.events = child.sockets[1] as Socket;
    this.more = child.sockets.slice(2);
    this.pid = child.pid as number;
    this.startedAt = startedAt;
    this.exit = child.exit.then(async ({ exitCode, signal }) => {
      this.endedAt = performance.now();
      return { clean: this.#quitting && exitCode === 0, exitCode, signal, output: await tail(log) };
    });
  }

  /** Starts QEMU and waits until it speaks. Throws VMTEST_QEMU_FAILED with QEMU's own words when it refuses its arguments. */
  static async start(options: MachineOptions): Promise<Machine> {
    const [command, ...args] = [...options.prefix, ...options.argv] as [string, ...string[]];
    const log = await open(options.log, 'w');
    const startedAt = performance.now();
    const child = start(command, args, { env: options.env, cwd: options.cwd, log: log.fd, sockets: 2 + (options.more ?? 0) });
    await log.close();
    if (child.pid === undefined) {
      const { errorCode } = await child.exit;
      throw new VmtestError('VMTEST_QEMU_FAILED', `${command} could not be started (${errorCode ?? 'unknown error'})`, {
        hint: 'run `vmtest doctor`',
      });
    }
    const heard = (event: QmpEvent) => {
      if (event.event === 'RESET') machine.#onReset?.();
      options.onEvent(event);
    };
    const qmp: Qmp = new Qmp(child.sockets[0] as Socket, heard);
    const machine: Machine = new Machine(child, qmp, startedAt, options.log);
    try {
      // Whichever comes first: a QEMU that goes without a word must not be waited for.
      const gone = child.exit.then(() => Promise.reject(new VmtestError('VMTEST_QEMU_FAILED', 'QEMU exited before it said a word')));
      await Promise.race([qmp.greeting, gone]);
      await qmp.execute('qmp_capabilities');
      const [cpus, type] = await Promise.all([
        qmp.execute('query-cpus-fast'),
        qmp.execute('qom-get', { path: '/machine', property: 'type' }),
      ]);
      machine.#vcpus = (cpus as { 'thread-id': number }[]).map((cpu) => cpu['thread-id']);
      machine.machineType = String(type).replace(/-machine$/, '');
      return machine;
    } catch (error) {
      const [exit] = await Promise.all([machine.exit, machine.kill()]);
      const program = options.argv[0] as string;
      throw new VmtestError('VMTEST_QEMU_FAILED', `${program} did not start: ${exit.output.trim() || howItEnded(exit)}`, { cause: error });
    }
  }

  /** Lets the guest run. */
  async resume(): Promise<void> {
    await this.qmp.execute('cont');
  }

  /** Resets a guest that asked for a reboot, and lets it run on. */
  async reboot(): Promise<void> {
    // The action that stops the machine at a guest's reset would stop it at ours too.
    const done = this.#nextReset();
    await this.qmp.execute('set-action', { reboot: 'reset' });
    await this.qmp.execute('system_reset');
    await done;
    await this.qmp.execute('set-action', { reboot: 'shutdown' });
    await this.qmp.execute('cont');
  }

  #nextReset(): Promise<void> {
    return new Promise((resolve) => {
      this.#onReset = resolve;
    });
  }

  /** What has been done so far. Rejects when QEMU does not answer within a few seconds. */
  async counters(): Promise<Counters> {
    const [stats, ticks] = await Promise.all([
      this.qmp.execute('query-blockstats', {}, 5),
      Promise.all(this.#vcpus.map(threadTicks(this.pid))),
    ]);
    let blockBytes = 0;
    for (const device of stats as { stats: { rd_bytes: number; wr_bytes: number } }[]) {
      blockBytes += device.stats.rd_bytes + device.stats.wr_bytes;
    }
    return { blockBytes, cpuSeconds: ticks.reduce((sum, value) => sum + value, 0) / TICKS };
  }

  /** Asks QEMU to quit and waits for it; kills it when it has not gone within `grace` seconds. Never throws. */
  async quit(grace = 5): Promise<MachineExit> {
    this.#quitting = true;
    const timer = setTimeout(() => killGroup(this.pid, 'SIGKILL'), grace * 1000);
    this.qmp.execute('quit', {}, grace).catch(() => undefined);
    const exit = await this.exit;
    clearTimeout(timer);
    return exit;
  }

  /** Ends QEMU at once and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.endedAt === null) killGroup(this.pid, 'SIGKILL');
    await this.exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

/** One sentence about QEMU's end. */
export function howItEnded(exit: MachineExit): string {
  return exit.signal === undefined ? `QEMU exited with status ${exit.exitCode ?? 'unknown'}` : `QEMU was ended by ${exit.signal}`;
}

function threadTicks(pid: number): (thread: number) => Promise<number> {
  return async (thread) => {
    const text = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => '');
    // Fields 14 and 15 (utime, stime) of proc(5), counted after the command's closing parenthesis, which is field 2.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  };
}

async function tail(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.slice(-2000);
}
