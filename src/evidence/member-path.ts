/** Bytes of one name that every file system takes. */
const MAX_NAME = 255;

/** Bytes of a whole member's path: with the folder's own path in front it stays below Linux's 4096. */
const MAX_PATH = 3072;
const MAX_DEPTH = 128;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what no name of ours may have
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Where a member of a guest's tar goes, as a path below the folder, or why it goes nowhere. A leading `./` and a slash at the end are
 * taken away; the folder itself is the empty path.
 */
export function memberPath(name: string): { readonly path: string } | { readonly refused: string } {
  const path = name.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  if (path === '.' || (path === '' && name !== '' && !name.startsWith('/'))) return { path: '' };
  if (name.startsWith('/')) return { refused: 'it is an absolute path' };
  if (CONTROL.test(path)) return { refused: 'its name has control characters' };
  if (Buffer.byteLength(path) > MAX_PATH) return { refused: 'its path is too long' };
  const names = path.split('/');
  if (names.includes('..')) return { refused: 'its path leads upwards' };
  if (names.some((part) => part === '' || part === '.')) return { refused: 'its path has empty parts' };
  if (names.length > MAX_DEPTH) return { refused: `it lies deeper than ${MAX_DEPTH} folders` };
  if (names.some((part) => Buffer.byteLength(part) > MAX_NAME)) return { refused: 'its name is too long' };
  return { path };
}
