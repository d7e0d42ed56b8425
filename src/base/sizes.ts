const UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/**
 * Reads a size as qemu-img does: a number and one of `K`, `M`, `G`, `T` (powers of 1024; `KiB`, `GB` and the like mean the same).
 * Returns bytes, or undefined for anything else, a bare number included: a missing unit is a mistake more often than a wish.
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt])(?:i?b)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (UNITS[(match[2] as string).toLowerCase()] as number);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** Writes bytes for people, in the largest binary unit that keeps it readable: `1.5 GiB`, `10 GiB`, `512 B`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (value < 1024) return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(1)} TiB`;
}
