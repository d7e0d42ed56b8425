import { EVENTS_PORT, phaseFiles } from '../model/files.ts';
import type { Address, DiskSpec, HarnessDisk, MachineSpec, NicSpec } from '../model/plan.ts';
import { platformAddress, SCSI_CONTROLLER } from './addresses.ts';
import { jsonOption, listValue, literal } from './fill.ts';

/**
 * Holes of a command line, filled when its phase starts:
 * `{topdir}` the run's folder · `{http}` base URL of the seed server as the guest reaches it, without a slash at the end ·
 * `{fd:qmp}` `{fd:events}` `{fd:nic0}` inherited descriptors (the last: a bridge's tap) · `{image:ROLE}` a file of the booted image ·
 * `{target:ROLE}` a file of the image that is installed · `{firmware:code}` `{firmware:code-format}` `{firmware:vars-format}`.
 */
export interface PhaseArguments {
  readonly slug: string;
  /** The phase's file prefix, see `phaseFiles`. */
  readonly prefix: string;
  readonly harnessDisks: readonly HarnessDisk[];
  /** A kernel that QEMU loads itself; null: the machine's firmware and the disk's boot loader. */
  readonly kernel: KernelArguments | null;
  /** Arguments of `-smbios`, values literal or with holes, commas doubled already. */
  readonly smbios: readonly string[];
}

export interface KernelArguments {
  readonly initrd: boolean;
  /** Ours, with holes. */
  readonly commandLine: string;
  /** The user's own, as written: they come last, where most that are given twice count. */
  readonly userArgs: readonly string[];
}

/** QEMU's sandbox: no obsolete calls, no change of user, no new processes, no scheduling. */
const SANDBOX = 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny';

/** A guest that ends, in whatever way, stays there to be looked at; only `quit` ends QEMU. */
const ACTION = 'reboot=shutdown,shutdown=pause,panic=pause,watchdog=pause';

/** Where SeaBIOS and OVMF write their debug log: both have this port built in. */
const DEBUG_PORT = 0x402;

/** Throw-away disks: QEMU need not wait for the host's disk to keep what it writes. */
const CACHE = { 'no-flush': true } as const;

/**
 * QEMU's command line of one phase, the program first, with named holes. Pure: the same machine gives the same devices at the
 * same addresses in every phase. Every option that takes JSON in QEMU 6.2 is JSON.
 */
export function phaseArgv(machine: MachineSpec, phase: PhaseArguments): string[] {
  const folder = `{topdir}/${phase.slug}`;
  const bootable = phase.kernel === null;
  return [
    `qemu-system-${machine.arch}`,
    ...['-name', `guest=${phase.slug}`],
    ...devicesOf(machine, bootable),
    ...(machine.firmware.startsWith('uefi') ? firmwareArgs(folder) : []),
    ...logArgs(machine, phase.prefix, folder),
    ...machine.disks.flatMap((disk) => blockNode(disk.name, disk.format, `${folder}/${disk.file}`, false)),
    ...phase.harnessDisks.flatMap((disk) => harnessDiskArgs(disk)),
    // Nothing but the machine's own disks is tried: a seed or an output disk is never taken for a system.
    ...(bootable ? ['-boot', 'strict=on'] : kernelArgs(phase)),
    ...phase.smbios.flatMap((value) => ['-smbios', value]),
    ...machine.qemuArgs.map(literal),
  ];
}

/** What depends on the machine alone, made once for each: a thousand tests of one matrix share a few machines. */
const made = new WeakMap<MachineSpec, Map<boolean, readonly string[]>>();

function devicesOf(machine: MachineSpec, bootable: boolean): readonly string[] {
  const known = made.get(machine) ?? new Map<boolean, readonly string[]>();
  made.set(machine, known);
  const args = known.get(bootable) ?? [
    ...platformArgs(machine),
    ...channelArgs(machine),
    ...machine.nics.flatMap((nic, index) => nicArgs(nic, index)),
    ...diskArgs(machine, bootable),
  ];
  known.set(bootable, args);
  return args;
}

