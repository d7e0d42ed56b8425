import { open } from 'node:fs/promises';
import { isErrno } from '../../base/files.ts';
import { problemsError, VmtestError } from '../../model/errors.ts';
import { IMAGE_ROLES } from '../../model/suite.ts';
import { lockPath } from './lock-path.ts';
import { type Entries, NodeReader } from './nodes.ts';
import type { LockedImage, LockedStream, LockedUrl, LockedUrlFile } from './types.ts';

/** A hundred images have a tenth of it. Bytes. */
const MAX_LOCK_BYTES = 4 << 20;

/**
 * What the lock file beside a suite file says, by the suite's names of its images; nothing where there is no lock file.
 * Throws VMTEST_LOCK_FILE_INVALID with every mistake at its place.
 */
export async function readLockFile(suiteFile: string): Promise<Readonly<Record<string, LockedImage>>> {
  const path = lockPath(suiteFile);
  const text = await textOf(path);
  return text === undefined ? Object.create(null) : parseLock(text, path);
}

async function textOf(path: string): Promise<string | undefined> {
  const invalid = (why: string, cause?: unknown) =>
    new VmtestError('VMTEST_LOCK_FILE_INVALID', `the lock file ${path} cannot be read: ${why}`, {
      hint: 'remove it, or let `vmtest images lock` write it anew',
      cause,
    });
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    if (size > MAX_LOCK_BYTES) throw invalid(`it has ${size} bytes, more than ${MAX_LOCK_BYTES}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
  } catch (error) {
    if (error instanceof VmtestError) throw error;
    if (isErrno(error, 'ENOENT')) return undefined;
    throw invalid(error instanceof TypeError ? 'it is not UTF-8' : (error as Error).message, error);
  }
}

/** Reads the text of a lock file; `file` is its path for messages. Throws as `readLockFile` does. */
export function parseLock(text: string, file: string): Readonly<Record<string, LockedImage>> {
  const reader = new NodeReader(file);
  const images: Record<string, LockedImage> = Object.create(null);
  const node = reader.parse(text);
  const top = node === null ? undefined : reader.entries(node, { file, line: 1, column: 1 }, 'the lock file');
  if (top !== undefined) {
    reader.text(top, 'version', '1: another vmtest wrote it', (version) => version === '1');
    const named = reader.mapping(top, 'images');
    reader.nothingElse(top);
    for (const [name, { key, node: value }] of named?.values ?? []) {
      const entries = reader.entries(value, key, `images.${name}`);
      const image = entries === undefined ? undefined : readImage(entries, reader);
      if (image !== undefined) images[name] = image;
    }
  }
  if (reader.problems.length > 0) throw problemsError(reader.problems);
  return images;
}

const READERS = { simplestreams: readStream, url: readUrl, mmdebstrap: readMmdebstrap } as const;

function readImage(entries: Entries, reader: NodeReader): LockedImage | undefined {
  const kinds = (Object.keys(READERS) as (keyof typeof READERS)[]).filter((kind) => entries.values.has(kind));
  if (kinds.length !== 1) {
    reader.complain(entries.place, `${entries.label} has ${kinds.length === 0 ? 'none' : 'several'} of simplestreams, url, mmdebstrap`);
    return undefined;
  }
  const [kind] = kinds as [keyof typeof READERS];
  const body = reader.mapping(entries, kind);
  reader.nothingElse(entries);
  if (body === undefined) return undefined;
  const image = READERS[kind](body, reader);
  reader.nothingElse(body);
  return image;
}

const filled = (text: string) => text !== '';
const address = (text: string) => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');
const hex = (digits: number) => (text: string) => new RegExp(`^[0-9a-f]{${digits}}$`).test(text);

function readStream(body: Entries, reader: NodeReader): LockedStream | undefined {
  const url = reader.text(body, 'url', 'an address of http or https', address);
  const contentId = reader.text(body, 'content-id', 'a name', filled);
  const product = reader.text(body, 'product', 'a name', filled);
  const version = reader.text(body, 'version', 'a version', filled);
  const items = reader.mapping(body, 'items');
  const read: Record<string, LockedStream['items'][string]> = Object.create(null);
  for (const [ftype, entry] of each(items, reader)) {
    const path = reader.text(entry, 'path', 'a path below the stream', isBelow);
    const sha256 = reader.text(entry, 'sha256', '64 lower-case hexadecimal digits', hex(64));
    const size = readSize(entry, reader);
    reader.nothingElse(entry);
    if (path !== undefined && sha256 !== undefined) read[ftype] = { path, sha256, size };
  }
  if (url === undefined || contentId === undefined || product === undefined || version === undefined) return undefined;
  return { kind: 'simplestreams', url, contentId, product, version, items: read };
}

/** Whether a path stays below the folder that it is relative to. */
function isBelow(path: string): boolean {
  return !/[\\\p{Cc}]/u.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part));
}

function readUrl(body: Entries, reader: NodeReader): LockedUrl {
  const files = reader.mapping(body, 'files');
  const read: Record<string, LockedUrlFile> = Object.create(null);
  for (const [role, entry] of each(files, reader)) {
    if (!(IMAGE_ROLES as readonly string[]).includes(role))
      reader.complain(entry.place, `${entry.label}: "${role}" is no role; there are ${IMAGE_ROLES.join(', ')}`);
    const url = reader.text(entry, 'url', 'an address of http or https', address);
    const sha256 = reader.text(entry, 'sha256', '64 lower-case hexadecimal digits', hex(64), true) ?? null;
    const sha512 = reader.text(entry, 'sha512', '128 lower-case hexadecimal digits', hex(128), true) ?? null;
    const size = readSize(entry, reader);
    reader.nothingElse(entry);
    if (sha256 === null && sha512 === null) reader.complain(entry.place, `${entry.label} has neither sha256 nor sha512`);
    if (url !== undefined) read[role] = { url, sha256, sha512, size };
  }
  return { kind: 'url', files: read };
}

function readMmdebstrap(body: Entries, reader: NodeReader): LockedImage | undefined {
  const recipe = reader.text(body, 'recipe', '64 lower-case hexadecimal digits', hex(64));
  const index = reader.text(body, 'index', '64 lower-case hexadecimal digits', hex(64));
  return recipe === undefined || index === undefined ? undefined : { kind: 'mmdebstrap', recipe, index };
}

/** The entries of a mapping of mappings. */
function each(of: Entries | undefined, reader: NodeReader): readonly (readonly [name: string, entries: Entries])[] {
  return [...(of?.values ?? [])].flatMap(([name, { key, node }]) => {
    const entries = reader.entries(node, key, `${of?.label}.${name}`);
    return entries === undefined ? [] : [[name, entries] as const];
  });
}

function readSize(entry: Entries, reader: NodeReader): number | null {
  const text = reader.text(entry, 'size', 'a number of bytes', (said) => /^(?:0|[1-9]\d{0,14})$/.test(said), true);
  return text === undefined ? null : Number(text);
}
