import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { expandAliases } from './aliases.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { checkContentId, checkItemPath, checkStreamPath } from './paths.ts';
import type { ProductsTree } from './types.ts';

/** What an index says of one file of images, or of a further index. */
export interface IndexEntry {
  readonly contentId: string;
  readonly path: string;
  readonly format: 'index:1.0' | 'products:1.0';
  /** `image-ids`, `image-downloads`; empty for an index. */
  readonly datatype: string;
  /** Names of its products; empty where the index does not say. */
  readonly products: readonly string[];
}

/** What files of images are said to hold: MAAS has the first, cloud-images both. */
const DATATYPES: readonly JsonValue[] = ['image-ids', 'image-downloads'];

/** The format of a stream file: `index:1.0` or `products:1.0`. Errors: VMTEST_STREAM_FORMAT, VMTEST_STREAM_INVALID. */
export function formatOf(value: JsonValue, name: string): 'index:1.0' | 'products:1.0' {
  const { format } = objectAt(value, name);
  if (format === 'index:1.0' || format === 'products:1.0') return format;
  const found = format === undefined ? 'no format' : `the format ${plainLine(shorten(JSON.stringify(format), 100))}`;
  throw new VmtestError('VMTEST_STREAM_FORMAT', `${plainLine(name)} has ${found}; index:1.0 and products:1.0 are known`, {
    hint: 'look at the address; a newer format needs a newer vmtest',
  });
}

/**
 * The entries of an index that are products files of images, or indexes, whatever their content ids are; their paths are checked.
 * Errors: VMTEST_STREAM_INVALID, VMTEST_STREAM_PATH.
 */
export function entriesOf(value: JsonValue, name: string): readonly IndexEntry[] {
  const index = objectAt(objectAt(value, name).index, `${name}: index`);
  return Object.entries(index).flatMap(([contentId, data]) => {
    const where = `${name}: ${contentId}`;
    const entry = objectAt(data, where);
    const { format, datatype } = entry;
    if (format !== 'index:1.0' && !(format === 'products:1.0' && DATATYPES.includes(datatype ?? null))) return [];
    const path = textAt(entry, 'path', where);
    checkStreamPath(path, where);
    const products = Array.isArray(entry.products) ? entry.products.filter((one) => typeof one === 'string') : [];
    return [{ contentId, path, format, datatype: format === 'index:1.0' ? '' : (datatype as string), products }];
  });
}

/**
 * A products file, checked and with its aliases expanded. `value` is taken over: it is changed in place. Sizes become numbers, digests lower
 * case, absent `products`, `versions` and `items` empty. Errors: VMTEST_STREAM_INVALID, VMTEST_STREAM_PATH, VMTEST_STREAM_FORMAT.
 */
export function productsOf(value: JsonValue, name: string): ProductsTree {
  const tree = objectAt(value, name);
  if (formatOf(tree, name) !== 'products:1.0') {
    throw new VmtestError('VMTEST_STREAM_FORMAT', `${plainLine(name)} has the format index:1.0; products:1.0 is expected there`);
  }
  checkContentId(textAt(tree, 'content_id', name), name);
  expandAliases(tree);
  checkLevel(tree, () => name);
  eachChild(tree, 'products', () => name, checkProduct.bind(null, name));
  return tree as unknown as ProductsTree;
}

function checkProduct(name: string, data: JsonObject, product: string): void {
  const where = () => `${name}: ${product}`;
  checkLevel(data, where);
  eachChild(data, 'versions', where, (inside, version) => {
    const at = () => `${where()} ${version}`;
    checkLevel(inside, at);
    eachChild(inside, 'items', at, (leaf, item) => checkLevel(leaf, () => `${at()} ${item}`));
  });
}

const HEX = /^[0-9a-f]+$/i;

/** Tags are inherited from level to level, so each level is held to what an item's may be. */
function checkLevel(level: JsonObject, where: () => string): void {
  const { path, size, sha256, sha512, ftype } = level;
  if (path !== undefined) {
    if (typeof path !== 'string') throw invalid(where(), 'path', path, 'a text');
    checkItemPath(path, where);
  }
  if (size !== undefined) put(level, 'size', sizeOf(size, where));
  if (sha256 !== undefined) put(level, 'sha256', digestOf(sha256, 'sha256', 64, where));
  if (sha512 !== undefined) put(level, 'sha512', digestOf(sha512, 'sha512', 128, where));
  if (ftype !== undefined && typeof ftype !== 'string') throw invalid(where(), 'ftype', ftype, 'a text');
}

/** Writes only what is another value: thousands of objects keep the one shape that the engine gave them. */
function put(level: JsonObject, key: string, value: JsonValue): void {
  if (level[key] !== value) level[key] = value;
}

function sizeOf(value: JsonValue, where: () => string): number {
  const size = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  throw invalid(where(), 'size', value, 'a whole number of bytes from 0');
}

function digestOf(value: JsonValue, key: string, digits: number, where: () => string): string {
  if (typeof value === 'string' && value.length === digits && HEX.test(value)) return /[A-F]/.test(value) ? value.toLowerCase() : value;
  throw invalid(where(), key, value, `${digits} hexadecimal digits`);
}

/** Checks what a level holds under a key; each must be an object. */
function eachChild(level: JsonObject, key: string, where: () => string, check: (child: JsonObject, name: string) => void): void {
  const children = level[key] ?? (Object.create(null) as JsonObject);
  if (!isObject(children)) throw invalid(where(), key, children, 'an object');
  put(level, key, children);
  for (const name in children) {
    const child = children[name] as JsonValue;
    if (!isObject(child)) throw invalid(where(), `${key} → ${name}`, child, 'an object');
    check(child, name);
  }
}

function objectAt(value: JsonValue | undefined, where: string): JsonObject {
  if (value !== undefined && isObject(value)) return value;
  throw new VmtestError('VMTEST_STREAM_INVALID', `${plainLine(where)} is ${shown(value)}; an object is expected`, { hint: HINT });
}

function textAt(object: JsonObject, key: string, where: string): string {
  const value = object[key];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(where, key, value, 'a text');
}

/** Whether it is an object of JSON: no array, no null. */
export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const HINT = 'nothing of this stream is used; tell its publisher, or look at its address';

function invalid(where: string, key: string, value: JsonValue | undefined, right: string): VmtestError {
  const text = `${plainLine(where)}: ${plainLine(key)} is ${shown(value)}; ${right} is expected`;
  return new VmtestError('VMTEST_STREAM_INVALID', text, { hint: HINT });
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : plainLine(shorten(JSON.stringify(value), 100));
}
