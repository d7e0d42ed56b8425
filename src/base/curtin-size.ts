const MULTIPLIERS: Readonly<Record<string, number>> = { B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/**
 * The bytes of a size as curtin's `human2bytes` reads it: an optional final `B` does not count, then a number and one of `BKMGT`, each a
 * power of 1024 (`1GB` is 2^30 bytes); a bare number is bytes. They need not be whole. Undefined for anything else.
 */
export function curtinBytes(size: string): number | undefined {
  const match = /^(\d+|\d*\.\d+|\d+\.)([BKMGT]?)B?$/.exec(size.trim());
  return match === null ? undefined : Number(match[1]) * (MULTIPLIERS[match[2] || 'B'] as number);
}
