import { childrenOf, type IsoFile, type IsoFolder } from './iso-tree.ts';

// ISO 9660 (ECMA-119) directory records with the Rock Ridge fields of RRIP 1.09 (IEEE P1282) in the SUSP frame (IEEE P1281).
// The ISO names are numbers in the order of the real names, which are in the NM fields: every Linux reads those.

export const BLOCK = 2048;

/** 2000-01-01: the same content makes the same disk. Years since 1900, month, day, hour, minute, second, zone. */
const DATE = Buffer.from([100, 1, 1, 0, 0, 0, 0]);

const FIXED_BYTES = 33;
const PX_BYTES = 36;
const CE_BYTES = 28;
const MAX_RECORD = 254;
/** A NM field's length is one byte, and the continuation area must not cross a block. */
const MAX_NM = 250;

/** A number in both byte orders, as ISO 9660 has them. */
export function both32(value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(value, 0);
  out.writeUInt32BE(value, 4);
  return out;
}

export function both16(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt16LE(value, 0);
  out.writeUInt16BE(value, 2);
  return out;
}

function field(signature: string, version: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(signature, 'latin1'), Buffer.from([body.length + 4, version]), body]);
}

function posix(mode: number, links: number): Buffer {
  return field('PX', 1, both32(mode), both32(links), both32(0), both32(0));
}

/** An alternate name; `more` where another NM follows. */
function name(bytes: Uint8Array, more: boolean): Buffer {
  return field('NM', 1, Buffer.from([more ? 1 : 0]), bytes);
}

/** One directory record; `identifier` is the ISO name, `system` the Rock Ridge fields. Its length is even. */
export function record(at: { block: number; size: number; folder: boolean }, identifier: Uint8Array, system: Uint8Array): Buffer {
  const padding = identifier.length % 2 === 0 ? 1 : 0;
  const length = FIXED_BYTES + identifier.length + padding + system.length;
  const head = Buffer.concat([
    Buffer.from([length + (length % 2), 0]),
    both32(at.block),
    both32(at.size),
    DATE,
    Buffer.from([at.folder ? 2 : 0, 0, 0]),
    both16(1),
    Buffer.from([identifier.length]),
  ]);
  return Buffer.concat([head, identifier, Buffer.alloc(padding), system, Buffer.alloc(length % 2)]);
}

/** Collects what does not fit into records: fields that a CE field points to, each within one block. */
export class Continuation {
  readonly #firstBlock: number;
  readonly #pieces: { readonly offset: number; readonly bytes: Buffer }[] = [];
  #length = 0;

  /** `firstBlock`: where the area will lie. */
  constructor(firstBlock: number) {
    this.#firstBlock = firstBlock;
  }

  /** Stores fields and returns the CE field that points to them. */
  add(bytes: Buffer): Buffer {
    if ((this.#length % BLOCK) + bytes.length > BLOCK) this.#length = Math.ceil(this.#length / BLOCK) * BLOCK;
    const offset = this.#length;
    this.#pieces.push({ offset, bytes });
    this.#length += bytes.length;
    return field('CE', 1, both32(this.#firstBlock + Math.floor(offset / BLOCK)), both32(offset % BLOCK), both32(bytes.length));
  }

  get blocks(): number {
    return Math.ceil(this.#length / BLOCK);
  }

  bytes(): Buffer {
    const out = Buffer.alloc(this.blocks * BLOCK);
    for (const piece of this.#pieces) piece.bytes.copy(out, piece.offset);
    return out;
  }
}

/** The ISO name of a folder's child, by its place among its siblings: `E0000001` a folder, `E0000002.;1` a file. */
export function isoName(child: IsoFile | IsoFolder, index: number): Buffer {
  const number = String(index + 1).padStart(7, '0');
  return Buffer.from(child.kind === 'folder' ? `E${number}` : `E${number}.;1`, 'latin1');
}

function mode(at: IsoFile | IsoFolder): number {
  if (at.kind === 'folder') return 0o040555;
  return at.executable ? 0o100555 : 0o100444;
}

function links(at: IsoFile | IsoFolder): number {
  return at.kind === 'file' ? 1 : 2 + [...at.children.values()].filter((child) => child.kind === 'folder').length;
}

function childRecord(child: IsoFile | IsoFolder, index: number, more: Continuation): Buffer {
  const identifier = isoName(child, index);
  const start = FIXED_BYTES + identifier.length + (identifier.length % 2 === 0 ? 1 : 0) + PX_BYTES;
  const real = Buffer.from(child.name);
  const attributes = posix(mode(child), links(child));
  const at = { block: child.block, size: child.size, folder: child.kind === 'folder' };
  if (start + 5 + real.length <= MAX_RECORD) return record(at, identifier, Buffer.concat([attributes, name(real, false)]));
  const here = MAX_RECORD - start - CE_BYTES - 5;
  const rest = name(real.subarray(here, here + MAX_NM), false);
  return record(at, identifier, Buffer.concat([attributes, name(real.subarray(0, here), true), more.add(rest)]));
}

/** SUSP's mark in the root's own record: it says that the fields follow, and which extension they belong to. */
function rootFields(more: Continuation): Buffer {
  const id = 'RRIP_1991A';
  const description = 'THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS';
  const extension = field('ER', 1, Buffer.from([id.length, description.length, 0, 1]), Buffer.from(id + description, 'latin1'));
  return Buffer.concat([field('SP', 1, Buffer.from([0xbe, 0xef, 0])), more.add(extension)]);
}

/** A folder's whole extent: `.`, `..` and its children, no record across a block's end. */
export function folderExtent(at: IsoFolder, more: Continuation): Buffer {
  const up = at.parent ?? at;
  const own = (of: IsoFolder) => ({ block: of.block, size: of.size, folder: true });
  const dot = [posix(mode(at), links(at))];
  if (at.parent === null) dot.unshift(rootFields(more));
  const records = [
    record(own(at), Buffer.from([0]), Buffer.concat(dot)),
    record(own(up), Buffer.from([1]), posix(mode(up), links(up))),
    ...childrenOf(at).map((child, index) => childRecord(child, index, more)),
  ];
  const pieces: Buffer[] = [];
  let length = 0;
  for (const piece of records) {
    const left = BLOCK - (length % BLOCK);
    if (piece.length > left) {
      pieces.push(Buffer.alloc(left));
      length += left;
    }
    pieces.push(piece);
    length += piece.length;
  }
  pieces.push(Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK));
  return Buffer.concat(pieces);
}
