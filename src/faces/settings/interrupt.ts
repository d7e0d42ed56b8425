import { EXIT } from '../../model/verdict.ts';

/** A user's stop: the first signal aborts, the second ends this process at once (QEMU dies with it). */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
  /** The exit code that the signal asks for; null while there was none. */
  readonly exitCode: () => number | null;
}

/** Signals within this time are one: a terminal sends Ctrl-C to us and to the wrapper, which passes it on. Milliseconds. */
const SAME_MS = 200;

/** Who ends by itself where there is nobody left to tell. */
const living = new Set<(code: number) => void>();

/**
 * Ends, as a signal would, what listens for one: it puts away what it made, and its exit code is this one. False where nothing listens, so that the
 * process may end at once.
 */
export function interruptAll(code: number): boolean {
  for (const end of living) end(code);
  return living.size > 0;
}

let stopped: number | null = null;

/** The exit code that the last signal asked for which anybody listened to; null while there was none: for who tells an error after it. */
export function stoppedWith(): number | null {
  return stopped;
}

/** Listens to SIGINT, SIGTERM and SIGHUP until it is disposed. */
export function listenForInterrupt(onFirst: (name: string) => void): Interrupt {
  const controller = new AbortController();
  let code: number | null = null;
  let at = 0;
  const listener = (name: NodeJS.Signals) => {
    const next = name === 'SIGINT' ? EXIT.cancelled : EXIT.terminated;
    if (code !== null) {
      if (performance.now() - at > SAME_MS) process.exit(next);
      return;
    }
    code = next;
    stopped = next;
    at = performance.now();
    onFirst(name);
    controller.abort();
  };
  const end = (asked: number) => {
    code ??= asked;
    controller.abort();
  };
  living.add(end);
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, listener);
  return {
    signal: controller.signal,
    exitCode: () => code,
    [Symbol.dispose]: () => {
      living.delete(end);
      for (const name of names) process.off(name, listener);
    },
  };
}
