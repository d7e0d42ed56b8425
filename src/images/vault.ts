import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, sha256, sha256File } from '../base/files.ts';
import { VmtestError } from '../model/errors.ts';

/** One immutable version of an image, as a shared cache keeps it. */
export interface VaultEntry {
  /** Exact; it ends in a terminator, for caches match keys by prefix. */
  readonly key: string;
  /** What it is, for people: `noble amd64/ga-24.04 20260801`. */
  readonly label: string;
  /** Absolute path: where the files are, or are to be put. */
  readonly folder: string;
  /** Plain names of files in it. */
  readonly files: readonly string[];
}

/**
 * A cache that jobs share, asked before the network or a build is used for a version that the store has not, and given each version as soon as
 * it was brought. It never throws, and it is not trusted: whoever restores verifies.
 */
export interface ImageVault {
  /** Puts the entry's files into its folder, which is there and empty; false where it has none of it. */
  restore(want: VaultEntry): Promise<boolean>;
  /** Takes hold of the files, which may be moved once this resolves; keeping them goes on for as long as it takes. */
  save(entry: VaultEntry): Promise<void>;
}

/** A file as it must be. */
export interface VaultFile {
  readonly name: string;
  /** Bytes; null where nobody said. */
  readonly size: number | null;
  /** In hex; null where a digest of another kind is known, which the caller checks. */
  readonly sha256: string | null;
}

export interface VaultUse {
  readonly vault?: ImageVault | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly emit: (message: string) => void;
}

/** Of what an entry is, be it as long as it may: `vmtest-image-v1-<sha256>.`. */
export function vaultKey(...parts: readonly (string | readonly string[])[]): string {
  return `vmtest-image-v1-${sha256(JSON.stringify(parts))}.`;
}

/**
 * Restores files and verifies them before anybody takes them for what they are said to be: plain files, in their size, with their digest.
 * They are put into `folder` by rename, over what is there of their names. False, with nothing changed, where the vault has not all of them as
 * they must be; `staging` is a path of the same file system, which is removed. Error: VMTEST_CANCELLED.
 */
export async function fromVault(
  { vault, signal, emit }: VaultUse,
  entry: { readonly key: string; readonly label: string; readonly files: readonly VaultFile[] },
  folder: string,
  staging: string,
): Promise<boolean> {
  if (vault === undefined || entry.files.length === 0) return false;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true, mode: 0o700 });
  try {
    const names = entry.files.map(({ name }) => name);
    if (!(await vault.restore({ key: entry.key, label: entry.label, folder: staging, files: names }))) return false;
    const wrong = await whatIsWrong(staging, entry.files, signal);
    if (wrong !== null) {
      emit(`the cache’s copy of ${entry.label} is not taken: ${wrong}`);
      return false;
    }
    for (const name of names) await rename(join(staging, name), join(folder, name));
    return true;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** How files of a folder differ from what they must be; null where they do not. */
async function whatIsWrong(folder: string, files: readonly VaultFile[], signal: AbortSignal | undefined): Promise<string | null> {
  const known = new Set(files.map(({ name }) => name));
  const strange = (await readdir(folder)).find((name) => !known.has(name));
  if (strange !== undefined) return 'it has files that nobody asked for';
  for (const { name, size, sha256: digest } of files) {
    const path = join(folder, name);
    const info = await lstat(path).catch(() => null);
    if (info === null) return `${name} is not in it`;
    if (!info.isFile() || info.nlink > 1) return `${name} is no plain file`;
    if (size !== null && info.size !== size) return `${name} has ${info.size} bytes, not ${size}`;
    if (digest !== null && (await digestOf(path, signal)) !== digest) return `${name} has another digest than was published`;
  }
  return null;
}

async function digestOf(path: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await sha256File(path, signal);
  } catch (error) {
    if (signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', 'Verifying a cached image was cancelled');
    if (isErrno(error, 'EIO')) return '';
    throw error;
  }
}
