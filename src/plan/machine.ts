import type { InstallerNeeds } from '../model/installer.ts';
import type { HostFacts, MachineSpec } from '../model/plan.ts';
import type { Arch, Firmware, Test } from '../model/suite.ts';
import { FREE_SLOTS, placeDevices } from '../qemu/addresses.ts';
import { ARCH_NAMES } from './arch.ts';
import { planDisks } from './disks.ts';
import { checkIscsiNetwork, planIscsi } from './iscsi.ts';
import { ISOLATED_HINT, planNics } from './nics.ts';
import type { Notes } from './problems.ts';
import type { Effective } from './settings.ts';

/** The machine of one test: all its devices, each at its place. */
export function planMachine(test: Test, effective: Effective, needs: InstallerNeeds, facts: HostFacts, notes: Notes): MachineSpec {
  checkMachine(test, effective, facts, notes);
  const disks = planDisks(test, needs, notes);
  const iscsi = planIscsi(test, notes);
  const nics = planNics(test, needs, effective, notes);
  const placement = placeDevices(effective.type, disks, nics.length);
  if (placement.slotsMissing > 0) {
    noteFullBus(test, needs, { disks, nics: nics.length, missing: placement.slotsMissing }, notes);
  }
  if (placement.targetsMissing > 0) {
    notes.error(`${placement.targetsMissing} path(s) too many for the SCSI controller`, 'it takes 256', { setting: 'machine.disks' });
  }
  if (effective.firmware === 'bios' && disks[0]?.logicalBlockSize === 4096) {
    notes.warning('the BIOS does not boot from a disk with blocks of 4096 bytes', '`firmware: uefi` does', { setting: 'machine.disks.0' });
  }
  checkIscsiNetwork(iscsi, nics, effective.isolate, notes);
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

/** Tells what is too many for the bus, where it is written: in the suite, else in the configuration. */
function noteFullBus(
  test: Test,
  needs: InstallerNeeds,
  { disks, nics, missing }: { readonly disks: readonly { readonly driver: string }[]; readonly nics: number; readonly missing: number },
  notes: Notes,
): void {
  const own = disks.filter(({ driver }) => driver !== 'scsi-hd').length;
  const tooManyNics = nics > FREE_SLOTS;
  const hint = tooManyNics
    ? `leave out ${nics - FREE_SLOTS + own} NICs: each takes a place`
    : `give ${missing} of the disks \`driver: scsi-hd\`: those share one place`;
  const first = tooManyNics ? needs.macPlaces[FREE_SLOTS] : [...needs.disks, ...needs.nvme][Math.max(0, FREE_SLOTS - nics)]?.places.disk;
  const written = tooManyNics ? test.machine.nics : test.machine.disks;
  notes.error(
    `the machine has ${nics} NICs and ${own} disks with places of their own on its bus, which has ${FREE_SLOTS}`,
    hint,
    written === null && first !== undefined ? { place: first } : { setting: tooManyNics ? 'machine.nics' : 'machine.disks' },
  );
}

/** Which architecture a machine type is of, by its name; what is left is a PC. */
const ARCH_OF: readonly (readonly [RegExp, Arch])[] = [
  [/^virt/, 'aarch64'],
  [/^pseries/, 'ppc64'],
  [/^/, 'x86_64'],
];

const TYPICAL: Readonly<Record<Arch, string>> = { x86_64: 'q35', aarch64: 'virt', ppc64: 'pseries' };

/** The logical memory block of QEMU's pseries (SPAPR_MEMORY_BLOCK_SIZE), in MiB: other sizes it refuses. */
const PPC64_MEMORY = 256;

/** As a suite says it: an amd64 machine, a ppc64el machine. */
function aMachine(arch: Arch): string {
  return `${arch === 'ppc64' ? 'a' : 'an'} ${ARCH_NAMES[arch]} machine`;
}

/** What each architecture's machines can begin with. */
function checkFirmware(arch: Arch, firmware: Firmware, notes: Notes): void {
  const at = { setting: 'machine.firmware' };
  if (arch === 'aarch64' && firmware === 'bios') notes.error('an arm64 machine has no BIOS', 'take `firmware: uefi`', at);
  else if ((arch === 'ppc64') !== (firmware === 'slof')) {
    const hint =
      arch === 'ppc64' ? 'its firmware is `slof`: leave machine.firmware out' : '`slof` is of ppc64el: leave machine.firmware out';
    notes.error(`${aMachine(arch)} has no firmware \`${firmware}\``, hint, at);
  }
}

function checkMachine(test: Test, effective: Effective, facts: HostFacts, notes: Notes): void {
  const { arch, firmware, type, cpus, memoryMiB } = effective;
  const setting = 'machine.type';
  if (!/^[A-Za-z0-9._-]+$/.test(type))
    notes.error(`\`${type}\` is no machine type`, '`qemu-system-x86_64 -machine help` lists them', { setting });
  else if (ARCH_OF.find(([pattern]) => pattern.test(type))?.[1] !== arch) {
    notes.error(`${aMachine(arch)} cannot be of type \`${type}\``, `leave it out, or take \`${TYPICAL[arch]}\``, { setting });
  } else if (firmware === 'uefi-secure' && arch === 'x86_64' && !/q35/.test(type)) {
    notes.error(`Secure Boot needs a machine of type q35, not \`${type}\``, 'leave machine.type out', { setting });
  }
  checkFirmware(arch, firmware, notes);
  if (arch === 'ppc64' && memoryMiB % PPC64_MEMORY !== 0) {
    const hint = `give it ${Math.ceil(memoryMiB / PPC64_MEMORY) * PPC64_MEMORY}M`;
    notes.error(`a ppc64el machine has memory in pieces of ${PPC64_MEMORY} MiB, and this one ${memoryMiB} MiB`, hint, {
      setting: 'machine.memory',
    });
  }
  if (effective.isolate && test.machine.qemuArgs.length > 0) {
    notes.error('qemu-args could give the machine a network, and this one must have none', ISOLATED_HINT, { setting: 'machine.qemu-args' });
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
