import { linkedAbort } from '../../base/abort.ts';
import { VmtestError } from '../../model/errors.ts';
import type { Client, TransferOptions } from '../download/types.ts';
import { isClearsigned, unverifiedText, verifyClearsigned } from '../signature/clearsigned.ts';
import { type Keyring, readKeyring } from '../signature/keyring.ts';
import { parseAddress, withoutPassword } from './address.ts';
import { MAX_STREAM_BYTES, parseJson } from './json.ts';
import type { JsonValue } from './json-value.ts';
import { addressOf } from './paths.ts';
import { entriesOf, formatOf, type IndexEntry, productsOf } from './tree.ts';
import type { ProductsFile, Stream, StreamAddress } from './types.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onNote?: ((message: string) => void) | undefined;
  /** Which of the products files that the index names are fetched; default: all. */
  readonly wants?: ((entry: IndexEntry) => boolean) | undefined;
  /** Default: the system's clock. */
  readonly now?: Date;
}

/** How many indexes may lead to a products file. */
const MAX_INDEXES = 4;
/** MAAS has 3 files in its index, cloud-images about 30. */
const MAX_FILES = 200;

/** One stream, as it is being read. */
interface Reading {
  readonly client: Client;
  readonly root: string;
  /** null: nothing is verified. */
  readonly keyring: Keyring | null;
  readonly options: ReadOptions;
}
interface Fetched {
  readonly path: string;
  readonly raw: Uint8Array;
  readonly value: JsonValue;
}

/**
 * Reads a stream: its index and, all at once, the products files that the index names by format and datatype; or the one products file that
 * the address names. Signed all the way: where the address is verified, each file is signed by the keyring. Requests: one a file.
 * Errors: VMTEST_KEYRING_INVALID, _SIGNATURE_*, _STREAM_*, _DOWNLOAD_*, _CANCELLED; VMTEST_USAGE for an address that is none.
 */
export async function readStream(client: Client, address: StreamAddress, options: ReadOptions = {}): Promise<Stream> {
  const { root, path } = parseAddress(address.url);
  // Another file's address is one of a root too, as far as anybody can tell.
  if (/\.s?json$/.test(address.url) && !address.url.endsWith(path))
    options.onNote?.(
      `${withoutPassword(address.url)} has no streams/v1/ in it and is taken for a root: asking for ${withoutPassword(root)}${path}`,
    );
  const reading: Reading = { client, root, keyring: await keyringOf(address, path), options };
  const first = await fetchOne(reading, path, options.signal);
  if (formatOf(first.value, labelOf(reading, path)) === 'products:1.0') {
    return { root, index: null, products: [productsFile(reading, first)] };
  }
  const products = await followIndex(reading, first, [path], options.signal);
  checkIds(reading, products);
  return { root, index: { path, raw: first.raw }, products };
}

async function keyringOf({ verify, keyring, url }: StreamAddress, path: string): Promise<Keyring | null> {
  if (verify === 'none') return null;
  if (!path.endsWith('.sjson')) throw unsigned(`${withoutPassword(url)} is an address of unsigned data`);
  if (keyring === null)
    throw new VmtestError('VMTEST_KEYRING_INVALID', `No keyring is named for ${withoutPassword(url)}`, { hint: 'name one' });
  return await readKeyring(keyring);
}

/** All products files behind an index, in its order. `trail`: the paths of the indexes that lead here. */
async function followIndex(reading: Reading, index: Fetched, trail: readonly string[], signal?: AbortSignal): Promise<ProductsFile[]> {
  const label = labelOf(reading, index.path);
  const entries = entriesOf(index.value, label);
  if (entries.length === 0)
    throw broken(label, 'names no products file of images (format products:1.0, datatype image-ids or image-downloads)');
  const wanted = entries.filter((entry) => entry.format === 'index:1.0' || (reading.options.wants?.(entry) ?? true));
  if (wanted.length > MAX_FILES) throw broken(label, `names ${wanted.length} files; ${MAX_FILES} are the most`);
  for (const entry of wanted) checkStep(reading, entry, trail, label);
  return await together(signal, async (each) => {
    const files = wanted.map(async (entry): Promise<ProductsFile[]> => {
      const file = await fetchOne(reading, entry.path, each);
      if (entry.format === 'products:1.0') return [productsFile(reading, file)];
      const name = labelOf(reading, entry.path);
      if (formatOf(file.value, name) !== 'index:1.0')
        throw broken(name, `is said to be an index by ${label}, and is none`, 'VMTEST_STREAM_FORMAT');
      return await followIndex(reading, file, [...trail, entry.path], each);
    });
    return (await Promise.all(files)).flat();
  });
}

function checkStep(reading: Reading, entry: IndexEntry, trail: readonly string[], label: string): void {
  if (reading.keyring !== null && !entry.path.endsWith('.sjson'))
    throw unsigned(`${label} is signed, but names ${entry.path}, which is not`);
  if (trail.includes(entry.path)) throw broken(label, `names ${entry.path}, which leads back to it`);
  if (entry.format === 'index:1.0' && trail.length >= MAX_INDEXES)
    throw broken(label, `is nested: more than ${MAX_INDEXES} indexes in a row`);
}

/** Fetches one file of the stream, and believes it or not. */
async function fetchOne({ client, root, keyring, options }: Reading, path: string, signal?: AbortSignal): Promise<Fetched> {
  const name = withoutPassword(addressOf(root, path));
  const transfer: TransferOptions = { signal, onNote: options.onNote };
  const raw = await client.fetchBytes(addressOf(root, path), { ...transfer, maxBytes: MAX_STREAM_BYTES });
  const about = { name, ...(options.now === undefined ? {} : { now: options.now }) };
  if (keyring !== null) return { path, raw, value: parseJson(await verifyClearsigned(raw, keyring, about), name) };
  return { path, raw, value: parseJson(isClearsigned(raw) ? unverifiedText(raw, about) : raw, name) };
}

function productsFile(reading: Reading, { path, raw, value }: Fetched): ProductsFile {
  return { path, raw, tree: productsOf(value, labelOf(reading, path)) };
}

/** Runs work whose parts share a signal, which is given when one of them fails: the others end with it. */
async function together<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  using stop = linkedAbort(signal);
  try {
    return await work(stop.signal);
  } finally {
    stop.abort();
  }
}

/** A content id names a file of the store's state, so no two files of a stream may have the same. */
function checkIds(reading: Reading, products: readonly ProductsFile[]): void {
  const seen = new Map<string, string>();
  for (const { path, tree } of products) {
    const other = seen.get(tree.content_id);
    if (other !== undefined) throw broken(labelOf(reading, path), `has the content id ${tree.content_id} of ${other}`);
    seen.set(tree.content_id, path);
  }
}

function labelOf({ root }: Reading, path: string): string {
  return withoutPassword(addressOf(root, path));
}

function unsigned(what: string): VmtestError {
  return new VmtestError('VMTEST_SIGNATURE_MISSING', what, {
    hint: 'name a .sjson address; a stream that nobody signs needs `verify: none`',
  });
}

function broken(
  label: string,
  what: string,
  code: 'VMTEST_STREAM_INVALID' | 'VMTEST_STREAM_FORMAT' = 'VMTEST_STREAM_INVALID',
): VmtestError {
  return new VmtestError(code, `${label} ${what}`, { hint: 'nothing of this stream is used; tell its publisher, or look at its address' });
}
