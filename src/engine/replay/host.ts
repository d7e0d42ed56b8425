import { sha256File } from '../../base/files.ts';
import { run, TOOL_ENV } from '../../base/spawn.ts';
import { plainLine } from '../../base/text.ts';
import { probeKvm } from '../../host/canary.ts';
import { hostArch } from '../../host/facts.ts';
import { findFirmware, firmwareFolders, isFirmware } from '../../host/firmware.ts';
import type { Identity } from '../../host/identity.ts';
import { distribution } from '../../host/packages.ts';
import { findQemu, findQemuImg, isQemu } from '../../host/qemu.ts';
import { type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import type { MachineSpec } from '../../model/plan.ts';
import type { Accel } from '../../model/suite.ts';
import type { Firmware } from '../context.ts';
import type { Surroundings } from '../settings.ts';
import { nearestType, typesOf } from './machine-types.ts';
import type { RecordedMachine, ReplayRecord } from './record.ts';

/** A recorded machine on this host, and in what it is another one. */
export interface HostedMachine {
  readonly machine: MachineSpec;
  readonly qemu: string;
  readonly qemuImg: string;
  readonly firmware: Firmware | null;
  /** What is not as it was in the run, one sentence each. */
  readonly changes: readonly string[];
}

export interface HostWishes {
  readonly accel: Accel;
  /** No way out of the machine: its NICs stay, and reach nobody. */
  readonly offline: boolean;
  readonly identity: Identity | null;
  readonly surroundings: Surroundings;
}

/** Finds here what the machine of a record needs. Throws what is missing, each with its mend. */
export async function hostMachine(record: ReplayRecord, spec: MachineSpec, wishes: HostWishes): Promise<HostedMachine> {
  const { surroundings } = wishes;
  const { family } = await distribution();
  const search = { path: surroundings.path, cacheFolder: surroundings.cacheFolder, family };
  const [qemu, image] = await Promise.all([findQemu(spec.arch, search), findQemuImg(search)]);
  if (!isQemu(qemu) || !isQemu(image)) throw problemsError([qemu, image].filter((one): one is Problem => !isQemu(one)));
  const changes: string[] = [];
  if (record.qemu.version !== null && record.qemu.version !== qemu.version)
    changes.push(`QEMU is ${qemu.version} here, and was ${plainLine(record.qemu.version)}`);
  const { accel, cpu } = await accelerator(spec, qemu.binary, wishes, changes);
  const type = await machineType(record.machine, qemu.binary, changes);
  const nics = spec.nics.map((nic, index) => ({ ...nic, network: network(nic.network, index, wishes.offline, changes) }));
  const machine = { ...spec, accel, cpu, type, nics, qemuArgs: [] };
  const firmware = await findHere(record.machine, machine, surroundings, changes);
  return { machine, qemu: qemu.binary, qemuImg: image.binary, firmware, changes };
}

/** The accelerator of the run where it works here, and the processor that it can give. */
async function accelerator(
  spec: MachineSpec,
  qemu: string,
  { accel, identity, surroundings }: HostWishes,
  changes: string[],
): Promise<Pick<MachineSpec, 'accel' | 'cpu'>> {
  const wanted = accel === 'auto' ? spec.accel : accel;
  if (wanted === 'tcg') {
    if (spec.accel === 'tcg') return spec;
    changes.push(`the machine is emulated (TCG), and ran on KVM${cpuChange(spec.cpu)}`);
    return { accel: 'tcg', cpu: emulated(spec.cpu) };
  }
  const cause = spec.arch === hostArch() ? await whyNoKvm(spec, qemu, identity, surroundings) : `this host is no ${spec.arch}`;
  if (cause === null) {
    if (spec.accel === 'tcg') changes.push('the machine runs on KVM, and was emulated (TCG)');
    return { accel: 'kvm', cpu: spec.cpu };
  }
  if (accel === 'kvm')
    throw new VmtestError('VMTEST_KVM_UNUSABLE', `--accel kvm: ${cause}`, { hint: 'leave --accel out, or run `vmtest doctor`' });
  changes.push(`the machine is emulated (TCG), and ran on KVM: ${cause}${cpuChange(spec.cpu)}`);
  return { accel: 'tcg', cpu: emulated(spec.cpu) };
}

async function whyNoKvm(spec: MachineSpec, qemu: string, identity: Identity | null, { cacheFolder }: Surroundings): Promise<string | null> {
  const answer = await probeKvm({ qemu, arch: spec.arch, cpu: spec.cpu, identity, cacheFolder: `${cacheFolder}/canary` });
  return answer.usable ? null : (answer.cause ?? 'KVM cannot be used');
}

/** KVM's `host` is nothing that TCG has: the nearest is all that it can do. */
function emulated(cpu: string): string {
  return cpu.replace(/^host(?=,|$)/, 'max');
}

function cpuChange(cpu: string): string {
  return emulated(cpu) === cpu ? '' : `; its processor is ${emulated(cpu)} instead of ${cpu}`;
}

async function machineType({ type }: RecordedMachine, qemu: string, changes: string[]): Promise<string> {
  const listed = await run(qemu, ['-machine', 'help'], { env: TOOL_ENV, timeout: 20, cwd: '/' });
  const nearest = nearestType(type, typesOf(listed.stdout));
  if (nearest === null) {
    throw new VmtestError('VMTEST_QEMU_FAILED', `${qemu} has no machine like ${type}`, {
      hint: 'install the QEMU of the run: replay.json says which',
    });
  }
  if (nearest !== type) changes.push(`the machine is a ${nearest}, as this QEMU has no ${type}`);
  return nearest;
}

function network(was: string, index: number, offline: boolean, changes: string[]): string {
  if (was === 'none') return was;
  if (offline) {
    changes.push(`NIC ${index} reaches nobody, and had network ${plainLine(was)}: --online gives it this host's`);
    return 'none';
  }
  if (was !== 'user') changes.push(`NIC ${index} has network user, and was on ${plainLine(was)}: the same MAC address, another network`);
  return 'user';
}

async function findHere(
  { firmware }: RecordedMachine,
  machine: MachineSpec,
  { home }: Surroundings,
  changes: string[],
): Promise<Firmware | null> {
  if (!machine.firmware.startsWith('uefi')) return null;
  const { family } = await distribution();
  const wish = { arch: machine.arch, machineType: machine.type, secureBoot: machine.firmware === 'uefi-secure' };
  const found = await findFirmware(wish, firmwareFolders(`${home}/.config`), family);
  if (!isFirmware(found)) throw problemsError([found]);
  if (firmware !== null && (await sha256File(found.code)) !== firmware.sha256)
    changes.push(`the firmware is ${found.code}, whose bytes are not those of the run's`);
  return found;
}
