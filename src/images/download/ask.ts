import type { Dispatcher } from 'undici';
import { cancelled, networkFailure } from './failures.ts';
import { type FlowLimits, type FlowWatch, watchFlow } from './flow-watch.ts';
import type { Link } from './link.ts';

/** The head of an answer. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; of several with one name, the first. */
  readonly header: (name: string) => string | undefined;
}

/** The way back from who receives a body to the connection. */
export interface Flow {
  /** Go on after `data` returned false. */
  readonly resume: () => void;
  /** End the exchange with this error. */
  readonly fail: (error: unknown) => void;
}

/** Who receives a body, if it comes to one (status 200 or 206). What they throw ends the exchange. */
export interface Receiver {
  readonly head: (answer: Answer, flow: Flow) => void;
  /** The bytes hold only until this returns. False: send no more until `flow.resume`. */
  readonly data: (chunk: Uint8Array) => boolean;
}

/** By what a request goes out, and what holds for it. */
export interface Way {
  readonly link: Link;
  readonly limits: FlowLimits;
  readonly signal: AbortSignal | undefined;
  /** Told of each request. */
  readonly counted: () => void;
}

const COMMON = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'vmtest' };

/**
 * Makes one request, without following redirections. Resolves when the body is whole, or at once where the status is neither 200 nor 206.
 * Throws an Interruption, VMTEST_DOWNLOAD_SLOW, VMTEST_DOWNLOAD_FAILED, VMTEST_CANCELLED, and what the receiver throws.
 */
export async function ask(way: Way, url: URL, headers: Readonly<Record<string, string>>, receiver: Receiver): Promise<Answer> {
  const { signal } = way;
  if (signal?.aborted === true) throw cancelled(url);
  const one = new Exchange(url, receiver);
  using watch = watchFlow(url, way.limits, one.fail);
  one.watch = watch;
  const onAbort = () => one.fail(cancelled(url));
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    way.counted();
    const request = { origin: url.origin, path: `${url.pathname}${url.search}`, method: 'GET', headers: { ...COMMON, ...headers } };
    way.link.dispatcher(url.protocol).dispatch(request, one.handler());
    return await one.promise;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** One request that is under way: it ends once, by the first of an answer, an error of either side, and a limit. */
class Exchange implements Flow {
  readonly promise: Promise<Answer>;
  watch: FlowWatch | null = null;
  readonly #url: URL;
  readonly #receiver: Receiver;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #answer: Answer | null = null;
  #ended = false;

  constructor(url: URL, receiver: Receiver) {
    this.#url = url;
    this.#receiver = receiver;
    ({ promise: this.promise, resolve: this.#resolve, reject: this.#reject } = Promise.withResolvers<Answer>());
  }

  readonly fail = (error: unknown): void => this.#end(() => this.#reject(error));

  readonly resume = (): void => {
    if (this.#ended) return;
    this.watch?.resume();
    this.#controller?.resume();
  };

  handler(): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller) => {
        this.#controller = controller;
        // It was given up while it was still connecting.
        if (this.#ended) controller.abort(new Error('given up'));
      },
      onResponseStart: (_, status, headers) => {
        if (status >= 200) this.#guarded(() => this.#head(status, headers));
      },
      onResponseData: (_, chunk) => this.#guarded(() => this.#data(chunk)),
      onResponseEnd: () => {
        this.#ended = true;
        this.#resolve(this.#answer as Answer);
      },
      onResponseError: (_, error) => this.fail(networkFailure(this.#url, error, this.#answer !== null)),
    };
  }

  #head(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    const answer = answerOf(status, headers);
    this.#answer = answer;
    this.watch?.bytes(0);
    if (status === 200 || status === 206) this.#receiver.head(answer, this);
    // Whatever else it says, nobody reads it.
    else this.#end(() => this.#resolve(answer));
  }

  #data(chunk: Uint8Array): void {
    this.watch?.bytes(chunk.length);
    if (this.#receiver.data(chunk)) return;
    this.watch?.pause();
    this.#controller?.pause();
  }

  /** An error of a receiver is no error of the network, which undici would make of it. */
  #guarded(step: () => void): void {
    if (this.#ended) return;
    try {
      step();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends it before its body is whole. */
  #end(tell: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    tell();
    this.#controller?.abort(new Error('given up'));
  }
}

function answerOf(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): Answer {
  return {
    status,
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
  };
}
