import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, writeWhole } from '../base/files.ts';
import { type ProcessMark, processMark } from '../base/processes.ts';

/** Written into a top folder while its run lives. */
const OWNER_FILE = '.run.json';
/** Names that a run gives to a top folder of its own. */
const OWN_NAME = /^vmtest-\d{8}T\d{6}Z-[0-9a-f]{4}$/;
/** What the private folder of a replay begins with; mkdtemp(3) adds six letters. */
export const REPLAY_PREFIX = 'vmtest-replay-';
const REPLAY_NAME = new RegExp(`^${REPLAY_PREFIX}\\w{6}$`);

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

/**
 * The top folders that ended runs left in a folder, and the private folders of replays that were killed, by the names that these give; those of
 * living processes and of other users are left out.
 */
export async function findLeftovers(folder: string, uid: number, now = Date.now()): Promise<readonly Leftover[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  const found: Leftover[] = [];
  for (const name of names.filter((candidate) => OWN_NAME.test(candidate) || REPLAY_NAME.test(candidate)).sort()) {
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => null);
    if (stats?.isDirectory() !== true || stats.uid !== uid) continue;
    const owner = await ownerOf(path);
    // A run that ended took its mark away; a replay removes its folder with it, and one without a mark has only just made it.
    if (owner === 'alive' || (owner === 'none' && !OWN_NAME.test(name))) continue;
    found.push({ path, ageSeconds: (now - stats.mtimeMs) / 1000 });
  }
  return found;
}

async function ownerOf(folder: string): Promise<'alive' | 'gone' | 'none'> {
  const text = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => null);
  if (text === null) return 'none';
  try {
    const mark = JSON.parse(text) as ProcessMark | null;
    return mark !== null && processMark(mark.pid)?.started === mark.started ? 'alive' : 'gone';
  } catch {
    return 'gone';
  }
}
