import { stat } from 'node:fs/promises';
import { isErrno } from '../base/files.ts';
import type { Problem } from '../model/errors.ts';
import type { Test } from '../model/suite.ts';

/** The files that disks start from and that cannot be: VMTEST_IMAGE_UNAVAILABLE for each test that has such a disk, at its place. */
export async function sourceProblems(tests: readonly Test[]): Promise<readonly Problem[]> {
  const known = new Map<string, Promise<string | null>>();
  const found = tests.flatMap((test) => (test.machine.disks ?? []).map((disk, index) => ({ test, index, from: disk.from })));
  const problems = found.map(async ({ test, index, from }): Promise<Problem[]> => {
    if (from === null) return [];
    const asked = known.get(from) ?? obstacle(from);
    known.set(from, asked);
    const why = await asked;
    if (why === null) return [];
    const message = `disk${index} starts from ${from}, which cannot be read: ${why}`;
    const place = test.origins['machine.disks']?.place ?? test.place;
    const hint = 'build it, or mend the path: it is relative to the suite file';
    return [{ code: 'VMTEST_IMAGE_UNAVAILABLE', severity: 'error', message, hint, place, test: test.id }];
  });
  return (await Promise.all(problems)).flat();
}

async function obstacle(path: string): Promise<string | null> {
  try {
    const stats = await stat(path);
    // A block device of the host's is a disk too, as in the original.
    return stats.isFile() || stats.isBlockDevice() ? null : 'it is neither a file nor a block device';
  } catch (error) {
    return isErrno(error, 'ENOENT') ? 'there is no such file' : (error as Error).message;
  }
}
