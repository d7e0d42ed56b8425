import type { TestPlan } from '../model/plan.ts';
import { findFirmware, isFirmware } from './firmware.ts';
import { type Family, type Installable, packagesOf } from './packages.ts';
import { findProgram } from './programs.ts';

/** What machines are looked for with. */
export interface NeedsSearch {
  /** Folders as in the environment's PATH. */
  readonly path: string;
  /** Descriptor folders of firmware, the most specific first. */
  readonly firmware: readonly string[];
  readonly family: Family;
}

/** What the machines of some tests need and this host has not. Of tests that are commands, nothing is known. */
export async function missingNeeds(tests: readonly TestPlan[], search: NeedsSearch): Promise<readonly Installable[]> {
  const machines = tests.filter(({ command, skip }) => command === null && skip === null).map(({ machine }) => machine);
  if (machines.length === 0) return [];
  const arches = new Set(machines.map(({ arch }) => arch));
  const programs: Installable[] = [...[...arches].map((arch) => `qemu-system-${arch}` as const), 'qemu-img', 'setpriv', 'flock'];
  if (machines.some(({ iscsi }) => iscsi !== undefined)) programs.push('tgtd');
  // The folder of a system's own daemons is not in everybody's PATH.
  const found = await Promise.all(programs.map((name) => findProgram(name, `${search.path}:/usr/sbin:/sbin`)));
  const missing = new Set<Installable>(programs.filter((_, index) => found[index] === null));
  const wishes = new Map(machines.filter(({ firmware }) => firmware.startsWith('uefi')).map((one) => [firmwareKey(one), one]));
  for (const { arch, type, firmware } of wishes.values()) {
    const answer = await findFirmware({ arch, machineType: type, secureBoot: firmware === 'uefi-secure' }, search.firmware, search.family);
    if (!isFirmware(answer)) missing.add(`firmware-${arch}`);
  }
  return [...missing];
}

const firmwareKey = ({ arch, type, firmware }: TestPlan['machine']) => `${arch} ${type} ${firmware}`;

/** The one command that brings some things; null on a distribution whose packages we cannot name. */
export function installCommand(things: readonly Installable[], family: Family): string | null {
  const packages = packagesOf(things, family);
  if (packages.length === 0) return null;
  return `${family === 'debian' ? 'apt-get install -y' : 'dnf install -y'} ${packages.join(' ')}`;
}
