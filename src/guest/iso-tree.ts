import { VmtestError } from '../model/errors.ts';

/** What becomes of an entry: bytes in memory, or a file of the host's that is read when the disk is written. */
export type IsoEntry = string | Uint8Array | { readonly file: string };

export interface IsoFile {
  readonly kind: 'file';
  readonly name: string;
  readonly entry: IsoEntry;
  size: number;
  executable: boolean;
  /** First 2048-byte block. */
  block: number;
}

export interface IsoFolder {
  readonly kind: 'folder';
  readonly name: string;
  readonly parent: IsoFolder | null;
  readonly children: Map<string, IsoFile | IsoFolder>;
  /** Its number in the path table, from 1. */
  number: number;
  size: number;
  block: number;
}

/** Bytes of a name: Linux's isofs cuts one of 254 and more in silence. */
const MAX_NAME = 253;

/** Linux's own limit for a path, and with it for the depth of the tree. */
const MAX_PATH = 4096;

/** Puts the entries (path from the root → content) into a tree. Throws VMTEST_PLAN_INVALID for a path that cannot be one. */
export function isoTree(entries: Readonly<Record<string, IsoEntry>>): IsoFolder {
  const root = folder('', null);
  for (const [path, entry] of Object.entries(entries)) {
    const names = path.split('/');
    if (names.some(unfit) || Buffer.byteLength(path) > MAX_PATH) throw invalid(path, 'is not a path of plain names that Linux takes');
    let at = root;
    for (const name of names.slice(0, -1)) {
      const next = at.children.get(name) ?? folder(name, at);
      if (next.kind === 'file') throw invalid(path, 'lies below a file');
      at.children.set(name, next);
      at = next;
    }
    const name = names.at(-1) as string;
    if (at.children.has(name)) throw invalid(path, 'is both a file and a folder');
    at.children.set(name, { kind: 'file', name, entry, size: 0, executable: false, block: 0 });
  }
  return root;
}

function folder(name: string, parent: IsoFolder | null): IsoFolder {
  return { kind: 'folder', name, parent, children: new Map(), number: 1, size: 0, block: 0 };
}

function unfit(name: string): boolean {
  return name === '' || name === '.' || name === '..' || name.includes('\0') || Buffer.byteLength(name) > MAX_NAME;
}

function invalid(path: string, what: string): VmtestError {
  return new VmtestError('VMTEST_PLAN_INVALID', `the seed disk cannot hold ${JSON.stringify(path)}: it ${what}`);
}

/** A folder's children in the order of their names' bytes. */
export function childrenOf(parent: IsoFolder): readonly (IsoFile | IsoFolder)[] {
  return [...parent.children.values()].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

/** All folders, parents before children and level by level, as the path table wants them. */
export function foldersOf(root: IsoFolder): readonly IsoFolder[] {
  const found: IsoFolder[] = [root];
  // The loop runs over what it appends.
  for (const at of found) for (const child of childrenOf(at)) if (child.kind === 'folder') found.push(child);
  return found;
}
