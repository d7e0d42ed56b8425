import { copyFile, link, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageVault, VaultEntry } from '../../src/images/vault.ts';

/** A vault in a folder, with what it was asked for and given. */
export interface FolderVault extends ImageVault {
  readonly asked: VaultEntry[];
  readonly saved: VaultEntry[];
  /** Absolute paths of all files that it has. */
  readonly files: () => Promise<readonly string[]>;
}

export function folderVault(folder: string): FolderVault {
  const asked: VaultEntry[] = [];
  const saved: VaultEntry[] = [];
  return {
    asked,
    saved,
    files: async () => {
      const keys = await readdir(folder).catch(() => []);
      return (await Promise.all(keys.map(async (key) => (await readdir(join(folder, key))).map((name) => join(folder, key, name))))).flat();
    },
    restore: async (want) => {
      asked.push(want);
      const there = await readdir(join(folder, want.key)).catch(() => []);
      for (const name of there) await copyFile(join(folder, want.key, name), join(want.folder, name));
      return there.length > 0;
    },
    save: async (entry) => {
      saved.push(entry);
      // An entry never changes once it is there.
      const keys: readonly string[] = await readdir(folder).catch(() => []);
      if (keys.includes(entry.key)) return;
      await mkdir(join(folder, entry.key), { recursive: true });
      for (const name of entry.files) await link(join(entry.folder, name), join(folder, entry.key, name));
    },
  };
}
