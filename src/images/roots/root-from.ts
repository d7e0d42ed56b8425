import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '../../base/times.ts';
import { VmtestError } from '../../model/errors.ts';
import { installHint, missingTools } from '../programs/find.ts';
import { tool } from '../programs/tool.ts';
import type { MakeContext } from '../store/make-once.ts';
import { compressionOfFile, decompress } from './decompress.ts';
import { derive } from './derived.ts';
import { packExt4 } from './pack.ts';

/** The forms in which root file systems are published: simplestreams' `ftype`. */
export const ROOT_FORMS = ['squashfs', 'root-tgz', 'root-image.gz', 'root-image.xz'] as const;
export type RootForm = (typeof ROOT_FORMS)[number];

/** What a phase needs: a squashfs, a file system that can be written, a tar that GNU tar reads (compressed or not), a whole disk. */
export type RootWant = 'squashfs' | 'ext4' | 'tar' | 'disk';

/** What each form gives, and the programs that it takes; no programs: the published file is taken as it is. */
const WAYS: Readonly<Record<RootForm, Readonly<Partial<Record<RootWant, readonly string[]>>>>> = {
  squashfs: { squashfs: [], tar: ['sqfs2tar'], ext4: ['sqfs2tar', 'fakeroot', 'tar', 'mke2fs', 'debugfs'] },
  'root-tgz': { tar: [], ext4: ['fakeroot', 'tar', 'mke2fs', 'debugfs'] },
  // Seed era: one ext4 file system, gzipped.
  'root-image.gz': { ext4: [] },
  // A whole disk, as curtin's `dd-xz` sources are.
  'root-image.xz': { disk: ['xz'] },
};

/** The programs that are needed to have `want` of a form; undefined where it cannot be had of it. */
export function rootTools(form: RootForm, want: RootWant): readonly string[] | undefined {
  return WAYS[form][want];
}

export interface RootOptions extends MakeContext {
  /** Absolute path of the image store. */
  readonly store: string;
}

export interface Root {
  /** Absolute path. */
  readonly path: string;
  /** In hex, of the file at `path`. */
  readonly sha256: string;
  /** Seconds that making it took now; 0 where nothing was to do. */
  readonly seconds: number;
}

/**
 * What an installer or a machine needs of a published root file system: the file itself, or what is made of it once, without root and
 * without mounting, under `<store>/derived/<digest>-<want>/`. Owners, modes, devices, links and capabilities are the source's; an ext4
 * file system made of a squashfs or a tar is labelled `vmtest-root`, has a quarter more room than its files, and 1 GiB besides.
 * `digest`: the sha256 of `file` in hex, checked before. Errors: VMTEST_IMAGE_UNAVAILABLE where a program is missing, with its
 * package, or where the form does not give what is wanted; VMTEST_IMAGE_CORRUPT, VMTEST_DISK_FULL, VMTEST_CANCELLED.
 */
export async function rootFrom(form: RootForm, file: string, digest: string, want: RootWant, options: RootOptions): Promise<Root> {
  const tools = rootTools(form, want);
  if (tools === undefined) {
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `${file} is published as ${form}, of which no ${want} can be made`, {
      hint: `a ${form} gives ${Object.keys(WAYS[form]).join(' or ')}`,
    });
  }
  if (form === 'squashfs' && want !== 'squashfs') await mustBeSquashfs(file);
  if ((form === 'squashfs' && want === 'squashfs') || (form === 'root-tgz' && want === 'tar'))
    return { path: file, sha256: digest, seconds: 0 };
  const made = await derive(
    options.store,
    { path: file, digest },
    want,
    async (folder) => {
      const missing = await missingTools(tools, options.env);
      if (missing.length > 0) {
        throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `No ${want} can be made of ${file}: ${missing.join(', ')} not installed`, {
          hint: installHint(missing),
        });
      }
      const began = Date.now();
      const name = await make(form, file, want, folder, options);
      options.emit(`${form} made into ${want} in ${formatDuration((Date.now() - began) / 1000)}`);
      return { [want]: name };
    },
    options,
  );
  const entry = made.manifest.files[want];
  if (entry === undefined) throw new VmtestError('VMTEST_IMAGE_CORRUPT', `${made.path} has no ${want}`, { hint: 'remove that folder' });
  return { path: join(made.path, entry.file), sha256: entry.sha256, seconds: made.seconds };
}

async function make(form: RootForm, file: string, want: RootWant, folder: string, options: RootOptions): Promise<string> {
  const packing = { env: options.env, signal: options.signal, privileged: false };
  const tar = join(folder, 'root.tar');
  if (form === 'root-image.gz' || form === 'root-image.xz') return await unpackImage(file, want, folder, options);
  if (form === 'squashfs') {
    // `.`: the root folder's own owner and mode too. A socket, which no tar can hold, is left out, as every start makes its own.
    await tool('sh', ['-c', 'exec sqfs2tar --root-becomes . -- "$1" > "$2"', 'sh', file, tar], packing);
    if (want === 'tar') return 'root.tar';
  }
  const plain = form === 'squashfs' ? tar : await plainTar(file, tar, options);
  // By fakeroot even for root: in a container root may be allowed neither devices nor capabilities.
  await packExt4(folder, plain, join(folder, 'root.ext4'), packing);
  if (plain === tar) await rm(tar);
  return 'root.ext4';
}

/** The tar itself, unpacked beside the result where it is compressed. */
async function plainTar(file: string, to: string, options: RootOptions): Promise<string> {
  const compression = await compressionOfFile(file);
  if (compression === null) return file;
  await decompress(file, to, compression, options);
  return to;
}

async function unpackImage(file: string, want: RootWant, folder: string, options: RootOptions): Promise<string> {
  const name = want === 'disk' ? 'disk.img' : 'root.ext4';
  const to = join(folder, name);
  const compression = await compressionOfFile(file);
  if (compression === null) throw corrupt(file, 'is not compressed');
  await decompress(file, to, compression, options);
  if (want === 'ext4' && !(await isExt(to))) throw corrupt(file, 'does not hold an ext4 file system');
  return name;
}

async function mustBeSquashfs(file: string): Promise<void> {
  if ((await bytesAt(file, 0, 4)).toString('latin1') !== 'hsqs') throw corrupt(file, 'is no squashfs');
}

/** The magic of ext2 to ext4 is in the superblock, 1024 bytes from the start (include/uapi/linux/magic.h). */
async function isExt(file: string): Promise<boolean> {
  return (await bytesAt(file, 1024 + 56, 2)).toString('hex') === '53ef';
}

async function bytesAt(path: string, at: number, length: number): Promise<Buffer> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

const corrupt = (file: string, what: string) =>
  new VmtestError('VMTEST_IMAGE_CORRUPT', `${file} ${what}`, { hint: 'its digest is right, so it was published as something else' });
