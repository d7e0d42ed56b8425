import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';

/** What lies in the store beside the items, and is ours or the original's: no item may be there. */
const OURS: readonly string[] = [
  'streams',
  '.vmtest-data',
  'vmtest-images.lock',
  '.static.lock',
  'mmdebstrap',
  'derived',
  'url',
  'digests',
];
/** Written into `streams/v1` by the original's mirror and by ours. */
const OUR_STREAMS: readonly string[] = ['streams/v1/vmtest.json', 'streams/v1/vmtest-centos.json'];
const MAX_PATH = 1024;
/** What a file name may have at most, in bytes: NAME_MAX. */
const MAX_NAME = 255;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they may not be in a path
const FORBIDDEN = /[\u0000-\u001f\u007f\\]/;

/** Plain names with slashes between them, none of which begins with a dot: nearly every path, told at a glance. */
const PLAIN = /^(?:[\w:+~=-][\w.:+~=-]{0,99}\/){0,9}[\w:+~=-][\w.:+~=-]{0,99}$/;

/** What the path is of, for messages; made only when there is one. */
export type Where = string | (() => string);

/** Checks the path of an item, which becomes one under the store. Error: VMTEST_STREAM_PATH. */
export function checkItemPath(path: string, where: Where): void {
  checkPath(path, where);
  const slash = path.indexOf('/');
  const first = slash < 0 ? path : path.slice(0, slash);
  if (OURS.includes(first)) throw bad(path, where, `lies in ${first}, which is the store's own`);
}

/** Checks the path of a products or index file: below `streams/`, of JSON. Error: VMTEST_STREAM_PATH. */
export function checkStreamPath(path: string, where: Where): void {
  checkPath(path, where);
  if (!path.startsWith('streams/') || !/\.s?json$/.test(path))
    throw bad(path, where, 'is not that of a .json or .sjson file below streams/');
  if (OUR_STREAMS.includes(path)) throw bad(path, where, "is one of the store's own");
}

/** Checks a content id, which names a file in `.vmtest-data/`. Error: VMTEST_STREAM_PATH. */
export function checkContentId(id: string, where: Where): void {
  checkPath(id, where);
  if (id.includes('/')) throw bad(id, where, 'has a slash');
  if (id === 'references.json' || id === 'vmtest') throw bad(id, where, "is one of the store's own");
}

/** The address of a path under a stream's root: what a path may have and an address not is escaped. */
export function addressOf(root: string, path: string): string {
  return root + encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

function checkPath(path: string, where: Where): void {
  if (PLAIN.test(path)) return;
  if (path === '' || path.length > MAX_PATH) throw bad(path, where, path === '' ? 'is empty' : `has more than ${MAX_PATH} characters`);
  if (FORBIDDEN.test(path) || !path.isWellFormed()) throw bad(path, where, 'has a backslash or a control character');
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.' || segment === '..')
      throw bad(path, where, `is not a plain relative path: it has "${segment}" between its slashes`);
    // A character has at most three bytes for each unit of UTF-16: only then they have to be counted.
    if (segment.length * 3 > MAX_NAME && Buffer.byteLength(segment) > MAX_NAME)
      throw bad(path, where, `has a name of more than ${MAX_NAME} bytes`);
  }
}

function bad(path: string, where: Where, what: string): VmtestError {
  return new VmtestError(
    'VMTEST_STREAM_PATH',
    `${plainLine(typeof where === 'string' ? where : where())}: the path "${plainLine(shorten(path, 200))}" ${what}`,
    {
      hint: 'nothing of this stream is used; tell its publisher, or look at its address',
    },
  );
}
