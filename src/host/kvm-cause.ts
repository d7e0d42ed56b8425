import { readFile, stat } from 'node:fs/promises';
import { arch as nodeArch } from 'node:os';
import type { Outcome } from '../base/spawn.ts';
import { plainText, shorten } from '../base/text.ts';
import type { Arch } from '../model/suite.ts';
import type { CanaryGuest } from './canary-guests.ts';
import type { Identity } from './identity.ts';

/** How KVM stands: it answers, or which of the ways it does not. `not-started`: QEMU never got as far as KVM. */
export type KvmState = 'answers' | 'absent' | 'foreign' | 'denied' | 'hangs' | 'refused' | 'wrong' | 'not-started';

/** What was found out, in words. */
export interface KvmFinding {
  readonly state: KvmState;
  /** One plain sentence, without a full stop. */
  readonly cause: string;
  readonly mend: string | null;
  /** What was seen: QEMU's last line, the guest's marks, or the device's owner. */
  readonly detail: string;
  /** Whether the same question would get the same answer until the next boot, as far as can be told. */
  readonly lasting: boolean;
}

/** The rule that GitHub's and most distributions' own documentation give to let everybody use KVM. */
export const KVM_RULE = 'KERNEL=="kvm", GROUP="kvm", MODE="0666", OPTIONS+="static_node=kvm"';
/** Where udev(7) reads rules of the host's own. */
export const KVM_RULE_FILE = '/etc/udev/rules.d/99-kvm.rules';
/** What makes udev follow it at once. */
export const UDEV_COMMANDS = [
  ['udevadm', 'control', '--reload-rules'],
  ['udevadm', 'trigger', '--name-match=kvm'],
] as const;

/** The same as one command for people. */
export const UDEV_MEND = `as root: echo '${KVM_RULE}' > ${KVM_RULE_FILE} && ${UDEV_COMMANDS.map((words) => words.join(' ')).join(' && ')}`;

const NO_KVM_MEND = 'use a host on which KVM works, or run without it (accel: tcg, about ten times slower)';

/** Why there is no KVM device: a container that was not given it, a module that is not loaded, or a processor without virtualisation. */
export async function explainAbsent(device: string, cpuinfo = '/proc/cpuinfo'): Promise<KvmFinding> {
  const flags = /^flags\s*:.*$/m.exec(await readFile(cpuinfo, 'utf8').catch(() => ''))?.[0] ?? '';
  const vendor = / vmx\b/.test(flags) ? 'kvm_intel' : / svm\b/.test(flags) ? 'kvm_amd' : null;
  const contained = await firstExisting(['/.dockerenv', '/run/.containerenv', '/run/systemd/container']);
  const base = { state: 'absent', detail: `${device} does not exist`, lasting: false } as const;
  if (contained !== null) {
    const mend = `give the container the device (docker run --device ${device}), where the host has it`;
    return { ...base, cause: `there is no ${device} in this container`, mend };
  }
  if (vendor !== null)
    return { ...base, cause: `there is no ${device}: the kernel's KVM module is not loaded`, mend: `as root: modprobe ${vendor}` };
  if (nodeArch() !== 'x64') return { ...base, cause: `there is no ${device}: the kernel offers no KVM here`, mend: NO_KVM_MEND };
  const cause = `there is no ${device}: the processor offers no virtualisation (vmx or svm)`;
  return { ...base, cause, mend: `switch it on in the firmware, or nested virtualisation on the outer host; else ${NO_KVM_MEND}` };
}

/** KVM runs guests of the host's own architecture only. */
export function explainForeign(guest: Arch, host: string): KvmFinding {
  const cause = `KVM runs only guests of the host's own architecture: this host is ${host}, the guest ${guest}`;
  return { state: 'foreign', cause, mend: `use a host of ${guest}, or accel: tcg`, detail: `host ${host}`, lasting: false };
}

/** What a question to the canary was about. `limit`: seconds after which it was killed. */
export interface CanaryContext {
  readonly device: string;
  readonly cpu: string;
  readonly identity: Identity | null;
  readonly limit: number;
}

/** What the canary's end says about KVM. */
export async function judgeCanary(outcome: Outcome, guest: CanaryGuest, context: CanaryContext): Promise<KvmFinding> {
  if (outcome.exitCode === guest.exitCode && outcome.stdout === guest.marks) {
    return { state: 'answers', cause: 'KVM ran a 64-bit guest', mend: null, detail: `marks ${guest.marks}`, lasting: true };
  }
  if (outcome.timedOut) return explainHang(outcome.stdout, guest, context.limit);
  const line = lastError(outcome.stderr);
  if (/Could not access KVM kernel module: Permission denied/.test(outcome.stderr)) {
    return await explainDenied(context.device, context.identity, line);
  }
  return explainNoStart(outcome, line) ?? explainEnd(outcome, line, guest, context.cpu);
}

