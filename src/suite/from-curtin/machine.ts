import { parseSize } from '../../base/sizes.ts';
import { shown, type Values } from './values.ts';

/** The original's first disk, which every class has. */
const FIRST_DISK = '10G';
/** MiB that a class has where it says nothing (`releases.py`); ours is the same. */
const DEFAULT_MEMORY = 2048;
const DRIVERS = ['virtio-blk', 'scsi-hd', 'nvme'];

/** The `machine` of a test as a suite has it; what the suite cannot say goes to `values`. */
export function machineOf(values: Values): Record<string, unknown> {
  const machine: Record<string, unknown> = {};
  const cpus = values.number('nr_cpus', 'machine');
  if (cpus !== null && cpus > 0) machine.cpus = cpus;
  const memory = values.number('mem', 'machine');
  if (memory !== null && memory > 0 && memory !== DEFAULT_MEMORY) machine.memory = memory % 1024 === 0 ? `${memory / 1024}G` : `${memory}M`;
  if (values.flag('uefi', 'machine')) machine.firmware = 'uefi';
  machine.disks = disksOf(values);
  noteRest(values);
  return machine;
}

function disksOf(values: Values): unknown[] {
  const options: Record<string, unknown> = {};
  const driver = values.text('disk_driver', 'machine');
  if (driver !== null && !DRIVERS.includes(driver)) values.note('machine', `disk_driver: ${shown(driver)} is no driver of this suite's`);
  else if (driver !== null && driver !== 'virtio-blk') options.driver = driver;
  const block = values.number('disk_block_size', 'machine');
  if (block === 4096) options['block-size'] = block;
  else if (block !== null && block !== 512) values.note('machine', `disk_block_size: ${block} is neither 512 nor 4096`);
  const paths = pathsOf(values, driver);
  const disk = (size: string, own: Record<string, unknown>) => (Object.keys(own).length === 0 ? size : { size, ...own });
  return [
    ...[FIRST_DISK, ...values.list('extra_disks', 'machine')].map((size) =>
      disk(sizeOf(size, 'extra_disks', values), { ...options, ...paths }),
    ),
    ...values.list('nvme_disks', 'machine').map((size) => disk(sizeOf(size, 'nvme_disks', values), { ...options, driver: 'nvme' })),
    ...values.list('iscsi_disks', 'machine').map((given) => iscsiOf(given, values)),
  ];
}

/** `{'size': '3G', 'auth': 'user:password', 'iauth': 'user:password'}`, of which the accounts may be absent. */
function iscsiOf(given: unknown, values: Values): unknown {
  const fields = typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
  const iscsi: Record<string, string> = {};
  for (const [field, prefix] of [
    ['auth', ''],
    ['iauth', 'in-'],
  ] as const) {
    const value = fields[field];
    if (value === undefined) continue;
    const [, user, password] = /^([^:@\s]+):([^:@\s]+)$/.exec(String(value)) ?? [];
    if (user === undefined || password === undefined) values.note('machine', `iscsi_disks: ${field} ${shown(value)} is no account`);
    else Object.assign(iscsi, { [`${prefix}user`]: user, [`${prefix}password`]: password });
  }
  return { size: sizeOf(fields.size, 'iscsi_disks', values), iscsi };
}

function pathsOf(values: Values, driver: string | null): Record<string, unknown> {
  if (!values.flag('multipath', 'machine')) return {};
  // Two is the base class's `multipath_num_paths`.
  const paths = values.number('multipath_num_paths', 'machine') ?? 2;
  if (driver === 'scsi-hd' && paths >= 1 && paths <= 8) return { paths };
  values.note('machine', `multipath: ${paths} paths of a disk of driver ${shown(driver ?? 'virtio-blk')}`);
  return {};
}

function sizeOf(value: unknown, name: string, values: Values): string {
  if (typeof value === 'string' && parseSize(value) !== undefined) return value;
  const what = typeof value === 'string' && value.startsWith('/') ? 'a device of the host: a blank disk stands for it' : 'no size';
  values.note('machine', `${name}: ${shown(value)} is ${what}`);
  return FIRST_DISK;
}

function noteRest(values: Values): void {
  const bios = values.text('bios', 'machine');
  if (bios !== null) values.note('machine', `bios: ${shown(bios)}`);
  if (values.flag('crashdump', 'machine')) values.note('machine', 'crashdump: true (2 GiB more memory, and a kernel for dumps)');
}
