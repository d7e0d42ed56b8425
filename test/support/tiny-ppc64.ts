import { copyFile, open, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs a program of `tools`, and throws where it fails. */
export type Tool = (command: string, args: readonly string[]) => Promise<void>;

/** What GRUB does by itself: it is all in its image, and has no configuration on the disk. */
const GRUB = `search --file --set=root /kernel
linux /kernel console=hvc0 panic=-1
initrd /initrd
boot
`;
const MODULES = ['part_msdos', 'part_gpt', 'fat', 'search', 'search_fs_file', 'linux', 'boot'];

const SECTOR = 512;
const PREP_START = (1 << 20) / SECTOR;
const PREP_SECTORS = (8 << 20) / SECTOR;

/** GRUB for Open Firmware as one file, from the modules of Debian's grub-ieee1275-bin in `guest`. */
export async function grubImage(folder: string, guest: string, tool: Tool): Promise<string> {
  const [config, image] = [join(folder, 'grub.cfg'), join(folder, 'core.elf')];
  await writeFile(config, GRUB);
  const modules = join(guest, 'usr/lib/grub/powerpc-ieee1275');
  await tool('grub-mkimage', ['-O', 'powerpc-ieee1275', '-d', modules, '-p', '/grub', '-c', config, '-o', image, ...MODULES]);
  await rm(config);
  return image;
}

/**
 * Turns a FAT file system into a disk that Open Firmware boots: an MSDOS table with a PReP partition (type 0x41, active), which has
 * GRUB's image from its first byte, and the file system behind it.
 */
export async function asPrepDisk(disk: string, image: string): Promise<void> {
  const fat = `${disk}.fat`;
  await copyFile(disk, fat);
  const sectors = (await stat(fat)).size / SECTOR;
  const table = Buffer.alloc(SECTOR);
  entry(table, 0, { active: true, type: 0x41, start: PREP_START, sectors: PREP_SECTORS });
  entry(table, 1, { active: false, type: 0x0c, start: PREP_START + PREP_SECTORS, sectors });
  table.writeUInt16LE(0xaa55, 510);
  await using whole = await open(disk, 'w');
  await whole.write(table, 0, SECTOR, 0);
  await copyTo(whole, image, PREP_START * SECTOR);
  await copyTo(whole, fat, (PREP_START + PREP_SECTORS) * SECTOR);
  await rm(fat);
}

interface Entry {
  readonly active: boolean;
  readonly type: number;
  readonly start: number;
  readonly sectors: number;
}

function entry(table: Buffer, index: number, { active, type, start, sectors }: Entry): void {
  const at = 446 + 16 * index;
  table.writeUInt8(active ? 0x80 : 0, at);
  table.writeUInt8(type, at + 4);
  table.writeUInt32LE(start, at + 8);
  table.writeUInt32LE(sectors, at + 12);
}

async function copyTo(whole: Awaited<ReturnType<typeof open>>, from: string, at: number): Promise<void> {
  await using source = await open(from);
  let position = at;
  for await (const chunk of source.createReadStream({ autoClose: false })) {
    await whole.write(chunk as Buffer, 0, (chunk as Buffer).length, position);
    position += (chunk as Buffer).length;
  }
}
