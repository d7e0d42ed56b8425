const MULTIPLIERS: Readonly<Record<string, number>> = { B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/**
 * Reads a size as curtin's `human2bytes` does: an optional final `B` does not count, then a number and one of `BKMGT`, each a
 * power of 1024 (`1GB` is 2^30 bytes); a bare number is bytes. Returns undefined for anything else.
 */
export function curtinSize(size: string): number | undefined {
  const match = /^(\d+|\d*\.\d+|\d+\.)([BKMGT]?)B?$/.exec(size.trim());
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (MULTIPLIERS[match[2] || 'B'] as number);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
