import { BLOCK, type Read } from './block.ts';
import { systemUse } from './rock-ridge.ts';

/** Where bytes of a file or folder are, in bytes from the start of the ISO. */
export interface Extent {
  readonly at: number;
  readonly length: number;
}

/** One directory record of ECMA-119 §9.1, with what Rock Ridge says of it. */
export interface IsoEntry {
  /** As Linux would show it; unchecked bytes of the ISO. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly extents: readonly Extent[];
  /** Where a symbolic link leads, as it is written. */
  readonly target: string;
}

/** How the names of a tree are written: by Rock Ridge, in Joliet's UCS-2, or in ECMA-119's few characters. */
export interface Naming {
  readonly way: 'rock-ridge' | 'joliet' | 'plain';
  /** Bytes at the start of each system use field that are not Rock Ridge's. */
  readonly skip: number;
}

const FOLDER = 0x02;
const MORE_EXTENTS = 0x80;

/** The extent that a directory record names, its extended attributes left out. */
export function extentOf(record: Buffer): Extent {
  return { at: (record.readUInt32LE(2) + (record[1] as number)) * BLOCK, length: record.readUInt32LE(10) };
}

/** The entries of a folder by its bytes, `.` and `..` left out; broken records end a block. */
export async function entriesOf(bytes: Buffer, naming: Naming, read: Read): Promise<readonly IsoEntry[]> {
  const entries: IsoEntry[] = [];
  let extents: Extent[] = [];
  for (let at = 0; at + 34 <= bytes.length; ) {
    const length = bytes[at] as number;
    const record = bytes.subarray(at, at + length);
    // No record crosses a block: a zero says that the next one begins in the next block.
    if (length < 34 || record.length < length || 33 + (record[32] as number) > length) {
      at = (Math.floor(at / BLOCK) + 1) * BLOCK;
      continue;
    }
    at += length;
    const id = record.subarray(33, 33 + (record[32] as number));
    if (id.length === 1 && (id[0] as number) <= 1) continue;
    const extent = extentOf(record);
    extents.push(extent);
    if (((record[25] as number) & MORE_EXTENTS) !== 0) continue;
    entries.push(await entryOf(record, id, extents, naming, read));
    extents = [];
  }
  return entries;
}

async function entryOf(record: Buffer, id: Buffer, extents: readonly Extent[], naming: Naming, read: Read): Promise<IsoEntry> {
  const kind = ((record[25] as number) & FOLDER) !== 0 ? 'folder' : 'file';
  const plain = nameOf(id, naming);
  if (naming.way !== 'rock-ridge') return { name: plain, kind, extents, target: '' };
  // The identifier is padded to an even length of the record.
  const from = 33 + id.length + (id.length % 2 === 0 ? 1 : 0) + naming.skip;
  const said = await systemUse(record.subarray(from), read);
  return { name: said.name ?? plain, kind: said.target === null ? kind : 'link', extents, target: said.target ?? '' };
}

/** Without the version and an empty extension; what has no Rock Ridge is shown in small letters, as Linux does. */
function nameOf(id: Buffer, { way }: Naming): string {
  const name =
    way === 'joliet'
      ? Buffer.from(id.subarray(0, id.length & ~1))
          .swap16()
          .toString('utf16le')
      : id.toString('latin1');
  const bare = name.replace(/;\d+$/, '').replace(/\.$/, '');
  return way === 'joliet' ? bare : bare.toLowerCase();
}
