import type { InstallerNeeds } from '../model/installer.ts';
import type { HostFacts, MachineSpec } from '../model/plan.ts';
import type { Test } from '../model/suite.ts';
import { FREE_SLOTS, placeDevices } from '../qemu/addresses.ts';
import { planDisks } from './disks.ts';
import { checkIscsiNetwork, planIscsi } from './iscsi.ts';
import { planNics } from './nics.ts';
import type { Notes } from './problems.ts';
import type { Effective } from './settings.ts';

/** The machine of one test: all its devices, each at its place. */
export function planMachine(test: Test, effective: Effective, needs: InstallerNeeds, facts: HostFacts, notes: Notes): MachineSpec {
  checkMachine(test, effective, facts, notes);
  const disks = planDisks(test, needs, notes);
  const iscsi = planIscsi(test, notes);
  const nics = planNics(test, needs, effective.bridge, notes);
  const placement = placeDevices(effective.type, disks, nics.length);
  if (placement.slotsMissing > 0) {
    notes.error(
      `the machine has ${placement.slotsMissing} device(s) too many for its bus, which has ${FREE_SLOTS} places for NICs and disks`,
      'scsi-hd disks share one place',
      { setting: 'machine.disks' },
    );
  }
  if (placement.targetsMissing > 0) {
    notes.error(`${placement.targetsMissing} path(s) too many for the SCSI controller`, 'it takes 256', { setting: 'machine.disks' });
  }
  if (effective.firmware === 'bios' && disks[0]?.logicalBlockSize === 4096) {
    notes.warning('the BIOS does not boot from a disk with blocks of 4096 bytes', '`firmware: uefi` does', { setting: 'machine.disks.0' });
  }
  checkIscsiNetwork(iscsi, nics, notes);
  return {
    arch: effective.arch,
    type: effective.type,
    cpu: effective.cpu,
    accel: effective.accel,
    cpus: effective.cpus,
    memoryMiB: effective.memoryMiB,
    firmware: effective.firmware,
    disks: disks.map((disk, index) => ({ ...disk, addresses: placement.disks[index] ?? [] })),
    ...(iscsi.length === 0 ? {} : { iscsi }),
    nics: nics.map((nic, index) => ({ ...nic, address: placement.nics[index] as MachineSpec['nics'][number]['address'] })),
    qemuArgs: test.machine.qemuArgs,
  };
}

function checkMachine(test: Test, effective: Effective, facts: HostFacts, notes: Notes): void {
  const { arch, firmware, type, cpus, memoryMiB } = effective;
  const setting = 'machine.type';
  if (!/^[A-Za-z0-9._-]+$/.test(type))
    notes.error(`\`${type}\` is no machine type`, '`qemu-system-x86_64 -machine help` lists them', { setting });
  else if (/^virt/.test(type) !== (arch === 'aarch64')) {
    notes.error(`an ${arch} machine cannot be of type \`${type}\``, `leave it out, or take \`${arch === 'aarch64' ? 'virt' : 'q35'}\``, {
      setting,
    });
  } else if (firmware === 'uefi-secure' && arch === 'x86_64' && !/q35/.test(type)) {
    notes.error(`Secure Boot needs a machine of type q35, not \`${type}\``, 'leave machine.type out', { setting });
  }
  if (arch === 'aarch64' && firmware === 'bios') {
    notes.error('an aarch64 machine has no BIOS', 'take `firmware: uefi`', { setting: 'machine.firmware' });
  }
  if (test.machine.tpm) notes.error('a TPM is not in this release', 'leave machine.tpm out', { setting: 'machine.tpm' });
  if (cpus > facts.cpus) {
    const hint = 'it will be slow, and may miss its deadlines';
    notes.warning(`the machine has ${cpus} processors, and this host ${facts.cpus}`, hint, { setting: 'machine.cpus' });
  }
  if (memoryMiB > facts.memoryMiB) {
    const hint = 'the host may kill it';
    notes.warning(`the machine has ${memoryMiB} MiB of memory, and this host ${facts.memoryMiB} MiB`, hint, { setting: 'machine.memory' });
  }
}
