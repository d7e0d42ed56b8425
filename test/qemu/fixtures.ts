import type { DiskSpec, HarnessDisk, MachineSpec } from '../../src/model/plan.ts';
import type { DiskDriver } from '../../src/model/suite.ts';
import { harnessAddress, placeDevices } from '../../src/qemu/addresses.ts';
import type { PhaseArguments } from '../../src/qemu/args.ts';

type DiskChoice = Partial<Omit<DiskSpec, 'addresses' | 'driver'>> & { readonly driver?: DiskDriver };

type MachineChoice = Partial<Omit<MachineSpec, 'disks' | 'nics'>> & {
  readonly disks?: readonly DiskChoice[];
  readonly networks?: readonly string[];
};

/** A machine with what a test names, and defaults for the rest. */
export function machineOf(choice: MachineChoice = {}): MachineSpec {
  const { disks: chosen = [{}], networks = ['user'], ...rest } = choice;
  const type = choice.type ?? 'pc';
  const disks = chosen.map((disk, index) => ({
    name: `disk${index}`,
    sizeBytes: 1 << 20,
    driver: 'virtio-blk' as DiskDriver,
    serial: `serial-${index}`,
    wwn: null,
    logicalBlockSize: 512,
    physicalBlockSize: 512,
    paths: 1,
    format: 'raw' as const,
    from: null,
    file: `disks/disk${index}.img`,
    ...disk,
  }));
  const placement = placeDevices(type, disks, networks.length);
  return {
    arch: 'x86_64',
    type,
    cpu: 'qemu64',
    accel: 'tcg',
    cpus: 1,
    memoryMiB: 128,
    firmware: 'bios',
    qemuArgs: [],
    ...rest,
    disks: disks.map((disk, index) => ({ ...disk, addresses: placement.disks[index] ?? [] })),
    nics: networks.map((network, index) => ({
      mac: `52:54:00:12:34:0${index + 1}`,
      network,
      address: placement.nics[index] as MachineSpec['nics'][number]['address'],
    })),
  };
}

/** A disk of the harness's own, its file in the run's folder. */
export function harnessDisk(type: string, name: HarnessDisk['name'], readOnly: boolean): HarnessDisk {
  return {
    name,
    file: `{topdir}/slug/boot/${name}.img`,
    format: 'raw',
    readOnly,
    serial: `vmtest-${name}`,
    address: harnessAddress(type, name),
  };
}

/** A boot phase of the test `slug`, with what a test names. */
export function phaseOf(choice: Partial<PhaseArguments> = {}): PhaseArguments {
  return { slug: 'slug', prefix: 'boot', harnessDisks: [], kernel: null, smbios: [], ...choice };
}
