import { Worker } from 'node:worker_threads';
import { plainLine, shorten } from '../../base/text.ts';
import type { ToolkitCalls, ToolkitFailure, ToolkitMessage, ToolkitMethod, Unreachable } from './toolkit-calls.ts';

/** Where and how long the toolkit may work. */
export interface ToolkitOptions {
  /** What it reads as `process.env`: the runner's variables, proxies. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Seconds without a sign of progress after which it is given up; 120 where not given. */
  readonly stallSeconds?: number | undefined;
  /** A thread that is there already; without it one is begun for the call. */
  readonly toolkit?: Toolkit | undefined;
  /** Whether something else than the toolkit's own words moved on; asked when it stalls. */
  readonly progress?: (() => Promise<number>) | undefined;
  /** Hears of each connection to the REST API that failed and is tried again; where one fails for good, the call does, without it not at once. */
  readonly tellUnreachable?: ((unreachable: Unreachable) => void) | undefined;
}

/** What may be otherwise a second later; a name that is not known, a closed port or a wrong certificate is not. */
const PASSING_CODES: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
/** After so many failures in a row nobody waits for the toolkit's own five attempts, which take a minute. */
const UNREACHABLE_TIMES = 2;

type ToolkitErrorKind = 'failed' | 'stalled' | 'cancelled' | 'unreachable';

/** How a call ended badly. */
export class ToolkitError extends Error {
  override readonly name = 'ToolkitError';
  readonly kind: ToolkitErrorKind;
  /** The name of the toolkit's own error; of a stall and a cancellation, the kind. */
  readonly toolkitName: string;
  readonly status: number | null;

  constructor(kind: ToolkitErrorKind, failure: ToolkitFailure) {
    super(failure.message);
    this.kind = kind;
    this.toolkitName = failure.name;
    this.status = failure.status;
  }
}

/** Bundled, the thread is a file beside the chunk that this is in (tools/bundle.ts); in the sources, beside this. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './toolkit-worker.ts' : './artifact-toolkit.js', import.meta.url);

/**
 * A thread in which `@actions/artifact` works, call after call; it is begun at once, so that it loads while the caller does something else, and
 * ended when it is disposed or a call fails. Reasons for a thread: the toolkit cannot be cancelled and has deadlines of many minutes; what it
 * began (sockets, timers) would hold the process open; an error while it zips is thrown where nobody can catch it; it writes to stdout, its
 * failures as annotations of its own.
 */
export class Toolkit implements AsyncDisposable {
  readonly #env: Record<string, string>;
  #worker: Worker | null;

  constructor(env: ToolkitOptions['env']) {
    this.#env = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
    this.#worker = this.#start();
  }

  /** One call at a time. Throws ToolkitError. */
  async call<Method extends ToolkitMethod>(
    method: Method,
    ask: ToolkitCalls[Method]['ask'],
    { signal, stallSeconds = 120, progress, tellUnreachable }: Omit<ToolkitOptions, 'env'>,
  ): Promise<ToolkitCalls[Method]['answer']> {
    if (signal?.aborted === true) throw cancelled();
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<ToolkitCalls[Method]['answer']>();
    const watch = watchStall(stallSeconds, progress, () => reject(ended('stalled', `nothing moved for ${stallSeconds} seconds`)));
    const listeners = listenTo(worker, watch.alive, (message) => {
      if ('unreachable' in message) {
        const { host, code, times } = message.unreachable;
        if (tellUnreachable === undefined || PASSING_CODES.includes(code)) return;
        if (times >= UNREACHABLE_TIMES) reject(ended('unreachable', `${plainLine(host)}: ${plainLine(code)}`));
        else tellUnreachable(message.unreachable);
      } else if ('answer' in message) resolve(message.answer as ToolkitCalls[Method]['answer']);
      else reject(new ToolkitError('failed', { ...message.failure, message: harmless(message.failure.message) }));
    });
    const onAbort = () => reject(cancelled());
    signal?.addEventListener('abort', onAbort, { once: true });
    worker.postMessage({ method, ask });
    try {
      return await promise;
    } catch (error) {
      // What it began goes on otherwise.
      await this.#end();
      throw error;
    } finally {
      watch.end();
      signal?.removeEventListener('abort', onAbort);
      listeners.remove();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { env: this.#env, stdout: true, stderr: true });
    // Between two calls nobody listens, and its words are nobody's.
    worker.on('error', () => undefined);
    // The next call begins another.
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    for (const stream of [worker.stdout, worker.stderr]) stream.resume();
    return worker;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

/** One call in a thread of its own. Throws ToolkitError. */
export async function callToolkit<Method extends ToolkitMethod>(
  method: Method,
  ask: ToolkitCalls[Method]['ask'],
  options: ToolkitOptions,
): Promise<ToolkitCalls[Method]['answer']> {
  if (options.toolkit !== undefined) return await options.toolkit.call(method, ask, options);
  await using toolkit = new Toolkit(options.env);
  return await toolkit.call(method, ask, options);
}

/** Each of its words is a sign of life: it tells how many bytes are uploaded, and when it tries again. */
function listenTo(worker: Worker, alive: () => void, answered: (message: ToolkitMessage) => void) {
  const failed = (name: string, message: string) => answered({ failure: { name, message, status: null } });
  const onError = (error: Error) => failed(error.name, error.message);
  const onExit = () => failed('Error', 'the toolkit ended without an answer');
  worker.on('message', answered).on('error', onError).on('exit', onExit);
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', alive);
  return {
    remove: () => {
      worker.off('message', answered).off('error', onError).off('exit', onExit);
      for (const stream of [worker.stdout, worker.stderr]) stream.off('data', alive);
    },
  };
}

/** That the caller's signal ended it, whatever it did at the time. */
export function cancelled(): ToolkitError {
  return ended('cancelled', 'it was cancelled');
}

function ended(kind: ToolkitErrorKind, message: string): ToolkitError {
  return new ToolkitError(kind, { name: kind, message, status: null });
}

/** Calls `stalled` once nothing was heard for so long, and `progress` told the same number as before. */
function watchStall(seconds: number, progress: (() => Promise<number>) | undefined, stalled: () => void) {
  let last = -1;
  const check = async () => {
    const now = progress === undefined ? last : await progress().catch(() => last);
    if (now === last) stalled();
    else timer.refresh();
    last = now;
  };
  const timer = setTimeout(() => void check(), seconds * 1000);
  return { alive: () => void timer.refresh(), end: () => clearTimeout(timer) };
}

/** A server's words, on one line; the part of an address that is a key to it is taken out. */
function harmless(message: string): string {
  return shorten(plainLine(message.split('\n')[0] ?? '').replaceAll(/\?\S*(?:sig|token)=\S*/gi, '?…'), 300);
}
