import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/**
 * Finds a program as a shell would: the first executable file of that name in a PATH's folders. Relative folders are left out: what a
 * suite's folder holds must not become a tool of ours. Returns its absolute path, or null.
 */
export async function findProgram(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(':').filter(isAbsolute)) {
    const file = join(folder, name);
    if (await isProgram(file)) return file;
  }
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
