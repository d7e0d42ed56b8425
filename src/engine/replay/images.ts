import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File } from '../../base/files.ts';
import { plainLine } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { RecordedImage } from './record.ts';

/** A file of an image that is needed, known by its digest. */
export interface WantedFile {
  /** For messages: `kernel of the image noble (noble amd64/ga-24.04 20260801)`. */
  readonly what: string;
  readonly sha256: string;
  /** Null where the record is too old to tell. */
  readonly bytes: number | null;
  /** Where it was on the run's host: taken only where it has the size and the digest. */
  readonly path: string | null;
}

/** A file of an image by role. Throws VMTEST_REPLAY_REFUSED where the record has no digest of it. */
export function wantedFile(image: RecordedImage | null, role: string): WantedFile {
  const sha256 = image?.digests[role];
  const name = plainLine(image?.name ?? 'of the run');
  const version = image?.version == null ? '' : ` (${plainLine(image.version)})`;
  const what = `${role} of the image ${name}${version}`;
  if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256))
    throw new VmtestError('VMTEST_REPLAY_REFUSED', `replay.json has no digest of the ${what}`);
  const file = image?.files?.[role];
  return { what, sha256, bytes: file?.bytes ?? null, path: file?.path ?? null };
}

/**
 * Finds files by their digests: where they were, then in the image store. An absolute path for each, in their order. Throws
 * VMTEST_IMAGE_UNAVAILABLE, with all that are not there.
 */
export async function findImageFiles(wanted: readonly WantedFile[], store: string): Promise<string[]> {
  const found = new Map<string, string>();
  for (const { path, bytes, sha256 } of wanted) if (path !== null && (await isThat(path, bytes, sha256))) found.set(sha256, path);
  if (wanted.some(({ sha256 }) => !found.has(sha256))) await searchStore(wanted, store, found);
  const missing = wanted.filter(({ sha256 }) => !found.has(sha256));
  if (missing.length > 0) {
    const list = missing.map(({ what, sha256 }) => `the ${what}, sha256 ${sha256}`).join('; ');
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `not on this host: ${list}. The image store is ${store}`, {
      hint: 'a published image: `vmtest images sync` in a checkout with the suite, as `vmtest.lock.yaml` has it; one that is built or a file of your own: copy it from where it was made into the store; or name another store with --image-dir',
    });
  }
  return wanted.map(({ sha256 }) => found.get(sha256) as string);
}

/** What the kernel makes up while it is read, by linux/magic.h: a file of these may have no end, or do something. */
const KERNEL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x73636673, // securityfs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0x6165676c, // pstore
  0xcafe4a11, // bpf
]);

/** The record may come from anybody, and so may the path: only what lies on a disk is read. */
async function isThat(path: string, bytes: number | null, sha256: string): Promise<boolean> {
  const there = await lstat(path).catch(() => null);
  if (there?.isFile() !== true || there.size === 0 || (bytes !== null && there.size !== bytes)) return false;
  const system = await statfs(path).catch(() => null);
  if (system === null || KERNEL_FILE_SYSTEMS.has(system.type)) return false;
  return (await sha256File(path).catch(() => null)) === sha256;
}

/** Only files of a size that is wanted are read. */
async function searchStore(wanted: readonly WantedFile[], store: string, found: Map<string, string>): Promise<void> {
  const names = await readdir(store, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of names) {
    const missing = wanted.filter(({ sha256 }) => !found.has(sha256));
    if (missing.length === 0) return;
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const size = (await lstat(path).catch(() => null))?.size;
    if (size === undefined || !missing.some(({ bytes }) => bytes === null || bytes === size)) continue;
    const digest = await sha256File(path).catch(() => '');
    if (missing.some(({ sha256 }) => sha256 === digest)) found.set(digest, path);
  }
}
