import { own } from '../base/own.ts';
import { unescapeOctal } from './mounts.ts';

/** From each name that a device of the guest has (`/dev/disk/by-uuid/…`, `LABEL=…`) to the kernel's own (`/dev/vda2`). */
export type DeviceNames = ReadonlyMap<string, string>;

/** Lists every link to a device in one process, in dash and in busybox alike; folders that are not there are no failure. */
export const DEVICES_SCRIPT = 'ls -al /dev/disk/by-*/ /dev/mapper/ > ls_al_disk 2>/dev/null || :\nblkid > blkid_tags 2>/dev/null || :';

const TAGS: Readonly<Record<string, string>> = {
  'by-uuid': 'UUID',
  'by-label': 'LABEL',
  'by-partuuid': 'PARTUUID',
  'by-partlabel': 'PARTLABEL',
  'by-id': 'ID',
};

/** Reads the listings that `DEVICES_SCRIPT` makes; either may be missing. */
export function deviceNames(listing: string | null, blkid: string | null): DeviceNames {
  const names = new Map<string, string>();
  for (const [name, device] of [...fromListing(listing ?? ''), ...fromBlkid(blkid ?? '')]) if (!names.has(name)) names.set(name, device);
  return names;
}

/** `ls -al` of several folders: `FOLDER:` before each, then lines that end in `NAME -> ../../vda1`. */
function* fromListing(text: string): Generator<[string, string]> {
  let folder = '';
  for (const line of text.split('\n')) {
    const head = /^(\/dev\/\S*?)\/?:$/.exec(line);
    if (head !== null) folder = head[1] as string;
    const link = /(\S+) -> (?:\.\.\/)+(\S+)$/.exec(line);
    if (link === null) continue;
    const [name, device] = [link[1] as string, `/dev/${link[2]}`];
    yield [`${folder}/${name}`, device];
    const tag = own(TAGS, folder.slice('/dev/disk/'.length));
    if (tag !== undefined) yield [`${tag}=${unescapeUdev(name)}`, device];
  }
}

/** blkid's lines: `/dev/vda1: LABEL="root" UUID="…" TYPE="ext4"`. */
function* fromBlkid(text: string): Generator<[string, string]> {
  for (const line of text.split('\n')) {
    const device = /^(\/dev\/[^:]+): /.exec(line)?.[1];
    if (device === undefined) continue;
    for (const [, tag, value] of line.matchAll(/ ([A-Z_]+)="([^"]*)"/g)) yield [`${tag}=${value}`, device];
  }
}

/** udev writes characters that a file name should not have as `\x20`. */
function unescapeUdev(name: string): string {
  return name.replace(/(?:\\x[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('\\x', ''), 'hex').toString('utf8'));
}

/** The kernel's name of what an fstab entry means; undefined for a tag that no device has. A path that is no known link is itself. */
export function resolveDevice(spec: string, names: DeviceNames): string | undefined {
  const known = names.get(spec) ?? names.get(spec.replace(/^((?:PART)?UUID)=(.*)$/, (_, tag, id: string) => `${tag}=${id.toLowerCase()}`));
  const device = known ?? (spec.startsWith('/') ? names.get(mapperName(spec)) : undefined);
  if (device === undefined) return spec.startsWith('/') ? spec : undefined;
  // blkid names a logical volume by its mapper link.
  return names.get(device) ?? device;
}

/** LVM's `/dev/GROUP/VOLUME` is `/dev/mapper/GROUP-VOLUME`, where a dash of theirs is doubled. */
function mapperName(path: string): string {
  const [, group, volume] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  return group === undefined || volume === undefined ? path : `/dev/mapper/${group.replaceAll('-', '--')}-${volume.replaceAll('-', '--')}`;
}

/** The swaps in use, by the kernel's names: the first column of /proc/swaps after its heading. */
export function swapsInUse(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => unescapeOctal(line.split(/[\t ]/, 1)[0] as string))
    .filter((name) => name.startsWith('/'));
}
