import { basename, dirname, extname, join } from 'node:path';

/** The lock file of a suite file: beside it, `vmtest.yaml` → `vmtest.lock.yaml`. */
export function lockPath(suiteFile: string): string {
  return join(dirname(suiteFile), `${basename(suiteFile, extname(suiteFile))}.lock.yaml`);
}
