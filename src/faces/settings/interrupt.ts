import { EXIT } from '../../model/verdict.ts';

/** A user's stop: the first signal aborts, the second ends this process at once (QEMU dies with it). */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
  /** The exit code that the signal asks for; null while there was none. */
  readonly exitCode: () => number | null;
}

/** Signals within this time are one: a terminal sends Ctrl-C to us and to the wrapper, which passes it on. Milliseconds. */
const SAME_MS = 200;

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
    at = performance.now();
    onFirst(name);
    controller.abort();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, listener);
  return {
    signal: controller.signal,
    exitCode: () => code,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, listener);
    },
  };
}
