/**
 * Reads an HTTP `Range` header for a body of `size` bytes (RFC 9110 §14): first and last byte, `null` where the whole body is to be
 * sent (no header, several ranges, or not understood, which the RFC lets a server ignore), `'unsatisfiable'` where it lies outside.
 */
export function parseRange(header: string | undefined, size: number): { first: number; last: number } | null | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return null;
  const [, from, to] = match as unknown as [string, string, string];
  if (from === '') {
    if (to === '') return null;
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return null;
  return first >= size ? 'unsatisfiable' : { first, last };
}
