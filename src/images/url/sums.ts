import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';

/** Hexadecimal digests of one file, in small letters; null where nobody published one. */
export interface FileDigests {
  readonly sha256: string | null;
  readonly sha512: string | null;
}

/** One line of a sums file. */
interface SumsLine {
  readonly name: string;
  readonly digest: string;
}

// GNU coreutils: `HEX  NAME`, `HEX *NAME`, and a backslash in front where the name has escapes. BSD, and Fedora's CHECKSUM files:
// `SHA256 (NAME) = HEX`. The length of the digest says which it is.
const GNU = /^(\\?)([0-9a-f]{64}|[0-9a-f]{128})[ \t][ \t*](.+)$/i;
const BSD = /^(\\?)SHA(?:256|512) \((.+)\) = ([0-9a-f]{64}|[0-9a-f]{128})$/i;

/** The lines of a `SHA256SUMS`, `SHA512SUMS` or `CHECKSUM` file; what is none, such as a comment, is left out. */
function linesOf(text: string): readonly SumsLine[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const gnu = GNU.exec(line) as unknown as [string, string, string, string] | null;
    const bsd = BSD.exec(line) as unknown as [string, string, string, string] | null;
    if (gnu !== null) return [{ name: named(gnu[3], gnu[1]), digest: gnu[2].toLowerCase() }];
    return bsd === null ? [] : [{ name: named(bsd[2], bsd[1]), digest: bsd[3].toLowerCase() }];
  });
}

function named(name: string, escaped: string): string {
  const real = escaped === '' ? name : name.replace(/\\([nr\\])/g, (_, sign) => ({ n: '\n', r: '\r' })[sign as string] ?? '\\');
  return real.replace(/^(?:\.\/+)+/, '');
}

/**
 * The digests of a file in the text of a sums file: those of its path below the sums file's folder, else those of its name alone (the
 * last segment of its address), which must be there once. `shown`: the sums file's address for messages.
 * Errors: VMTEST_IMAGE_NOT_FOUND with the names that come near; VMTEST_IMAGE_CORRUPT where it says two different things of the file.
 */
export function findSum(text: string, names: readonly string[], shown: string): FileDigests {
  const lines = linesOf(text);
  for (const name of names) {
    const found = lines.filter((line) => line.name === name);
    if (found.length > 0) return digestsOf(name, found, shown);
  }
  const name = names.at(-1) ?? '';
  const all = [...new Set(lines.map((line) => line.name))];
  throw new VmtestError('VMTEST_IMAGE_NOT_FOUND', `${shown} does not name ${harmless(name)}`, {
    hint: all.length === 0 ? 'it names no file at all: it is no sums file' : `it names ${nearest(name, all).map(harmless).join(', ')}`,
  });
}

function digestsOf(name: string, found: readonly SumsLine[], shown: string): FileDigests {
  const of = (length: number) => {
    const digests = [...new Set(found.map(({ digest }) => digest).filter((digest) => digest.length === length))];
    if (digests.length > 1) {
      throw new VmtestError('VMTEST_IMAGE_CORRUPT', `${shown} has ${digests.length} different digests of ${harmless(name)}`, {
        hint: 'name the digest in the suite: sha256: HEX',
      });
    }
    return digests[0] ?? null;
  };
  return { sha256: of(64), sha512: of(128) };
}

/** By which names a sums file may call the file of an address: its path below the sums file's folder, and its last segment. */
export function namesOf(url: string, sumsUrl: string): readonly string[] {
  const [file, sums] = [new URL(url), new URL(sumsUrl)];
  const folder = sums.pathname.slice(0, sums.pathname.lastIndexOf('/') + 1);
  const below = file.host === sums.host && file.pathname.startsWith(folder) ? [file.pathname.slice(folder.length)] : [];
  return [...new Set([...below, file.pathname.slice(file.pathname.lastIndexOf('/') + 1)])].map(decoded);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** At most five names, those first that begin and end most as the wanted one does. */
function nearest(wanted: string, names: readonly string[]): readonly string[] {
  const likeness = (name: string) => common(wanted, name) + common([...wanted].reverse().join(''), [...name].reverse().join(''));
  return [...names].sort((a, b) => likeness(b) - likeness(a) || (a < b ? -1 : 1)).slice(0, 5);
}

function common(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

const harmless = (name: string) => shorten(plainLine(name), 120);
