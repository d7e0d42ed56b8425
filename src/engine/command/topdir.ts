import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { VmtestError } from '../../model/errors.ts';
import type { TestPlan } from '../../model/plan.ts';

/** Where a command writes its classes: absolute. `topdir`: the run's. */
export function commandTopdir(given: string, topdir: string): string {
  return given.startsWith('{topdir}/') ? join(topdir, given.slice('{topdir}/'.length)) : given;
}

/**
 * Throws where a folder that a suite names for a command's classes has something in it: what lies there would be judged, and removed by
 * the keep policy. That no two tests name one folder is the plan's affair. VMTEST_TOPDIR_NOT_EMPTY, VMTEST_TOPDIR_UNUSABLE.
 */
export async function checkCommandTopdirs(tests: readonly TestPlan[]): Promise<void> {
  for (const { id, command } of tests) {
    if (command === null || command.topdir.startsWith('{')) continue;
    const entries = await readdir(command.topdir).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return [];
      throw new VmtestError('VMTEST_TOPDIR_UNUSABLE', `${id}: the topdir ${command.topdir} cannot be used: ${(error as Error).message}`, {
        hint: 'name a folder that is absent or empty, or leave `topdir` out',
        cause: error,
      });
    });
    if (entries.length === 0) continue;
    throw new VmtestError(
      'VMTEST_TOPDIR_NOT_EMPTY',
      `${id}: the topdir ${command.topdir} is not empty: it holds ${entries.slice(0, 3).join(', ')}`,
      {
        hint: 'remove it, name another, or leave `topdir` out: what lies there already is not this run’s',
      },
    );
  }
}
