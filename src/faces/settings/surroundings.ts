import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../../engine/settings.ts';
import { ownVersion } from '../../engine/version.ts';

/** Of two names of one thing the first that is set counts, and set to nothing it says that there is none: as the original has it. */
export const APT_PROXY = ['CURTIN_VMTEST_APT_PROXY', 'apt_proxy'];
const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'apt_proxy'];

/** Reads once what a run needs to know of this process and its user. */
export function readSurroundings(): Surroundings {
  const { env } = process;
  const home = env.HOME ?? homedir();
  const uid = process.getuid?.() ?? 0;
  const sudoUid = Number(env.SUDO_UID ?? Number.NaN);
  const sudoGid = Number(env.SUDO_GID ?? Number.NaN);
  const aptProxyBy = APT_PROXY.find((name) => env[name] !== undefined) ?? null;
  const proxies: Readonly<Record<string, string | undefined>> = { ...env, apt_proxy: aptProxyBy === null ? undefined : env[aptProxyBy] };
  return {
    cwd: process.cwd(),
    path: env.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    home,
    tempFolder: env.TMPDIR || '/var/tmp',
    cacheFolder: join(env.XDG_CACHE_HOME || join(home, '.cache'), 'vmtest'),
    sudo: uid === 0 && sudoUid > 0 && Number.isInteger(sudoGid) ? { uid: sudoUid, gid: sudoGid } : null,
    uid,
    pid: process.pid,
    commandEnv: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    trackingId: env.RUNNER_TRACKING_ID ?? null,
    proxy: Object.fromEntries(PROXIES.flatMap((name) => (proxies[name] ? [[name, proxies[name]]] : []))),
    aptProxyBy,
    tool: { vmtest: ownVersion(), node: process.versions.node },
  };
}
