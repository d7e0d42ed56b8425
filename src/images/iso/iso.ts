import { type FileHandle, open } from 'node:fs/promises';
import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { BLOCK, type Read } from './block.ts';
import { type Extent, entriesOf, extentOf, type IsoEntry, type Naming } from './records.ts';
import { sharingOf } from './rock-ridge.ts';

/*
 * Reads files out of an ISO 9660 image (ECMA-119) without mounting it. No npm package does that well and is kept. The image is a
 * stranger's: a folder is read only where a path leads, its size has a limit, and every extent must lie within the file.
 */

/** The volume descriptors begin after the system area, and are few. */
const FIRST_DESCRIPTOR = 16;
const MAX_DESCRIPTORS = 64;
/** A folder of 4 MiB has about 30,000 entries; installers' have some hundred. */
const MAX_FOLDER = 4 << 20;
const MAX_COMPONENTS = 256;
const MAX_LINKS = 16;
const PIECE = 1 << 20;

/** An entry that was found, with its real path: links are followed. */
export interface IsoFound extends IsoEntry {
  /** Absolute, within the ISO. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** An ISO that is open, to be read. */
export interface Iso extends AsyncDisposable {
  /** The host's path of it. */
  readonly file: string;
  /** A file or folder by its absolute path; undefined where it is not there, or lies behind a link that leads nowhere. */
  readonly find: (path: string) => Promise<IsoFound | undefined>;
  /** The names in a folder, sorted; empty where it is none. */
  readonly list: (path: string) => Promise<readonly string[]>;
  /** The content of a file, in pieces. Throws VMTEST_IMAGE_CORRUPT where it does not lie within the ISO. */
  readonly read: (entry: IsoFound) => AsyncGenerator<Buffer>;
}

/**
 * Opens an ISO 9660 image: names by Rock Ridge where it has them, else by Joliet, else in small letters.
 * Errors: VMTEST_IMAGE_CORRUPT for what is no ISO 9660 image or is broken, VMTEST_IMAGE_UNAVAILABLE for a file that cannot be read.
 */
export async function readIso(file: string): Promise<Iso> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  try {
    return await opened(file, handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function opened(file: string, handle: FileHandle): Promise<Iso> {
  const { size } = await handle.stat();
  const read: Read = async (at, length) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  const within = ({ at, length }: Extent) => {
    if (at + length > size) throw corrupt(file, `names bytes ${at} to ${at + length}, and it has ${size}`);
  };
  const { root, naming } = await rootOf(file, read);
  const folder = async (entry: IsoEntry) => {
    const [extent] = entry.extents;
    if (extent === undefined) return [];
    within(extent);
    if (extent.length > MAX_FOLDER) throw corrupt(file, `has a folder of ${extent.length} bytes`);
    return await entriesOf(await read(extent.at, extent.length), naming, read);
  };
  const walker: Walker = { root: { ...root, path: '/', size: root.extents[0]?.length ?? 0 }, folder, exact: naming.way === 'rock-ridge' };
  const find = (path: string) => walk(walker, path);
  return {
    file,
    find,
    list: async (path) => {
      const entry = await find(path);
      return entry?.kind !== 'folder' ? [] : (await folder(entry)).map(({ name }) => name).sort();
    },
    read: async function* (entry) {
      // Extents that overlap could make a file of any size.
      if (entry.size > size) throw corrupt(file, `has a file of ${entry.size} bytes, ${shown(entry.path)}, and has itself ${size}`);
      for (const extent of entry.extents) {
        within(extent);
        for (let done = 0; done < extent.length; ) {
          const piece = await read(extent.at + done, Math.min(PIECE, extent.length - done));
          if (piece.length === 0) throw corrupt(file, `ends before ${shown(entry.path)}`);
          yield piece;
          done += piece.length;
        }
      }
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** The root folder, by the volume descriptors (ECMA-119 §8): the primary one with Rock Ridge, else Joliet's, else the primary one. */
async function rootOf(file: string, read: Read): Promise<{ root: IsoEntry; naming: Naming }> {
  let primary: Buffer | undefined;
  let joliet: Buffer | undefined;
  for (let number = 0; number < MAX_DESCRIPTORS; number += 1) {
    const descriptor = await read((FIRST_DESCRIPTOR + number) * BLOCK, BLOCK);
    if (descriptor.length < BLOCK || descriptor.subarray(1, 6).toString('latin1') !== 'CD001' || descriptor[0] === 255) break;
    if (descriptor[0] === 1) primary ??= descriptor;
    // Joliet's escape sequences for UCS-2 of levels 1 to 3.
    if (descriptor[0] === 2 && /^%\/[@CE]/.test(descriptor.subarray(88, 91).toString('latin1'))) joliet ??= descriptor;
  }
  if (primary === undefined)
    throw corrupt(file, 'is not an ISO 9660 image', 'name the ISO of an installer under `iso`; `file PATH` tells what this is');
  if (primary.readUInt16LE(128) !== BLOCK) throw corrupt(file, `has blocks of ${primary.readUInt16LE(128)} bytes, not of ${BLOCK}`);
  const rootRecord = (descriptor: Buffer): IsoEntry => {
    return { name: '', kind: 'folder', extents: [extentOf(descriptor.subarray(156, 190))], target: '' };
  };
  const root = rootRecord(primary);
  const own = await read((root.extents[0] as Extent).at, 256);
  const sharing = own.length > 34 ? sharingOf(own.subarray(34, own[0])) : null;
  if (sharing !== null) return { root, naming: { way: 'rock-ridge', skip: sharing.skip } };
  if (joliet !== undefined) return { root: rootRecord(joliet), naming: { way: 'joliet', skip: 0 } };
  return { root, naming: { way: 'plain', skip: 0 } };
}

interface Walker {
  readonly root: IsoFound;
  readonly folder: (entry: IsoEntry) => Promise<readonly IsoEntry[]>;
  /** Whether names differ by case. */
  readonly exact: boolean;
}

/** Follows a path from the root. Links lead within the ISO, and only so many of them; `..` of the root is the root. */
async function walk(walker: Walker, path: string): Promise<IsoFound | undefined> {
  let left = partsOf(path);
  const way: IsoFound[] = [walker.root];
  let links = 0;
  for (let steps = 0; left.length > 0; steps += 1) {
    const [name, ...rest] = left as [string, ...string[]];
    const at = way.at(-1) as IsoFound;
    if (steps > MAX_COMPONENTS || at.kind !== 'folder') return undefined;
    left = rest;
    if (name === '..') {
      if (way.length > 1) way.pop();
      continue;
    }
    const same = (one: IsoEntry) => one.name === name || (!walker.exact && one.name.toLowerCase() === name.toLowerCase());
    const entry = (await walker.folder(at)).find(same);
    if (entry === undefined) return undefined;
    if (entry.kind === 'link') {
      links += 1;
      if (links > MAX_LINKS) return undefined;
      if (entry.target.startsWith('/')) way.length = 1;
      left = [...partsOf(entry.target), ...left];
    } else way.push({ ...entry, path: `${at.path === '/' ? '' : at.path}/${entry.name}`, size: sizeOf(entry) });
  }
  return way.at(-1);
}

const partsOf = (path: string) => path.split('/').filter((part) => part !== '' && part !== '.');
const sizeOf = (entry: IsoEntry) => entry.extents.reduce((sum, { length }) => sum + length, 0);
const shown = (path: string) => shorten(plainLine(path), 200);
const corrupt = (file: string, what: string, hint = 'fetch the ISO again, and compare its digest with the published one') =>
  new VmtestError('VMTEST_IMAGE_CORRUPT', `${file} ${what}`, { hint });
