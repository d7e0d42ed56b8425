import { copyFile, mkdir, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { run, TOOL_ENV } from '../../base/spawn.ts';
import { packedRawName } from '../../evidence/artifact/layout.ts';
import type { WorkDir } from '../../evidence/workdir.ts';
import type { Identity } from '../../host/identity.ts';
import { VmtestError } from '../../model/errors.ts';
import { DISKS_TAR } from '../../model/files.ts';
import type { DiskSpec, MachineSpec } from '../../model/plan.ts';
import { createDisk } from '../../qemu/disk.ts';
import type { Firmware } from '../context.ts';
import { checkReach } from '../tools.ts';
import { checkDiskImage, evidenceFile, isQcow2 } from './evidence-file.ts';
import type { KeptTest } from './find.ts';
import { notKept } from './not-kept.ts';

/** What makes a machine's own files. */
export interface DiskWork {
  readonly kept: KeptTest;
  readonly machine: MachineSpec;
  readonly dir: WorkDir;
  readonly qemuImg: string;
  readonly identity: Identity | null;
  readonly firmware: Firmware | null;
  /** Of the image, for disks that start from its `disk`. */
  readonly imageDisk: string | null;
  readonly signal: AbortSignal;
}

/** The machine with its disks as they are in the replay's own folder: each a qcow2 there, at the place where it was. */
export function replayDisks(machine: MachineSpec): MachineSpec {
  return { ...machine, disks: machine.disks.map((disk) => ({ ...disk, format: 'qcow2', file: `disks/${disk.name}.qcow2` })) };
}

/** Disks as an installation finds them: blank, or as they started. */
export async function freshDisks({ machine, dir, qemuImg, imageDisk, firmware, signal }: DiskWork): Promise<void> {
  for (const disk of machine.disks) {
    const target = { path: dir.file(`disks/${disk.name}.qcow2`), format: 'qcow2', sizeBytes: disk.sizeBytes } as const;
    if (disk.from === null) await createDisk(qemuImg, target, signal);
    else if (disk.from === '{image:disk}' && imageDisk !== null) {
      const backing = { path: imageDisk, format: (await isQcow2(imageDisk)) ? 'qcow2' : 'raw' };
      await createDisk(qemuImg, { ...target, backing }, signal);
    } else {
      throw new VmtestError('VMTEST_REPLAY_NOT_KEPT', `${disk.name} started from the suite's file ${disk.from}, which no run keeps`, {
        hint: 'run the test again, or replay a boot',
      });
    }
    await dir.hand(`disks/${disk.name}.qcow2`);
  }
  if (firmware !== null) await variablesFrom(firmware.vars, dir);
}

/** The kept disks, each below an overlay that takes what the guest writes; returns what is not as it was. */
export async function keptDisks(work: DiskWork): Promise<string[]> {
  const { kept, machine, dir, qemuImg, identity, signal } = work;
  const unpacked = await unpackTar(work);
  for (const disk of machine.disks) {
    const { path, format } = await findDisk(kept, disk, unpacked);
    await checkDiskImage(path, format);
    await checkReach(path, identity);
    const overlay = `disks/${disk.name}.qcow2`;
    await createDisk(qemuImg, { path: dir.file(overlay), format: 'qcow2', sizeBytes: null, backing: { path, format } }, signal);
    await dir.hand(overlay);
  }
  return work.firmware === null ? [] : await keptVariables(work, work.firmware, unpacked);
}

const VARIABLES = 'disks/efivars.fd';

/** The firmware's variables, where this firmware can take them: its flash has one size. */
async function keptVariables({ kept, dir }: DiskWork, firmware: Firmware, unpacked: string | null): Promise<string[]> {
  const path = await evidenceFile(unpacked ?? kept.folder, unpacked === null ? VARIABLES : basename(VARIABLES));
  const fresh = async (why: string) => {
    await variablesFrom(firmware.vars, dir);
    return [`the firmware's variables are new, and so are its boot entries: ${why}`];
  };
  if (path === null) return await fresh('they were not kept');
  if ((await isQcow2(path)) !== (firmware.varsFormat === 'qcow2')) return await fresh('this firmware has them in another format');
  if (firmware.varsFormat === 'qcow2') await checkDiskImage(path, 'qcow2');
  else if ((await stat(path)).size !== (await stat(firmware.vars)).size)
    return await fresh('this firmware has room for another number of them');
  await variablesFrom(path, dir);
  return [];
}

async function variablesFrom(path: string, dir: WorkDir): Promise<void> {
  await copyFile(path, dir.file(VARIABLES));
  await dir.hand(VARIABLES);
}

async function findDisk(kept: KeptTest, disk: DiskSpec, unpacked: string | null): Promise<{ path: string; format: 'qcow2' | 'raw' }> {
  const asItWas = unpacked === null ? await evidenceFile(kept.folder, disk.file) : await evidenceFile(unpacked, basename(disk.file));
  if (asItWas !== null) return { path: asItWas, format: disk.format };
  // An artifact has every disk as a qcow2, and the name tells of one that was none.
  const packed = await evidenceFile(kept.folder, packedRawName(disk.file));
  if (packed !== null) return { path: packed, format: 'qcow2' };
  throw notKept(kept, 'disks', `the disk ${disk.name}`);
}

/** Unpacks the disks of a run with --tar-disks into the replay's folder; null where they are files of their own. */
async function unpackTar({ kept, machine, dir, firmware, signal }: DiskWork): Promise<string | null> {
  if (kept.record.disksTar === null) return null;
  const tar = await evidenceFile(kept.folder, DISKS_TAR);
  if (tar === null) return null;
  const folder = dir.file('kept-disks');
  await mkdir(folder, { mode: 0o755 });
  const names = [...machine.disks.map(({ file }) => basename(file)), ...(firmware === null ? [] : [basename(VARIABLES)])];
  // Members are named: nothing else is made, whatever the tar has. What is a link is refused when it is read.
  const ended = await run('tar', ['-x', '-S', '--no-same-owner', '-f', tar, '-C', folder, '--', ...names], { env: TOOL_ENV, signal });
  if (ended.exitCode !== 0)
    throw new VmtestError(
      'VMTEST_REPLAY_REFUSED',
      `${tar} cannot be unpacked: ${(ended.stderr || ended.errorCode || '').trim().slice(0, 300)}`,
    );
  return folder;
}

/** A sparse file of this size that QEMU may write. */
export async function emptyDisk(dir: WorkDir, name: string, bytes: number): Promise<string> {
  const path = await dir.yield(name);
  await using handle = await open(path, 'r+');
  await handle.truncate(bytes);
  return path;
}
