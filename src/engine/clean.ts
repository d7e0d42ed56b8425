import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, writeWhole } from '../base/files.ts';
import { type ProcessMark, processMark } from '../base/processes.ts';

/** Written into a top folder while its run lives. */
const OWNER_FILE = '.run.json';
/** Names that a run gives to a top folder of its own. */
const OWN_NAME = /^vmtest-\d{8}T\d{6}Z-[0-9a-f]{4}$/;

/** Marks a top folder as in use; the value that it returns takes the mark away. */
export async function markTopDir(topdir: string, pid: number): Promise<AsyncDisposable> {
  const file = join(topdir, OWNER_FILE);
  await writeWhole(file, JSON.stringify(processMark(pid)));
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/** A top folder that a run left. */
export interface Leftover {
  readonly path: string;
  /** Seconds since it was last changed. */
  readonly ageSeconds: number;
}

/** The top folders that ended runs left in a folder, by the names that runs give; those of living runs and of other users are left out. */
export async function findLeftovers(folder: string, uid: number, now = Date.now()): Promise<readonly Leftover[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  const found: Leftover[] = [];
  for (const name of names.filter((candidate) => OWN_NAME.test(candidate)).sort()) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats?.isDirectory() !== true || stats.uid !== uid || (await isInUse(path))) continue;
    found.push({ path, ageSeconds: (now - stats.mtimeMs) / 1000 });
  }
  return found;
}

async function isInUse(topdir: string): Promise<boolean> {
  const text = await readFile(join(topdir, OWNER_FILE), 'utf8').catch(() => null);
  if (text === null) return false;
  try {
    const mark = JSON.parse(text) as ProcessMark | null;
    return mark !== null && processMark(mark.pid)?.started === mark.started;
  } catch {
    return false;
  }
}
