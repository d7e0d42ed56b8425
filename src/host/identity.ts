import { access, constants, readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno } from '../base/files.ts';

/** The user that QEMU runs as where we are root. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

export interface IdentityOptions {
  /** Our own effective user. */
  readonly uid: number;
  /** SUDO_UID and SUDO_GID, as they stand in the environment. */
  readonly sudoUid?: string | undefined;
  readonly sudoGid?: string | undefined;
  /** For tests; /etc/passwd and /dev/kvm where not given. */
  readonly passwd?: string;
  readonly kvm?: string;
}

/** The kernel's overflow user, which every distribution calls `nobody`. */
const OVERFLOW = 65534;

/**
 * Which user QEMU runs as: null for ourselves, where we are not root. Root gives way to the user who called sudo, else to `nobody`.
 * The group is that of /dev/kvm where that group (not root's) may use it: `nobody` has no other way to it.
 */
export async function qemuIdentity(options: IdentityOptions): Promise<Identity | null> {
  if (options.uid !== 0) return null;
  const user = sudoUser(options) ?? (await nobody(options.passwd ?? '/etc/passwd'));
  const kvm = await stat(options.kvm ?? '/dev/kvm').catch(() => undefined);
  const shared = kvm !== undefined && (kvm.mode & 0o060) === 0o060 && kvm.gid !== 0;
  return { uid: user.uid, gid: shared ? kvm.gid : user.gid };
}

function sudoUser(options: IdentityOptions): Identity | undefined {
  const { sudoUid = '', sudoGid = '' } = options;
  if (!/^[1-9]\d*$/.test(sudoUid) || !/^[1-9]\d*$/.test(sudoGid)) return undefined;
  return { uid: Number(sudoUid), gid: Number(sudoGid) };
}

async function nobody(passwd: string): Promise<Identity> {
  const text = await readFile(passwd, 'utf8').catch(() => '');
  // passwd(5): name, password, uid, gid, …
  const match = /^nobody:[^:]*:([1-9]\d*):([1-9]\d*):/m.exec(text);
  return match === null ? { uid: OVERFLOW, gid: OVERFLOW } : { uid: Number(match[1]), gid: Number(match[2]) };
}

/**
 * What stands before QEMU's command line: one `setpriv` that ties its life to ours, drops root where we are root, and closes the way
 * back. It must stay one call: a second setpriv, or a change of user after it, clears the parent-death signal.
 */
export function privilegePrefix(identity: Identity | null): string[] {
  const user = identity === null ? [] : ['--reuid', String(identity.uid), '--regid', String(identity.gid), '--clear-groups'];
  return ['setpriv', '--pdeathsig', 'KILL', ...user, '--no-new-privs', '--'];
}

/** The first thing on the way to a path that stops a user. */
export interface Obstacle {
  readonly path: string;
  /** One sentence: what it is, its mode and owner, and whom it stops. */
  readonly message: string;
}

export type Access = 'enter' | 'read' | 'write';

/**
 * Looks whether a user could enter a folder, or read or write a path, by the mode bits of all folders on the way to it, links followed (access control
 * lists are not looked at). For `write` and `enter`, a path that does not exist yet is judged by the nearest folder that does. Identity null asks the kernel about ourselves. Returns what stops it, or null. Errors other than a missing file are thrown.
 */
export async function canReach(path: string, identity: Identity | null, want: Access): Promise<Obstacle | null> {
  const target = want === 'read' ? path : await nearestExisting(path);
  if (identity === null) return await ownObstacle(target, want);
  const real = await realpath(target).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (real === undefined) return { path: target, message: `${target} does not exist` };
  if (identity.uid === 0) return null;
  for (const folder of [...parents(target), ...parents(real)]) {
    const obstacle = await stopsAt(folder, identity, 0o1, 'enter');
    if (obstacle !== null) return obstacle;
  }
  const bits = { enter: 0, read: 0o4, write: 0o2 }[want] | ((await stat(real)).isDirectory() ? 0o1 : 0);
  return await stopsAt(real, identity, bits, want);
}

async function ownObstacle(path: string, want: Access): Promise<Obstacle | null> {
  try {
    await access(path, { enter: constants.X_OK, read: constants.R_OK, write: constants.W_OK }[want]);
    return null;
  } catch (error) {
    return {
      path,
      message: `${path} cannot be ${{ enter: 'entered', read: 'read', write: 'written' }[want]}: ${(error as Error).message}`,
    };
  }
}

async function nearestExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if (dirname(at) === at || (await stat(at).catch(() => undefined)) !== undefined) return at;
  }
}

/** All folders above a path, the root first. */
function parents(path: string): string[] {
  const all: string[] = [];
  for (let at = dirname(path); ; at = dirname(at)) {
    all.unshift(at);
    if (dirname(at) === at) return all;
  }
}

async function stopsAt(path: string, identity: Identity, bits: number, verb: string): Promise<Obstacle | null> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === identity.uid ? 6 : gid === identity.gid ? 3 : 0;
  if (((mode >> shift) & bits) === bits) return null;
  const octal = (mode & 0o7777).toString(8).padStart(4, '0');
  return { path, message: `${path} (mode ${octal}, owner ${uid}:${gid}) lets user ${identity.uid}:${identity.gid} not ${verb} it` };
}
