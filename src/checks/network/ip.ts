import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/** An address with the length of its network's prefix. */
export interface Prefixed {
  /** In its shortest form: `2001:db8::1`. */
  readonly address: string;
  readonly prefix: number;
}

/** An address in its shortest form; null for what is no address. */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  return isIPv6(text) && !text.includes('%') ? new SocketAddress({ address: text, family: 'ipv6' }).address : null;
}

/**
 * `10.0.0.1/24`, or an address and a mask beside it: `255.255.255.0`, `ffff:ffff::`, `64`. Without either the prefix is the whole
 * address. Null for what is none.
 */
export function prefixed(text: string, mask: string | null): Prefixed | null {
  const [part, length] = text.split('/') as [string, string | undefined];
  const address = canonicalAddress(part);
  if (address === null) return null;
  const bits = address.includes(':') ? 128 : 32;
  const prefix = prefixLength(length ?? mask ?? String(bits));
  return prefix === null || prefix > bits ? null : { address, prefix };
}

/** The length of a prefix that is written as a number or as a mask. */
export function prefixLength(text: string): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const value = bitsOf(text);
  if (value === null) return null;
  const ones = value.replace(/0+$/, '');
  return ones.includes('0') ? null : ones.length;
}

/** A network as `ip route` prints it: `default`, `10.0.0.0/8`, a lone host without its prefix. */
export function networkText(one: Prefixed): string {
  const bits = bitsOf(one.address) as string;
  if (one.prefix === 0) return 'default';
  const masked = bits.slice(0, one.prefix).padEnd(bits.length, '0');
  const address = bits.length === 32 ? groups(masked, 8, 10).join('.') : (canonicalAddress(groups(masked, 16, 16).join(':')) as string);
  return one.prefix === bits.length ? address : `${address}/${one.prefix}`;
}

function groups(bits: string, size: number, base: number): string[] {
  return Array.from({ length: bits.length / size }, (_, i) => Number.parseInt(bits.slice(i * size, (i + 1) * size), 2).toString(base));
}

/** All bits of an address as text; null for what is none. */
function bitsOf(text: string): string | null {
  const address = canonicalAddress(text);
  if (address === null) return null;
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const [head = '', tail] = dotless(address).split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':'));
  const [before, after] = [words(head), words(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return all.map((word) => Number.parseInt(word, 16).toString(2).padStart(16, '0')).join('');
}

/** `::ffff:10.0.0.1` with its last 32 bits in hexadecimal. */
function dotless(address: string): string {
  return address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a, b, c, d) => `${((Number(a) << 8) | Number(b)).toString(16)}:${((Number(c) << 8) | Number(d)).toString(16)}`,
  );
}
