import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, sha256File } from '../base/files.ts';
import { type Outcome, run, TOOL_ENV } from '../base/spawn.ts';
import type { Arch } from '../model/suite.ts';
import { type CanaryGuest, canaryGuest } from './canary-guests.ts';
import { canReach, type Identity, privilegePrefix } from './identity.ts';
import { explainAbsent, explainForeign, judgeCanary, type KvmFinding } from './kvm-cause.ts';
import { fileStamp, recall, remember } from './memory.ts';

export interface KvmProbe {
  /** Absolute path of `qemu-system-ARCH`. */
  readonly qemu: string;
  readonly arch: Arch;
  /** The CPU model of the machine that is to run: `host`, or a named one. An answer holds for that model only. */
  readonly cpu: string;
  /** The user that QEMU runs as where we are root; null or absent: ourselves. */
  readonly identity?: Identity | null;
  /** Where answers are remembered; null: nowhere. */
  readonly cacheFolder: string | null;
  /** Asks anew although there is an answer, and remembers the new one. */
  readonly refresh?: boolean;
  /** Seconds after which a guest that does not end is killed; 1.7 where not given, so that the answer is there within 2 s. */
  readonly timeoutSeconds?: number;
  /** For tests; the kernel's and the host's own where not given. */
  readonly bootId?: string;
  readonly device?: string;
  readonly accel?: string;
}

export interface KvmAnswer extends KvmFinding {
  readonly usable: boolean;
  /** How long the question took now. */
  readonly seconds: number;
  readonly remembered: boolean;
}

/** An answer as it is kept: it holds while everything that it was learnt from is the same. */
interface Memory {
  readonly version: 1;
  readonly boot: string;
  readonly device: string;
  readonly stamp: string;
  readonly digest: string;
  readonly finding: KvmFinding;
}

/**
 * Asks whether KVM runs the guests that we will run: starts a tiny guest (see canary-guests.ts) exactly as a machine is started, with its
 * CPU model and its user, and waits for the right end. Opening the device and asking its version proves nothing (measured). Takes about
 * 0.1 s where KVM works. QEMU is killed and gone when the answer is there; nothing is thrown for what QEMU or the host does.
 *
 * The answer is remembered by boot, the device's state, QEMU's bytes, CPU model and user. What a user may mend without our seeing it (no
 * permission of our own, a missing program), and a guest that never showed a first sign (QEMU may just have been slow to load) are asked
 * again.
 */
export async function probeKvm(options: KvmProbe): Promise<KvmAnswer> {
  const started = performance.now();
  const answer = (finding: KvmFinding, remembered: boolean): KvmAnswer => ({
    ...finding,
    usable: finding.state === 'answers',
    seconds: (performance.now() - started) / 1000,
    remembered,
  });
  const device = options.device ?? '/dev/kvm';
  if (machine() !== options.arch) return answer(explainForeign(options.arch, machine()), false);
  const [deviceState, stamp, boot] = await Promise.all([deviceStamp(device), fileStamp(options.qemu), options.bootId ?? readBootId()]);
  if (deviceState === undefined) return answer(await explainAbsent(device), false);
  const name = `kvm-${sha256(JSON.stringify([options.qemu, options.cpu, options.arch, options.identity ?? null])).slice(0, 16)}.json`;
  if (options.refresh !== true) {
    const known = await recallAnswer(options, name, { boot, device: deviceState, stamp });
    if (known !== undefined) return answer(known, true);
  }
  const finding = await ask(options, device);
  if (stamp !== undefined && finding.lasting && options.cacheFolder !== null) {
    const digest = await sha256File(options.qemu);
    await remember(options.cacheFolder, name, { version: 1, boot, device: deviceState, stamp, digest, finding } satisfies Memory);
  }
  return answer(finding, false);
}

async function recallAnswer(
  options: KvmProbe,
  name: string,
  now: { readonly boot: string; readonly device: string; readonly stamp: string | undefined },
): Promise<KvmFinding | undefined> {
  const memory = (await recall(options.cacheFolder, name)) as Partial<Memory> | undefined;
  if (memory?.version !== 1 || memory.boot !== now.boot || memory.device !== now.device || typeof memory.finding?.state !== 'string')
    return undefined;
  if (memory.stamp === now.stamp) return memory.finding;
  if (now.stamp === undefined || memory.digest !== (await sha256File(options.qemu))) return undefined;
  await remember(options.cacheFolder, name, { ...memory, stamp: now.stamp });
  return memory.finding;
}

async function ask(options: KvmProbe, device: string): Promise<KvmFinding> {
  const identity = options.identity ?? null;
  const guest = canaryGuest(options.arch);
  const limit = options.timeoutSeconds ?? 1.7;
  const folder = await reachableFolder(identity);
  try {
    const image = join(folder, 'canary.bin');
    await writeFile(image, guest.image, { mode: 0o644 });
    return await judgeCanary(await runCanary(options, guest, image, limit), guest, { device, cpu: options.cpu, identity, limit });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCanary(options: KvmProbe, guest: CanaryGuest, image: string, limit: number): Promise<Outcome> {
  const [command, ...prefix] = privilegePrefix(options.identity ?? null) as [string, ...string[]];
  const args = canaryArgs(guest, image, options.cpu, options.accel ?? 'kvm');
  // SIGTERM would wait for a virtual CPU that never comes back from the kernel.
  return await run(command, [...prefix, options.qemu, ...args], { env: TOOL_ENV, cwd: '/', timeout: limit, grace: 0, maxBuffer: 64 << 10 });
}

/** QEMU's arguments for the canary. The sandbox is the one of every machine, so that what it forbids is seen here too. */
export function canaryArgs(guest: CanaryGuest, image: string, cpu: string, accel: string): string[] {
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ...['-machine', guest.machine, '-accel', accel, '-cpu', cpu, '-m', String(guest.memoryMiB)],
    ...['-chardev', 'stdio,id=marks,signal=off', ...guest.devices, guest.option, image],
  ];
}

/** A new private folder from which QEMU's user can read: TMPDIR may lie where only we can look. */
async function reachableFolder(identity: Identity | null): Promise<string> {
  const places = [tmpdir(), '/tmp', '/var/tmp'];
  for (const place of places) {
    if (identity !== null && (await canReach(place, identity, 'read').catch(() => null)) !== null) continue;
    const folder = await mkdtemp(join(place, 'vmtest-canary-')).catch(() => undefined);
    if (folder === undefined) continue;
    await chmod(folder, 0o755);
    return folder;
  }
  return await mkdtemp(join(tmpdir(), 'vmtest-canary-'));
}

/** What tells a device from itself after a change of owner, mode or module; undefined where it is not there. */
async function deviceStamp(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : `${found.mode}:${found.uid}:${found.gid}:${found.rdev}:${found.ino}:${found.ctimeMs}`;
}

/** The kernel's random identity of this boot. Empty where the kernel does not say. */
export async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}
