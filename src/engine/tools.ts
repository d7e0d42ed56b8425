import { findTaps, type TapTools } from '../host/bridges.ts';
import { findFirmware, firmwareFolders, isFirmware } from '../host/firmware.ts';
import { canReach, type Identity } from '../host/identity.ts';
import type { TgtPrograms } from '../host/iscsi-tgt.ts';
import { distribution, type Family, installMend } from '../host/packages.ts';
import { findProgram } from '../host/programs.ts';
import { findQemu, findQemuImg, isQemu } from '../host/qemu.ts';
import { type ErrorCode, type Problem, problemsError, VmtestError } from '../model/errors.ts';
import type { TestPlan } from '../model/plan.ts';
import { tapsOf } from '../qemu/tap.ts';
import type { Firmware } from './context.ts';
import type { Surroundings } from './settings.ts';

/** The programs and firmware of a run. */
export interface Tools {
  /** QEMU by guest architecture. */
  readonly qemu: ReadonlyMap<string, string>;
  readonly qemuImg: string;
  /** None where no test has disks of iSCSI. */
  readonly tgt?: TgtPrograms | null;
  /** None where no machine is on a bridge. */
  readonly taps?: TapTools | null;
  readonly version: string | null;
  /** Firmware by test id. */
  readonly firmware: ReadonlyMap<string, Firmware>;
}

/** Finds all that the tests need: of none, nothing is looked for. Throws one error that names everything that is missing, each with its mend. */
export async function findTools(tests: readonly TestPlan[], surroundings: Surroundings): Promise<Tools> {
  if (tests.length === 0) return { qemu: new Map(), qemuImg: '', tgt: null, version: null, firmware: new Map() };
  const { family } = await distribution();
  const search = { path: surroundings.path, cacheFolder: surroundings.cacheFolder, family };
  const problems: Problem[] = [];
  const qemu = new Map<string, string>();
  let version: string | null = null;
  const arches = [...new Set(tests.map((test) => test.machine.arch))];
  const [image, ...programs] = await Promise.all([findQemuImg(search), ...arches.map((arch) => findQemu(arch, search))]);
  for (const [i, program] of programs.entries()) {
    if (!isQemu(program)) problems.push(program);
    else {
      qemu.set(arches[i] as string, program.binary);
      version ??= program.version;
    }
  }
  if (!isQemu(image)) problems.push(image);
  const firmware = await findAllFirmware(tests, surroundings, family, problems);
  const tgt = tests.some(({ machine }) => machine.iscsi !== undefined) ? await findTgt(surroundings.path, family, problems) : null;
  const bridges = [...new Set(tests.flatMap(({ machine }) => tapsOf(machine.nics).map(({ bridge }) => bridge)))];
  const found = bridges.length === 0 ? null : await findTaps(bridges, { uid: surroundings.uid, path: surroundings.path, family });
  problems.push(...(found?.problems ?? []));
  if (problems.length > 0) throw problemsError(problems);
  return { qemu, tgt, taps: found?.tools ?? null, qemuImg: isQemu(image) ? image.binary : '', version, firmware };
}

/** The folder of a system's own daemons is not in everybody's PATH. */
async function findTgt(path: string, family: Family, problems: Problem[]): Promise<TgtPrograms> {
  const find = async (name: 'tgtd' | 'tgtadm') => {
    const found = await findProgram(name, `${path}:/usr/sbin:/sbin`);
    if (found !== null) return found;
    const message = `${name} is missing: the suite has iSCSI disks`;
    problems.push({ code: 'VMTEST_TOOL_MISSING', severity: 'error', message, hint: installMend(name, family) });
    return '';
  };
  return { tgtd: await find('tgtd'), tgtadm: await find('tgtadm') };
}

async function findAllFirmware(
  tests: readonly TestPlan[],
  surroundings: Surroundings,
  family: Parameters<typeof findFirmware>[2],
  problems: Problem[],
): Promise<Map<string, Firmware>> {
  const found = new Map<string, Firmware>();
  const folders = firmwareFolders(`${surroundings.home}/.config`);
  for (const test of tests) {
    const { arch, type, firmware } = test.machine;
    // QEMU brings the others itself.
    if (!firmware.startsWith('uefi')) continue;
    const answer = await findFirmware({ arch, machineType: type, secureBoot: firmware === 'uefi-secure' }, folders, family);
    if (isFirmware(answer)) found.set(test.id, answer);
    else if (!problems.some(({ message }) => message === answer.message)) problems.push(answer);
  }
  return found;
}

/** Throws where QEMU's user cannot reach a path: an error now instead of QEMU's "Permission denied" later. */
export async function checkReach(path: string, identity: Identity | null, code: ErrorCode = 'VMTEST_TOPDIR_UNUSABLE'): Promise<void> {
  const obstacle = await canReach(path, identity, 'read');
  if (obstacle === null) return;
  throw new VmtestError(code, `QEMU's user cannot reach ${path}: ${obstacle.message}`, {
    hint: 'QEMU does not run as root: use a folder that others may enter, such as one under /var/tmp, or run vmtest as yourself',
  });
}
