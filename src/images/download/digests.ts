import { createHash, type Hash } from 'node:crypto';
import type { Expected } from './types.ts';

/** The digests of bytes that come piece by piece, those that are expected and no other. */
export interface Digests {
  readonly update: (bytes: Uint8Array) => void;
  /** `sha256 ABC, not DEF` of the first that differs from what is expected; null where all agree. More bytes may follow. */
  readonly difference: () => string | null;
}

export function digestsOf({ sha256, sha512 }: Expected): Digests {
  const all: readonly (readonly [string, string, Hash])[] = Object.entries({ sha256, sha512 }).flatMap(([name, digest]) =>
    digest === undefined ? [] : [[name, digest.toLowerCase(), createHash(name)] as const],
  );
  return {
    update: (bytes) => {
      for (const [, , hash] of all) hash.update(bytes);
    },
    difference: () => {
      for (const [name, expected, hash] of all) {
        const found = hash.copy().digest('hex');
        if (found !== expected) return `its ${name} is ${found}, not ${expected}`;
      }
      return null;
    },
  };
}
