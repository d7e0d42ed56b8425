import { readConfig } from '../configs.ts';
import { find, type Left } from '../support.ts';

/** A block device of a made-up guest, in the words of the files that the collect script writes. */
export interface Block {
  readonly name: string;
  /** Bytes. */
  readonly bytes: number;
  readonly serial?: string;
  /** The disk that it is a partition of, and its number there. */
  readonly on?: string;
  readonly number?: number;
  /** Further lines of `sysfs_block`, without the name. */
  readonly lines?: readonly string[];
  /** Lines of udev's database. */
  readonly udev?: readonly string[];
}

export const MiB = 2 ** 20;
export const GiB = 2 ** 30;

/** What the block devices' collect script leaves of these devices. */
export function blockFiles(blocks: readonly Block[]): Record<string, string> {
  const sysfs = blocks.flatMap((block, index) => {
    const folder = /^(?:dm-|md|bcache)/.test(block.name)
      ? '/sys/devices/virtual/block'
      : '/sys/devices/pci0000:00/0000:00:04.0/virtio1/block';
    const path = block.on === undefined ? `${folder}/${block.name}` : `${pathOf(block.on)}/${block.name}`;
    return [
      `path ${path}`,
      `dev 252:${index}`,
      `size ${block.bytes / 512}`,
      ...(block.number === undefined ? [] : [`partition ${block.number}`, 'start 2048']),
      ...(block.serial === undefined ? [] : [`serial ${block.serial}`]),
      ...(block.lines ?? []),
    ].map((line) => `${block.name} ${line}`);
  });
  const udev = blocks.flatMap((block) => [`N:${block.name}`, 'G:systemd', ...(block.udev ?? [])]);
  return { sysfs_block: `${sysfs.join('\n')}\n`, udev_block: `${udev.join('\n')}\n` };
}

function pathOf(disk: string): string {
  return `${/^(?:md|bcache)/.test(disk) ? '/sys/devices/virtual/block' : '/sys/devices/pci0000:00/0000:00:04.0/virtio1/block'}/${disk}`;
}

/** A line of /proc/self/mountinfo. */
export function mounted(device: string, path: string, type: string, source: string, options = 'rw,relatime'): string {
  return `25 1 ${device} / ${path} ${options} shared:1 - ${type} ${source} rw`;
}

export const SWAPS_HEAD = 'Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n';

/** What the storage check says: the lines of its message, none for a pass. */
export async function storageSays(config: string, left: Left): Promise<readonly string[]> {
  const finding = await find({ kind: 'storage', config: readConfig(config) }, left);
  return finding.message === '' ? [] : finding.message.split('\n');
}
