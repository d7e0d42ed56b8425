import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { plainLine } from '../../base/text.ts';

/** More are not named in one sentence. */
const SHOWN = 3;

/** What `heldBy` says where the lock is ours. */
export const HELD_HERE = ' (held by this process)';

/**
 * Who holds the lock of a file by flock(2), for a message: ` (held by process 1234, node)`; '' where nobody is seen. The process that
 * /proc/locks names is the program flock, which has ended; whose open file has the lock is in /proc/PID/fdinfo (proc_pid_fdinfo(5)). Of
 * other users' processes, and of other containers', nothing is seen.
 */
export async function heldBy(file: string): Promise<string> {
  const path = await realpath(file).catch(() => null);
  if (path === null) return '';
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const holders = (await Promise.all(pids.map((pid) => holds(pid, path)))).flatMap((holder) => holder ?? []);
  if (holders.length === 0) return '';
  const own = await readlink('/proc/self').catch(() => '');
  if (holders.every(({ pid }) => pid === own)) return HELD_HERE;
  const more = holders.length > SHOWN ? ` and ${holders.length - SHOWN} more` : '';
  return ` (held by ${holders
    .slice(0, SHOWN)
    .map(({ words }) => words)
    .join(', ')}${more})`;
}

/** The process in words where it holds the lock of the file, else null. */
async function holds(pid: string, path: string): Promise<{ readonly pid: string; readonly words: string } | null> {
  const folder = `/proc/${pid}/fd`;
  for (const fd of await readdir(folder).catch(() => [])) {
    // Its name first: to look at an open file itself may take long where its server is gone.
    const link = await readlink(`${folder}/${fd}`).catch(() => '');
    if (basename(link) !== basename(path) || !(await isSame(`${folder}/${fd}`, path))) continue;
    const info = await readFile(`/proc/${pid}/fdinfo/${fd}`, 'utf8').catch(() => '');
    if (!/^lock:\s+\d+: FLOCK /m.test(info)) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    return { pid, words: `process ${pid}${name === '' ? '' : `, ${plainLine(name)}`}` };
  }
  return null;
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [mine, theirs] = await Promise.all([one, other].map((path) => stat(path, { bigint: true }).catch(() => null)));
  return mine != null && theirs != null && mine.dev === theirs.dev && mine.ino === theirs.ino;
}