/** `-machine pc,pflash0=…` and what every machine has. */
function platformArgs(machine: MachineSpec): string[] {
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-S'],
    ...['-machine', machineOption(machine)],
    // Without `thread`, TCG runs one thread a processor wherever the host's memory order permits that for this guest.
    ...['-accel', machine.accel],
    ...['-cpu', literal(machine.cpu), '-smp', String(machine.cpus), '-m', `${machine.memoryMiB}M`],
    ...['-action', ACTION, '-sandbox', SANDBOX],
    // What OVMF's documentation asks for with Secure Boot: variables writable from system management mode only, no S3.
    ...(isSecurePc(machine) ? ['-global', 'driver=cfi.pflash01,property=secure,value=on', '-global', 'ICH9-LPC.disable_s3=1'] : []),
    ...['-object', jsonOption({ 'qom-type': 'rng-builtin', id: 'rng' })],
    ...device('virtio-rng-pci', 'rng0', platformAddress(machine.type, 'rng'), { rng: 'rng' }),
    ...device('pvpanic-pci', 'panic', platformAddress(machine.type, 'panic')),
  ];
}

function machineOption(machine: MachineSpec): string {
  const parts = [literal(machine.type), 'usb=off'];
  // The guest's interrupt controller must be one that the host's KVM can give; version 2 ends at 8 processors.
  if (machine.arch === 'aarch64') parts.push(`gic-version=${machine.accel === 'kvm' ? 'host' : '3'}`);
  if (machine.arch === 'ppc64' && machine.accel === 'tcg') parts.push(...WITHOUT_MITIGATIONS);
  if (machine.firmware.startsWith('uefi')) parts.push('pflash0=pflash0', 'pflash1=pflash1');
  if (isSecurePc(machine)) parts.push('smm=on');
  return parts.join(',');
}

/** What TCG cannot do, and QEMU warns of where the machine is to have it: mitigations of what an emulated processor does not suffer from. */
const WITHOUT_MITIGATIONS = ['cap-cfpc=broken', 'cap-sbbc=broken', 'cap-ibs=broken', 'cap-ccf-assist=off'] as const;

function isSecurePc(machine: MachineSpec): boolean {
  return machine.firmware === 'uefi-secure' && machine.arch === 'x86_64';
}

function firmwareArgs(folder: string): string[] {
  const flash = (name: string, format: string, readOnly: boolean, filename: string) => [
    '-blockdev',
    jsonOption({ driver: format, 'node-name': name, 'read-only': readOnly, file: { driver: 'file', filename } }),
  ];
  return [
    ...flash('pflash0', '{firmware:code-format}', true, '{firmware:code}'),
    ...flash('pflash1', '{firmware:vars-format}', false, `${folder}/disks/efivars.fd`),
  ];
}

/** Monitor, serial console, firmware log, text screen, events port. */
function channelArgs(machine: MachineSpec): string[] {
  const x86 = machine.arch === 'x86_64';
  return [
    ...['-chardev', 'socket,id=qmp,fd={fd:qmp}', '-mon', 'chardev=qmp,mode=control'],
    ...(x86 ? ['-device', jsonOption({ driver: 'isa-serial', id: 'serial0', chardev: 'console' })] : ['-serial', 'chardev:console']),
    ...(x86 ? ['-device', jsonOption({ driver: 'isa-debugcon', id: 'debugcon', iobase: DEBUG_PORT, chardev: 'firmware' })] : []),
    ...(x86 ? device('VGA', 'vga', platformAddress(machine.type, 'vga')) : []),
    ...device('virtio-serial-pci', 'ports', platformAddress(machine.type, 'ports')),
    ...['-chardev', 'socket,id=events,fd={fd:events}'],
    ...['-device', jsonOption({ driver: 'virtserialport', id: 'port1', bus: 'ports.0', nr: 1, chardev: 'events', name: EVENTS_PORT })],
  ];
}

