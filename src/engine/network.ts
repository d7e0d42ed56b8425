import type { NicSpec } from '../model/plan.ts';
import { bridgeOf } from '../qemu/tap.ts';

/** The places on a bridge that a machine's NICs take: two machines with one MAC address at one bridge get each other's packets. */
export function bridgePlaces(nics: readonly Pick<NicSpec, 'mac' | 'network'>[]): string[] {
  return nics.flatMap(({ mac, network }) => (bridgeOf(network) === null ? [] : [`${network} ${mac.toLowerCase()}`]));
}

/** Things of which each is one test's at a time. */
export class Exclusive {
  readonly #taken = new Set<string>();
  #freed = Promise.withResolvers<void>();

  /** Waits until all of `keys` are free at once, and takes them until what it returns is disposed of. */
  async enter(keys: readonly string[]): Promise<Disposable> {
    while (keys.some((key) => this.#taken.has(key))) await this.#freed.promise;
    for (const key of keys) this.#taken.add(key);
    return {
      [Symbol.dispose]: () => {
        for (const key of keys) this.#taken.delete(key);
        this.#freed.resolve();
        this.#freed = Promise.withResolvers<void>();
      },
    };
  }
}
