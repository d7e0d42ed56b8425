import { run, TOOL_ENV } from '../../base/spawn.ts';
import { findProgram } from '../../host/programs.ts';
import { withoutPassword } from '../../images/streams/address.ts';
import type { Surroundings } from '../settings.ts';

/** Seconds that the host's apt-config may take; it takes some hundredths of one. */
const SECONDS = 10;
/** How `vmtest plan --settings` names the host's own apt. */
export const HOST_APT = 'apt-config';

/** The proxy through which what curtin installs fetches its packages. */
export interface AptProxy {
  /** Null: none. */
  readonly value: string | null;
  /** The variable that said it, or HOST_APT; null: nobody said anything. */
  readonly by: string | null;
}

/**
 * The proxy for the apt of guests: the variable's where one is set, and set to nothing it says that there is none; else what this host's
 * own apt is configured with, as the original asks it. A host without apt-config has none, nor has one whose apt-config fails. No password is in
 * it: guests have what they are given in files that are kept, and kept files become artifacts.
 */
export async function aptProxy({
  proxy,
  aptProxyBy,
  path,
  commandEnv,
}: Pick<Surroundings, 'proxy' | 'aptProxyBy' | 'path' | 'commandEnv'>): Promise<AptProxy> {
  if (proxy.apt_proxy !== undefined) return { value: withoutPassword(proxy.apt_proxy), by: aptProxyBy ?? 'apt_proxy' };
  if (aptProxyBy != null) return { value: null, by: aptProxyBy };
  const own = await hostAptProxy(path, commandEnv.APT_CONFIG);
  return own === null ? { value: null, by: null } : { value: own, by: HOST_APT };
}

/** `Acquire::HTTP::Proxy` of this host, without a password. */
async function hostAptProxy(path: string, config: string | undefined): Promise<string | null> {
  const program = await findProgram('apt-config', path);
  if (program === null) return null;
  const outcome = await run(program, ['shell', 'x', 'Acquire::HTTP::Proxy'], {
    env: { ...TOOL_ENV, PATH: path, ...(config === undefined ? {} : { APT_CONFIG: config }) },
    cwd: '/',
    timeout: SECONDS,
    grace: 0,
    maxBuffer: 64 << 10,
  });
  // It prints a shell's assignment, and nothing where nothing is set. DIRECT is apt's word for none.
  const value = /^x='([^'\s]*)'$/.exec(outcome.exitCode === 0 ? outcome.stdout.trim() : '')?.[1] ?? '';
  const known = ['http:', 'https:', 'socks5h:'].includes(URL.parse(value)?.protocol ?? '');
  return known ? withoutPassword(value) : null;
}
