import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** Which Debian package brings a program, for messages. */
const PACKAGES: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  mke2fs: 'e2fsprogs',
  debugfs: 'e2fsprogs',
  sqfstar: 'squashfs-tools',
  sqfs2tar: 'squashfs-tools-ng',
  xz: 'xz-utils',
  bzip2: 'bzip2',
  'qemu-img': 'qemu-utils',
  fakeroot: 'fakeroot',
  fakechroot: 'fakechroot',
  newuidmap: 'uidmap',
  flock: 'util-linux',
  tar: 'tar',
};

/** The path of a program in `PATH`, or undefined. */
export async function findTool(name: string, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  for (const folder of (env.PATH ?? '').split(':')) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not here: the next folder.
    }
  }
  return undefined;
}

/** Those of `names` that are not in `PATH`. */
export async function missingTools(names: readonly string[], env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const paths = await Promise.all(names.map((name) => findTool(name, env)));
  return names.filter((_, index) => paths[index] === undefined);
}

/** The packages of Debian and Ubuntu that bring programs. */
export function debianPackages(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => PACKAGES[name] ?? name))];
}

/** `apt-get install …` for programs that are missing. */
export function installHint(names: readonly string[]): string {
  const packages = debianPackages(names);
  return `install ${packages.length === 1 ? 'the package' : 'the packages'} ${packages.join(', ')}: apt-get install ${packages.join(' ')}`;
}