function explainHang(seen: string, guest: CanaryGuest, limit: number): KvmFinding {
  let why = `it did not reach paged 64-bit mode within ${limit.toFixed(1)} s`;
  if (seen === '') why = `not one instruction ran within ${limit.toFixed(1)} s`;
  else if (seen.startsWith(guest.pagedMarks)) why = `a calculation of 0.04 s did not end within ${limit.toFixed(1)} s`;
  // Without a first mark QEMU may just have been slow to load: that is no answer for the rest of the day.
  const found = { detail: `marks ${visible(seen)}`, lasting: seen !== '' };
  return { state: 'hangs', cause: `KVM opens here but runs no guest: ${why}`, mend: NO_KVM_MEND, ...found };
}

function explainNoStart(outcome: Outcome, line: string): KvmFinding | undefined {
  const found = { state: 'not-started', detail: outcome.command, lasting: false } as const;
  if (/^setpriv: /m.test(outcome.stderr)) return { ...found, cause: `QEMU could not be started: ${line}`, mend: 'run `vmtest doctor`' };
  if (outcome.exitCode !== undefined || outcome.signal !== undefined) return undefined;
  const cause = `setpriv could not be started (${outcome.errorCode ?? 'unknown error'})`;
  return { ...found, cause, mend: 'install the package util-linux' };
}

function explainEnd(outcome: Outcome, line: string, guest: CanaryGuest, cpu: string): KvmFinding {
  const end = outcome.signal ?? `status ${outcome.exitCode}`;
  if (outcome.stdout === '' && outcome.exitCode !== 0) {
    const cause = `QEMU refuses KVM with the CPU model ${cpu}: ${line || `it ended with ${end} and said nothing`}`;
    // An assertion fails again; a busy device or a lack of memory may be over in a minute.
    return { state: 'refused', cause, mend: NO_KVM_MEND, detail: `ended with ${end}`, lasting: outcome.signal === 'SIGABRT' };
  }
  const cause = `KVM runs a guest wrongly: its test calculation ended with ${end} and marks ${visible(outcome.stdout)}`;
  const detail = `due: status ${guest.exitCode} and marks ${guest.marks}${line === '' ? '' : `; QEMU: ${line}`}`;
  return { state: 'wrong', cause, mend: NO_KVM_MEND, detail, lasting: outcome.signal === undefined };
}

function visible(marks: string): string {
  return marks === '' ? 'none' : plainText(shorten(marks, 20));
}

async function explainDenied(device: string, identity: Identity | null, line: string): Promise<KvmFinding> {
  const found = await stat(device).catch(() => undefined);
  const who = identity === null ? 'this user' : `user ${identity.uid}:${identity.gid}, as which QEMU runs,`;
  const mode = found === undefined ? '' : `mode ${(found.mode & 0o777).toString(8).padStart(4, '0')}, owner ${found.uid}:${found.gid}`;
  const shared = found !== undefined && (found.mode & 0o060) === 0o060 && found.gid !== 0;
  const join = `add the user to the device's group (as root: usermod -aG ${await groupName(found?.gid)} USER) and log in again; or ${UDEV_MEND}`;
  const cause = `${who} may not open ${device}${mode === '' ? '' : ` (${mode})`}`;
  // Another user's rights change with the device, whose state is part of what is remembered; our own also with the groups of a new login.
  return { state: 'denied', cause, mend: shared && identity === null ? join : UDEV_MEND, detail: line, lasting: identity !== null };
}

async function groupName(gid: number | undefined): Promise<string> {
  // group(5): name, password, gid, members.
  for (const line of (await readFile('/etc/group', 'utf8').catch(() => '')).split('\n')) {
    const [name, , id] = line.split(':');
    if (name !== undefined && id === String(gid)) return name;
  }
  return String(gid);
}

/** The line that says why: QEMU prints warnings before it, and an assertion after it. */
function lastError(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/\bwarning: /.test(line));
  return plainText(shorten(lines.find((line) => /\berror: /.test(line)) ?? lines.at(-1) ?? '', 300));
}

async function firstExisting(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if ((await stat(path).catch(() => undefined)) !== undefined) return path;
  return null;
}