/** Files, not sockets: what a guest writes is kept however it ends, and a slow reader never slows it. */
function logArgs(machine: MachineSpec, prefix: string, folder: string): string[] {
  const files = phaseFiles(prefix);
  const log = (id: string, file: string) => ['-chardev', `file,id=${id},path=${folder}/${file}`];
  return [...log('console', files.console), ...(machine.arch === 'x86_64' ? log('firmware', files.firmware) : [])];
}

function nicArgs(nic: NicSpec, index: number): string[] {
  const id = `net${index}`;
  return [
    '-netdev',
    netdev(id, nic.network, index),
    // No boot ROM: what boots is a disk, or a kernel that we give.
    ...device('virtio-net-pci', `nic${index}`, nic.address, { netdev: id, mac: literal(nic.mac), romfile: '' }),
  ];
}

function netdev(id: string, network: string, index: number): string {
  if (network === 'none') return `user,id=${id},restrict=on`;
  return network === 'user' ? `user,id=${id}` : `tap,id=${id},fd={fd:nic${index}}`;
}

function diskArgs(machine: MachineSpec, bootable: boolean): string[] {
  const scsi = machine.disks.some((disk) => disk.driver === 'scsi-hd');
  let bootindex = 0;
  return [
    ...(scsi ? device('virtio-scsi-pci', SCSI_CONTROLLER, platformAddress(machine.type, 'scsi')) : []),
    ...machine.disks.flatMap((disk) =>
      disk.addresses.flatMap((address, path) => diskDevice(disk, path, address, bootable ? ++bootindex : undefined)),
    ),
  ];
}

function blockNode(name: string, format: string, filename: string, readOnly: boolean): string[] {
  const file = { driver: 'file', filename, cache: CACHE, ...(readOnly ? {} : { discard: 'unmap' }) };
  const write = readOnly ? { 'read-only': true } : { discard: 'unmap' };
  return ['-blockdev', jsonOption({ driver: format, 'node-name': name, ...write, cache: CACHE, file })];
}

function diskDevice(disk: DiskSpec, path: number, address: Address, bootindex: number | undefined): string[] {
  const id = disk.paths === 1 ? `${disk.name}-device` : `${disk.name}-path${path}`;
  const common = {
    drive: disk.name,
    serial: literal(disk.serial),
    logical_block_size: disk.logicalBlockSize,
    physical_block_size: disk.physicalBlockSize,
    bootindex,
  };
  if (disk.driver === 'virtio-blk') return device('virtio-blk-pci', id, address, common);
  if (disk.driver === 'nvme') return device('nvme', id, address, common);
  const scsi = { driver: 'scsi-hd', id, bus: address.bus, 'scsi-id': Number(address.addr), ...common };
  const shared = disk.paths > 1 ? { 'share-rw': true } : {};
  return ['-device', jsonOption({ ...scsi, ...shared }, disk.wwn === null ? undefined : ['wwn', BigInt(disk.wwn)])];
}

function harnessDiskArgs(disk: HarnessDisk): string[] {
  return [
    ...blockNode(disk.name, disk.format, disk.file, disk.readOnly),
    ...device('virtio-blk-pci', `${disk.name}-device`, disk.address, { drive: disk.name, serial: disk.serial }),
  ];
}

function kernelArgs(phase: PhaseArguments): string[] {
  if (phase.kernel === null) return [];
  const initrd = phase.kernel.initrd ? ['-initrd', '{image:initrd}'] : [];
  const { commandLine, userArgs } = phase.kernel;
  return ['-kernel', '{image:kernel}', ...initrd, '-append', [commandLine, ...userArgs.map(literal)].join(' ')];
}

function device(driver: string, id: string, address: Address, options: Readonly<Record<string, unknown>> = {}): string[] {
  return ['-device', jsonOption({ driver, id, bus: address.bus, addr: address.addr, ...options })];
}

/** A string for a guest's firmware tables (SMBIOS type 11), as systemd's boot loader and stub read them. */
export function smbiosString(value: string): string {
  return `type=11,value=${listValue(literal(value))}`;
}

/** The system's serial number in SMBIOS: where cloud-init's NoCloud looks for its seed's address. */
export function smbiosSerial(value: string): string {
  return `type=1,serial=${listValue(value)}`;
}
