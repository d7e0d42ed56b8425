import type { Socket } from 'node:net';
import { VmtestError } from '../model/errors.ts';

/** An event of QEMU's machine protocol. */
export interface QmpEvent {
  /** When it happened by QEMU's own clock, in seconds since the epoch: we may read it later. */
  readonly at: number;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The longest line that is read, in bytes: QEMU's answers are far shorter. */
const LINE_LIMIT = 16 << 20;

/**
 * QEMU's machine protocol (QMP) over an inherited socket: one JSON object a line.
 * Events go to `onEvent` as they come; a command resolves with its `return` value.
 */
export class Qmp {
  /** Resolves with QEMU's greeting; rejects when the socket closes first. */
  readonly greeting: Promise<unknown>;
  readonly #socket: Socket;
  readonly #onEvent: (event: QmpEvent) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #greet = Promise.withResolvers<unknown>();
  #rest = '';
  #next = 1;
  #closed = false;

  constructor(socket: Socket, onEvent: (event: QmpEvent) => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
    this.greeting = this.#greet.promise;
    this.greeting.catch(() => undefined);
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => this.#read(String(chunk)));
    // An error is always followed by the close.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#close());
    // A QEMU that went at once may have closed it before anybody listened.
    if (socket.destroyed) this.#close();
  }

  /**
   * Runs a command. Rejects with VMTEST_QEMU_FAILED when QEMU refuses it, is gone, or does not answer in time.
   * @param timeout seconds
   */
  execute(command: string, args: Readonly<Record<string, unknown>> = {}, timeout = 10): Promise<unknown> {
    if (this.#closed) return Promise.reject(new VmtestError('VMTEST_QEMU_FAILED', `QEMU is gone: it cannot be asked for ${command}`));
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const late = () => {
      this.#waiting.delete(id);
      reject(new VmtestError('VMTEST_QEMU_FAILED', `QEMU did not answer ${command} within ${timeout} s`));
    };
    this.#waiting.set(id, { command, resolve, reject, timer: setTimeout(late, timeout * 1000) });
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    return promise;
  }

  #read(chunk: string): void {
    this.#rest += chunk;
    if (this.#rest.length > LINE_LIMIT) {
      this.#socket.destroy();
      return;
    }
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.#handle(line);
  }

  #handle(line: string): void {
    let message: Record<string, unknown>;
    try {
      message = JSON.parse(line) as Record<string, unknown>;
    } catch {
      return;
    }
    if ('QMP' in message) this.#greet.resolve(message['QMP']);
    else if (typeof message['event'] === 'string') {
      this.#onEvent({
        at: timeOf(message['timestamp']),
        event: message['event'],
        data: (message['data'] ?? {}) as Record<string, unknown>,
      });
    } else if (typeof message['id'] === 'number') this.#answer(message['id'], message);
  }

  #answer(id: number, message: Record<string, unknown>): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    const error = message['error'] as { desc?: string } | undefined;
    if (error === undefined) waiting.resolve(message['return']);
    else waiting.reject(new VmtestError('VMTEST_QEMU_FAILED', `QEMU refused ${waiting.command}: ${error.desc ?? 'no reason given'}`));
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#greet.reject(new VmtestError('VMTEST_QEMU_FAILED', 'QEMU closed its control socket before it said a word'));
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new VmtestError('VMTEST_QEMU_FAILED', `QEMU went away before it answered ${waiting.command}`));
    }
    this.#waiting.clear();
  }
}

/** QEMU writes -1 where it cannot tell the time. */
function timeOf(timestamp: unknown): number {
  const { seconds = -1, microseconds = 0 } = (timestamp ?? {}) as { seconds?: number; microseconds?: number };
  return seconds < 0 ? Date.now() / 1000 : seconds + microseconds / 1e6;
}
