import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../base/spawn.ts';
import type { RootFormat } from '../../model/suite.ts';
import { removeTree } from '../programs/remove-tree.ts';
import { type PackOptions, tool } from '../programs/tool.ts';
import { writeCapabilities } from './capabilities.ts';

/** The names of the image's files in its folder. */
export const KERNEL_FILE = 'kernel';
export const INITRD_FILE = 'initrd';
export const TAR_FILE = 'root.tar';
export const rootFile = (format: RootFormat) => `root.${format}`;

/** Copies the newest kernel of a root file system's tar and its initrd to `kernel` and `initrd` in a folder; false where there is none. */
export async function extractKernel(folder: string, options: PackOptions): Promise<boolean> {
  const aside = join(folder, 'boot-files');
  await mkdir(aside, { mode: 0o700 });
  // The pattern that matches nothing makes GNU tar end with 2, so what matters is what came out.
  await run(
    'tar',
    [
      '-xf',
      join(folder, TAR_FILE),
      '-C',
      aside,
      '--no-same-owner',
      '--strip-components=2',
      '--wildcards',
      './boot/vmlinuz-*',
      './boot/initrd.img-*',
    ],
    { env: options.env, ...(options.signal === undefined ? {} : { signal: options.signal }) },
  );
  const names = await readdir(aside);
  const version = newestKernel(names);
  if (version !== undefined) {
    await rename(join(aside, `vmlinuz-${version}`), join(folder, KERNEL_FILE));
    await rename(join(aside, `initrd.img-${version}`), join(folder, INITRD_FILE));
  }
  await rm(aside, { recursive: true });
  return version !== undefined;
}

/** The highest version that has both a `vmlinuz-` and an `initrd.img-`, numbers compared as numbers. */
export function newestKernel(names: readonly string[]): string | undefined {
  const order = new Intl.Collator('en', { numeric: true });
  return names
    .filter((name) => name.startsWith('vmlinuz-'))
    .map((name) => name.slice('vmlinuz-'.length))
    .filter((version) => names.includes(`initrd.img-${version}`))
    .sort(order.compare)
    .at(-1);
}

/** Makes `root.ext4` or `root.squashfs` of `root.tar` in a folder, owners, modes and capabilities as in the tar; nothing is mounted. */
export async function packRoot(folder: string, format: RootFormat, options: PackOptions): Promise<void> {
  const tar = join(folder, TAR_FILE);
  const image = join(folder, rootFile(format));
  if (format === 'squashfs') {
    // lz4 packs 40 times as fast as gzip or zstd (sqfstar 4.5 refuses zstd's level) and unpacks fastest; Linux reads it since 3.19.
    const script = 'exec sqfstar -quiet -no-progress -comp lz4 "$1" < "$2"';
    await tool('sh', ['-c', script, 'sh', image, tar], options);
    return;
  }
  await packExt4(folder, tar, image, options);
}

// What every kernel and boot loader since Linux 3.x knows, whatever the host's mke2fs likes best (1.47's orphan_file needs 5.15).
const EXT4_FEATURES =
  'none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum';

/**
 * Makes a bootable ext4 file system labelled `vmtest-root` of a tar that is not compressed, with what it needs for it in `folder`;
 * owners, modes, devices, links and capabilities as in the tar. Nothing is mounted, and root is not needed.
 */
export async function packExt4(folder: string, tar: string, image: string, options: PackOptions): Promise<void> {
  const tree = join(folder, 'tree');
  await mkdir(tree, { mode: 0o700 });
  // fakeroot remembers who owns what, and the devices, in a file from one program to the next.
  const state = join(folder, 'fakeroot.state');
  const as = (command: string, args: readonly string[], remembered: boolean) =>
    options.privileged
      ? tool(command, args, options)
      : tool('fakeroot', [remembered ? '-i' : '-s', state, '--', command, ...args], options);
  // Under fakeroot (1.31) a file whose attributes are set loses its type, and mke2fs leaves it out (measured): not there.
  const attributes = options.privileged ? ['--xattrs', '--xattrs-include=*'] : [];
  await as('tar', ['-xpf', tar, '-C', tree, '--numeric-owner', ...attributes], false);
  const used = Number((await tool('du', ['--summarize', '--block-size=1', '--', tree], options)).stdout.split('\t')[0]);
  await as(
    'mke2fs',
    // The file is sparse, so that zeroing the tables now costs nothing, and spares the guest from doing it.
    [
      '-q',
      '-t',
      'ext4',
      '-O',
      EXT4_FEATURES,
      '-L',
      'vmtest-root',
      '-m',
      '0',
      '-E',
      'lazy_itable_init=0,lazy_journal_init=0',
      '-d',
      tree,
      image,
      `${ext4MiB(used)}M`,
    ],
    true,
  );
  if (!options.privileged) await writeCapabilities(tar, image, folder, options);
  await removeTree(tree, options);
  await rm(state, { force: true });
}

/** The size of a root file system for `used` bytes of files, in MiB: a quarter more, and 1 GiB for what a system writes. */
export function ext4MiB(used: number): number {
  return Math.ceil((used * 1.25 + 2 ** 30) / 2 ** 20 / 64) * 64;
}
