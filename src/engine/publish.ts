import { glob, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { VmtestError } from '../model/errors.ts';

/** Path under the published root → host path, for every file that a pattern names. Throws VMTEST_PLAN_INVALID for one that names none. */
export async function publishedFiles(publish: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [pattern, target] of Object.entries(publish)) {
    let found = 0;
    for await (const path of glob(pattern)) {
      if (!(await stat(path)).isFile()) continue;
      found++;
      files[target === '' || target.endsWith('/') ? `${target}${basename(path)}` : target] = path;
    }
    if (found === 0) {
      throw new VmtestError('VMTEST_PLAN_INVALID', `publish: no file matches ${pattern}`, {
        hint: 'the path is relative to the suite file; build what it names first',
      });
    }
  }
  return files;
}
