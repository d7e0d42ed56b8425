import { type FileHandle, open } from 'node:fs/promises';

/*
 * The extended headers of a tar (POSIX.1-2017, pax Interchange Format), as bytes: the npm package tar-stream reads them as UTF-8, which
 * loses an attribute's bytes above 127, such as those of cap_setuid. Bodies are skipped, not read.
 */

const BLOCK = 512;
/** GNU tar writes a few KiB; what is larger is no header that we need. */
const MAX_HEADER = 1 << 20;

/** A member that has an extended header, by its full name. */
export interface PaxMember {
  readonly name: string;
  readonly records: ReadonlyMap<string, Buffer>;
}

/** The members of a tar, not compressed, that have an extended header. Stops where the archive ends or is broken: GNU tar judges that. */
export async function* paxRecords(path: string): AsyncGenerator<PaxMember> {
  await using file = await open(path, 'r');
  let records: Map<string, Buffer> | null = null;
  let longName: string | null = null;
  for (let at = 0; ; ) {
    const header = await bytesAt(file, at, BLOCK);
    if (header.length < BLOCK || header[0] === 0) return;
    const size = sizeOf(header);
    if (!Number.isSafeInteger(size) || size < 0) return;
    const type = String.fromCharCode(header[156] as number);
    if (type === 'x' && size <= MAX_HEADER) records = parse(await bytesAt(file, at + BLOCK, size));
    else if (type === 'L' && size <= MAX_HEADER) longName = textOf(await bytesAt(file, at + BLOCK, size));
    else if (!'gKLx'.includes(type)) {
      if (records !== null) yield { name: records.get('path')?.toString('utf8') ?? longName ?? nameOf(header), records };
      const real = records?.get('size');
      at += real === undefined ? 0 : blocks(Number(real.toString('latin1'))) - blocks(size);
      records = null;
      longName = null;
    }
    at += BLOCK + blocks(size);
    if (!Number.isSafeInteger(at)) return;
  }
}

const blocks = (size: number) => Math.ceil(size / BLOCK) * BLOCK;

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** Octal text, or GNU's binary form for sizes above 8 GiB. */
function sizeOf(header: Buffer): number {
  if (((header[124] as number) & 0x80) === 0) return Number.parseInt(textOf(header.subarray(124, 136)).trim() || '0', 8);
  return Number(BigInt(`0x${header.subarray(125, 136).toString('hex')}`));
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return (end === -1 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

/** ustar splits a long name; GNU's own format, whose magic ends in a space, keeps other things in that field. */
function nameOf(header: Buffer): string {
  const prefix = header.subarray(257, 263).toString('latin1') === 'ustar\0' ? textOf(header.subarray(345, 500)) : '';
  const name = textOf(header.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** `LENGTH KEY=VALUE\n`, the length in decimal over all of it; what does not keep to it ends the list. */
function parse(bytes: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.subarray(at, Math.max(at, space)).toString('latin1'));
    const equals = bytes.indexOf(0x3d, space);
    if (space === -1 || equals === -1 || !(length > 0) || equals >= at + length || at + length > bytes.length) break;
    records.set(bytes.subarray(space + 1, equals).toString('utf8'), bytes.subarray(equals + 1, at + length - 1));
    at += length;
  }
  return records;
}
