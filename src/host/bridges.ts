import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TOOL_ENV } from '../base/spawn.ts';
import type { Problem } from '../model/errors.ts';
import { type Family, installMend } from './packages.ts';
import { findProgram } from './programs.ts';

/** What opens a tap on a bridge. */
export interface TapTools {
  readonly python: string;
  /** QEMU's program that opens a tap for who may not; null: we may. */
  readonly helper: string | null;
}

export interface BridgeHost {
  readonly uid: number;
  readonly path: string;
  readonly family: Family;
  /** For tests: where the kernel shows interfaces, and where QEMU's helper may be. */
  readonly interfaces?: string;
  readonly helpers?: readonly string[];
}

/** Where distributions put it: Debian, Fedora, a QEMU of one's own. */
const HELPERS = ['/usr/lib/qemu/qemu-bridge-helper', '/usr/libexec/qemu-bridge-helper', '/usr/local/libexec/qemu-bridge-helper'];

/** Looks whether guests can be put on these bridges: what does it, or every problem with its mend. */
export async function findTaps(bridges: readonly string[], host: BridgeHost): Promise<{ tools: TapTools | null; problems: Problem[] }> {
  const problems: Problem[] = [];
  const interfaces = host.interfaces ?? '/sys/class/net';
  for (const name of bridges) {
    const hint = await mendOf(name, interfaces);
    if (hint !== null) problems.push(problem(`there is no bridge ${name} on this host`, hint));
  }
  const python = (await findProgram('python3', TOOL_ENV.PATH)) ?? (await findProgram('python3', host.path));
  if (python === null) {
    problems.push({
      ...problem('python3 is missing: it opens the taps of bridges', installMend('python3', host.family)),
      code: 'VMTEST_TOOL_MISSING',
    });
  }
  const helper = host.uid === 0 ? null : await setuidHelper(host.helpers ?? HELPERS);
  if (helper === undefined) {
    const hint = `run vmtest by sudo, or make qemu-bridge-helper of QEMU set-user-ID root (chmod u+s) and write \`allow ${bridges[0]}\` into /etc/qemu/bridge.conf`;
    problems.push(problem('only root can put a guest on a bridge, and nothing on this host does it for others', hint));
  }
  return { tools: python === null || helper === undefined ? null : { python, helper }, problems };
}

function problem(message: string, hint: string): Problem {
  return { code: 'VMTEST_BRIDGE_UNUSABLE', severity: 'error', message, hint };
}

/** Null for a bridge of the kernel's; else what would be right. */
async function mendOf(name: string, interfaces: string): Promise<string | null> {
  const isBridge = (other: string) => exists(join(interfaces, other, 'bridge'));
  if (await isBridge(name)) return null;
  const names = await readdir(interfaces).catch((): string[] => []);
  const there: string[] = [];
  for (const other of names.sort()) if (await isBridge(other)) there.push(other);
  const list = there.length === 0 ? 'this host has none' : `there is ${there.join(', ')}`;
  if (names.includes(name)) return `${name} is an interface and no Linux bridge; ${list}: name one of them`;
  return `${list}; as root: ip link add ${name} type bridge && ip link set ${name} up`;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function setuidHelper(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found !== null && found.uid === 0 && (found.mode & 0o4001) === 0o4001) return path;
  }
  return undefined;
}
