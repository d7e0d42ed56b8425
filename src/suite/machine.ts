import { resolve } from 'node:path';
import type * as z from 'zod/mini';
import type { DiskSettings, IscsiSettings, MachineSettings } from '../model/suite.ts';
import type { machine } from './schema-machine.ts';

export type MachineInput = z.output<typeof machine>;
type DiskInput = NonNullable<MachineInput['disks']>[number];

/** The machine as it was asked for; paths become absolute below `folder`. */
export function machineSettings(input: MachineInput | undefined, folder: string): MachineSettings {
  return {
    arch: input?.arch ?? null,
    cpus: input?.cpus ?? null,
    memory: input?.memory ?? null,
    firmware: input?.firmware ?? null,
    type: input?.type ?? null,
    cpu: input?.cpu ?? null,
    tpm: input?.tpm ?? false,
    disks: input?.disks?.map((disk) => diskSettings(disk, folder)) ?? null,
    nics: input?.nics?.map((nic) => ({ mac: nic.mac ?? null, network: nic.network ?? 'user' })) ?? null,
    qemuArgs: input?.['qemu-args'] ?? [],
  };
}

function diskSettings(input: DiskInput, folder: string): DiskSettings {
  const disk = typeof input === 'number' ? { size: input } : input;
  const paths = disk.paths ?? 1;
  return {
    size: disk.size ?? null,
    // Several paths to one disk are several SCSI devices: only scsi-hd can share its image.
    driver: disk.driver ?? (paths > 1 ? 'scsi-hd' : 'virtio-blk'),
    blockSize: disk['block-size'] ?? 512,
    serial: disk.serial ?? null,
    wwn: disk.wwn ?? null,
    paths,
    format: disk.format ?? 'qcow2',
    from: disk.from === undefined ? null : resolve(folder, disk.from),
    ...(disk.iscsi === undefined ? {} : { iscsi: iscsiSettings(disk.iscsi) }),
  };
}

function iscsiSettings(input: NonNullable<Exclude<DiskInput, number>['iscsi']>): IscsiSettings {
  return {
    user: input.user ?? null,
    password: input.password ?? null,
    inUser: input['in-user'] ?? null,
    inPassword: input['in-password'] ?? null,
    target: input.target ?? null,
  };
}
