import { open } from 'node:fs/promises';
import { isErrno } from '../../base/files.ts';
import { type Place, type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import { IMAGE_ROLES } from '../../model/suite.ts';
import { lockPath } from './lock-path.ts';
import { type Entries, NodeReader, TOP } from './nodes.ts';
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
      hint: '`vmtest images lock` writes it anew',
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

/**
 * What the lock file is that will be written anew: what it says, as far as it can be understood, and why that is not all of it (null: it
 * is). Error: VMTEST_LOCK_FILE_INVALID for one of a newer vmtest, unless `force`.
 */
export async function readLockToReplace(
  suiteFile: string,
  force: boolean,
): Promise<{ readonly images: Readonly<Record<string, LockedImage>>; readonly wrong: string | null }> {
  const path = lockPath(suiteFile);
  const nothing: Record<string, LockedImage> = Object.create(null);
  try {
    const text = await textOf(path);
    if (text === undefined) return { images: nothing, wrong: null };
    const { images, problems, newer } = readText(text, path);
    if (newer && !force) throw problemsError(problems);
    const [first] = problems;
    if (first === undefined) return { images, wrong: null };
    const { line = 1, column = 1 } = first.place ?? {};
    return { images, wrong: `line ${line}, column ${column}: ${first.message}` };
  } catch (error) {
    if (!(error instanceof VmtestError) || error.problems.length > 0) throw error;
    return { images: nothing, wrong: error.message };
  }
}

/** Reads the text of a lock file; `file` is its path for messages. Throws as `readLockFile` does. */
export function parseLock(text: string, file: string): Readonly<Record<string, LockedImage>> {
  const { images, problems } = readText(text, file);
  if (problems.length > 0) throw problemsError(problems);
  return images;
}

interface ReadLock {
  readonly images: Readonly<Record<string, LockedImage>>;
  readonly problems: readonly Problem[];
  /** Whether a newer vmtest wrote it: what else is wrong with it cannot be told. */
  readonly newer: boolean;
}

function readText(text: string, file: string): ReadLock {
  const reader = new NodeReader(file);
  const images: Record<string, LockedImage> = Object.create(null);
  const node = reader.parse(text);
  const top = node === null ? undefined : reader.entries(node, { file, line: 1, column: 1 }, TOP);
  if (top === undefined) return { images, problems: reader.problems, newer: false };
  const version = reader.text(top, 'version', '1', (said) => /^[1-9]\d{0,3}$/.test(said));
  if (version !== undefined && version !== '1') return { images, problems: [newerProblem(version, top.place)], newer: true };
  const named = reader.mapping(top, 'images');
  reader.nothingElse(top);
  for (const [name, { key, node: value }] of named?.values ?? []) {
    const entries = reader.entries(value, key, `images.${name}`);
    const image = entries === undefined ? undefined : readImage(entries, reader);
    if (image !== undefined) images[name] = image;
  }
  return { images, problems: reader.problems, newer: false };
}

function newerProblem(version: string, place: Place): Problem {
  const message = `the lock file has version ${version}, and this vmtest knows version 1: a newer vmtest wrote it`;
  const hint = 'use that vmtest, or write the file anew for this one: vmtest images lock --force';
  return { code: 'VMTEST_LOCK_FILE_INVALID', severity: 'error', message, hint, place };
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
