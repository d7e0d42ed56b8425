import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, run, TOOL_ENV } from '../base/spawn.ts';
import { DISKS_TAR, FOLDERS } from '../model/files.ts';

const CANCELLED = 'the run was cancelled';

/**
 * Packs the disks of a test's folder into one sparse tar, `disks/disks.tar`, and removes them: what TAR_DISKS of the original does, by
 * `tar` of the host as there. Returns whether there was something to pack. Throws why it could not be done: the disks then stay.
 */
export async function tarDisks(folder: string, signal: AbortSignal): Promise<boolean> {
  const disks = join(folder, FOLDERS.disks);
  const names = (await readdir(disks, { withFileTypes: true }).catch(() => [])).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  if (names.length === 0) return false;
  // A small tar is done before a signal reaches it.
  if (signal.aborted) throw new Error(CANCELLED);
  // Under its own name only when it is whole: not before is a disk removed.
  const part = join(folder, `${DISKS_TAR}.part`);
  const args = ['--create', `--file=${part}`, '--sparse', `--directory=${disks}`, '--', ...names.sort()];
  const ended = await run('tar', args, { env: TOOL_ENV, signal });
  if (ended.exitCode !== 0) {
    await rm(part, { force: true }).catch(() => undefined);
    throw new Error(reasonOf(ended));
  }
  await rename(part, join(folder, DISKS_TAR));
  await Promise.all(names.map((name) => rm(join(disks, name), { force: true })));
  return true;
}

function reasonOf({ canceled, errorCode, exitCode, signal, stderr }: Outcome): string {
  if (canceled) return CANCELLED;
  if (errorCode === 'ENOENT') return 'there is no tar on this host';
  return stderr.trim().split('\n')[0] || `tar ended with ${exitCode ?? signal}`;
}
