import { readFile } from 'node:fs/promises';
import { run } from '../../base/spawn.ts';
import { VmtestError } from '../../model/errors.ts';
import { findTool, missingTools } from '../programs/find.ts';
import type { BuildMode } from './args.ts';

/**
 * How mmdebstrap can build here: as root; as a user with a range of subordinate ids in a user namespace;
 * else with fakechroot and fakeroot. Error: `VMTEST_IMAGE_UNAVAILABLE` where none of them is there, with what to install.
 */
export async function chooseMode(
  env: Readonly<Record<string, string>>,
  user: { readonly uid: number; readonly name: string },
): Promise<BuildMode> {
  if (user.uid === 0) return 'root';
  if (await canUnshare(env, user)) return 'unshare';
  if ((await missingTools(['fakechroot', 'fakeroot'], env)).length === 0) return 'fakechroot';
  throw new VmtestError(
    'VMTEST_IMAGE_UNAVAILABLE',
    `An image cannot be built as the user ${user.name}: neither user namespaces nor fakechroot are usable`,
    {
      hint: `install the packages fakechroot and fakeroot; or uidmap, and give ${user.name} a range in /etc/subuid and /etc/subgid`,
    },
  );
}

async function canUnshare(env: Readonly<Record<string, string>>, user: { readonly uid: number; readonly name: string }): Promise<boolean> {
  if ((await findTool('newuidmap', env)) === undefined) return false;
  const ranges = await Promise.all(['/etc/subuid', '/etc/subgid'].map((file) => readFile(file, 'utf8').catch(() => '')));
  if (!ranges.every((text) => hasRange(text, user))) return false;
  return (await run('unshare', ['--user', '--map-root-user', 'true'], { env, timeout: 10 })).exitCode === 0;
}

/** Whether a file in the format of subuid(5), `OWNER:FIRST:COUNT`, gives the user the 65,536 ids that Debian's users need. */
export function hasRange(text: string, user: { readonly uid: number; readonly name: string }): boolean {
  return text.split('\n').some((line) => {
    const [owner, , count] = line.split(':');
    return (owner === user.name || owner === String(user.uid)) && Number(count) >= 65536;
  });
}
