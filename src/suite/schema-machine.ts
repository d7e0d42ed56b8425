import * as z from 'zod/mini';
import { count, path, size, text, word, yesNo } from './leaves.ts';
import type { Sink } from './sink.ts';
import { child, type MapTree } from './tree.ts';
import { described, named } from './words.ts';

/** The spellings of an architecture, with QEMU's. */
export const ARCHES = {
  amd64: 'x86_64',
  x86_64: 'x86_64',
  arm64: 'aarch64',
  aarch64: 'aarch64',
  ppc64el: 'ppc64',
  ppc64le: 'ppc64',
} as const;

export const arch = named(
  z.pipe(
    z.enum(['amd64', 'x86_64', 'arm64', 'aarch64', 'ppc64el', 'ppc64le']),
    z.transform((name) => ARCHES[name]),
  ),
  { what: 'an architecture: amd64 (x86_64), arm64 (aarch64) or ppc64el (ppc64le)' },
  { id: 'arch' },
);

// RFC 4173 writes them between colons, before an at sign; a password has no escape there.
const account = (what: string) => word(what, /^[^:@\s]+$/, 'it has no colon, at sign or space');

const iscsi = named(
  z.strictObject({
    user: z.optional(account('a user of CHAP')),
    password: z.optional(account('a password of CHAP')),
    'in-user': z.optional(account('a user of CHAP')),
    'in-password': z.optional(account('a password of CHAP')),
    // RFC 3720 §3.2.6.1: a name has at most 223 bytes.
    target: z.optional(word('a name of a target', /^[A-Za-z0-9.:-]{1,223}$/, 'it has letters, digits, dots, colons and hyphens')),
  }),
  { what: 'a mapping, which may be empty: `{}`', rule: iscsiRule },
  { id: 'iscsi', description: 'A disk that the guest reaches by iSCSI, with CHAP accounts' },
);

function iscsiRule(tree: MapTree, sink: Sink, label: string): void {
  for (const [user, password] of [
    ['user', 'password'],
    ['in-user', 'in-password'],
  ] as const) {
    if (tree.entries.has(user) === tree.entries.has(password)) continue;
    const [there, missing] = tree.entries.has(user) ? [user, password] : [password, user];
    sink.add(tree, `${label}: \`${there}\` is there without \`${missing}\``, 'an account is both');
  }
}

/** What only QEMU gives a disk. */
const OF_QEMU = ['driver', 'block-size', 'serial', 'wwn', 'paths', 'format', 'from'] as const;

const diskMapping = named(
  z.strictObject({
    size: z.optional(size),
    driver: z.optional(described(z.enum(['virtio-blk', 'scsi-hd', 'nvme']), 'How the guest sees it; virtio-blk by default')),
    'block-size': z.optional(described(z.literal([512, 4096]), 'Bytes of a block; 512 by default')),
    serial: z.optional(text('a serial')),
    wwn: z.optional(text('a WWN such as 0x39cc071e72c64cc4')),
    paths: z.optional(described(count('a number of paths', 1, 8), 'More than one is multipath')),
    format: z.optional(described(z.enum(['qcow2', 'raw']), 'The format of the disk’s file; qcow2 by default')),
    from: z.optional(described(path, 'A disk image that the disk starts from, relative to the suite file')),
    iscsi: z.optional(iscsi),
  }),
  { what: 'a mapping', rule: diskRule },
);

function diskRule(tree: MapTree, sink: Sink, label: string): void {
  if (!tree.entries.has('size') && !tree.entries.has('from'))
    sink.add(tree, `${label}: the disk has no size`, 'write `size: 10G`, or `from: FILE`');
  for (const key of OF_QEMU) {
    const value = tree.entries.has('iscsi') ? child(tree, key) : undefined;
    if (value !== undefined) sink.add(value, `${label}: a disk of iSCSI has no \`${key}\``, 'it has `size` and `iscsi`');
  }
  const paths = child(tree, 'paths');
  const driver = child(tree, 'driver');
  if (paths?.kind !== 'scalar' || Number(paths.value) < 2 || driver?.kind !== 'scalar') return;
  if (driver.text === 'virtio-blk' || driver.text === 'nvme') {
    sink.add(driver, `${label}: a disk of driver ${driver.text} has one path, not ${paths.text}`, 'several paths need `driver: scsi-hd`');
  }
}

const disk = named(z.union([size, diskMapping]), { what: 'a size such as 10G, or a mapping with `size`' }, { id: 'disk' });

const MAC = /^[0-9A-Fa-f][02468aceACE](?::[0-9A-Fa-f]{2}){5}$/;

const nic = named(
  z.strictObject({
    mac: z.optional(word('a MAC address of one machine', MAC, 'six bytes, the first of them even: 52:54:00:12:34:01')),
    // 15 bytes is the limit of an interface's name (IFNAMSIZ of linux/if.h, less its NUL).
    network: z.optional(word('a network', /^(?:user|none|bridge:[^/:\s]{1,15})$/, 'there is user, none and bridge:NAME')),
  }),
  { what: 'a mapping with `mac` and `network`' },
  { id: 'nic' },
);

export const machine = named(
  z.strictObject({
    arch: z.optional(arch),
    cpus: z.optional(count('a number of CPUs', 1, 255)),
    memory: z.optional(size),
    firmware: z.optional(z.enum(['bios', 'uefi', 'uefi-secure', 'slof'])),
    type: z.optional(
      described(
        text('a machine type of QEMU'),
        'QEMU’s machine type; pc, q35 (Secure Boot), virt (aarch64) or pseries (ppc64el) by default',
      ),
    ),
    cpu: z.optional(described(text('a CPU model of QEMU'), 'QEMU’s CPU model; host under KVM, qemu64 under TCG by default')),
    tpm: z.optional(yesNo),
    disks: z.optional(z.array(disk)),
    nics: z.optional(z.array(nic)),
    'qemu-args': z.optional(described(z.array(text('one argument')), 'Arguments for QEMU, put last')),
  }),
  { what: 'a mapping' },
  { id: 'machine', description: 'The virtual hardware' },
);
