import { curtinBytes } from '../../base/curtin-size.ts';

/** Reads a size as curtin does; undefined for what is none, or no whole number of bytes. */
export function curtinSize(size: string): number | undefined {
  const bytes = curtinBytes(size);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
