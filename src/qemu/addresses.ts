import type { Address, HarnessDisk } from '../model/plan.ts';
import type { DiskDriver } from '../model/suite.ts';

/** QEMU's id of the one SCSI controller, and the bus that it makes. */
export const SCSI_CONTROLLER = 'scsi0';
const SCSI_BUS = `${SCSI_CONTROLLER}.0`;

/** Targets of one virtio-scsi controller: its `max_target` is 255. */
const SCSI_TARGETS = 256;

/** The devices that every machine has, from the bottom of the bus; 00 and 01 are the chip set's on `pc`, 00 and 1f on `q35`. */
const PLATFORM = { vga: 0x02, rng: 0x03, ports: 0x04, scsi: 0x05 } as const;

/** The harness's own, from the top of the bus downwards, so that they never move what the system under test sees. */
const HARNESS = { output: 0x1e, seed: 0x1d, root: 0x1c, target: 0x1b, panic: 0x1a } as const;

/** The machine's NICs and disks lie between the two. */
const FIRST_FREE = 0x06;
const LAST_FREE = 0x19;

export type PlatformDevice = keyof typeof PLATFORM | 'panic';

/** Slots that a machine has for NICs, virtio-blk disks and NVMe disks together. */
export const FREE_SLOTS = LAST_FREE - FIRST_FREE + 1;

/** The name of the root bus of a machine type: `pcie.0` of `q35` and `virt`, `pci.0` of `pc`. */
export function rootBus(type: string): string {
  return /^(?:pc-)?(?:q35|virt)/.test(type) ? 'pcie.0' : 'pci.0';
}

function slot(type: string, number: number): Address {
  return { bus: rootBus(type), addr: number.toString(16).padStart(2, '0') };
}

/** Where a device of the platform sits: the same in every phase of every test. */
export function platformAddress(type: string, device: PlatformDevice): Address {
  return slot(type, device === 'panic' ? HARNESS.panic : PLATFORM[device]);
}

/** Where a disk of the harness's own sits: a phase that lacks it leaves the slot empty. */
export function harnessAddress(type: string, disk: HarnessDisk['name']): Address {
  return slot(type, HARNESS[disk]);
}

export interface Placement {
  /** One list for each disk: one address for each of its paths. */
  readonly disks: readonly (readonly Address[])[];
  readonly nics: readonly Address[];
  /** How many slots, and SCSI targets, are wanted beyond what there is; 0 where all have a place. */
  readonly slotsMissing: number;
  readonly targetsMissing: number;
}

/**
 * Gives each NIC and disk its place, by the machine alone: NICs first, then disks in their order.
 * SCSI targets go by path and then by disk, so that the first paths are `sda`, `sdb`, … in the disks' order.
 */
export function placeDevices(
  type: string,
  disks: readonly { readonly driver: DiskDriver; readonly paths: number }[],
  nicCount: number,
): Placement {
  let next = FIRST_FREE;
  const nics = Array.from({ length: nicCount }, () => slot(type, next++));
  const placed = disks.map((disk): Address[] => (disk.driver === 'scsi-hd' ? [] : [slot(type, next++)]));
  let target = 0;
  const deepest = disks.reduce((most, disk) => Math.max(most, disk.paths), 0);
  for (let path = 0; path < deepest; path++) {
    for (const [index, disk] of disks.entries()) {
      if (disk.driver !== 'scsi-hd' || path >= disk.paths) continue;
      placed[index]?.push({ bus: SCSI_BUS, addr: String(target++) });
    }
  }
  return {
    disks: placed,
    nics,
    slotsMissing: Math.max(0, next - 1 - LAST_FREE),
    targetsMissing: Math.max(0, target - SCSI_TARGETS),
  };
}
