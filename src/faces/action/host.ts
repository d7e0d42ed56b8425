import { access, constants, stat } from 'node:fs/promises';
import { formatSize } from '../../base/sizes.ts';
import { type Outcome, run, TOOL_ENV } from '../../base/spawn.ts';
import { plainLine, shorten } from '../../base/text.ts';
import type { Surroundings } from '../../engine/settings.ts';
import { diskSpace, usableCpus, usableMemory } from '../../host/facts.ts';
import { firmwareFolders } from '../../host/firmware.ts';
import { explainAbsent, KVM_RULE, KVM_RULE_FILE, UDEV_COMMANDS, UDEV_MEND } from '../../host/kvm-cause.ts';
import { installCommand, missingNeeds } from '../../host/needs.ts';
import { distribution, packagesOf } from '../../host/packages.ts';
import { diskProblems, memoryProblems, type TopFolder } from '../../host/room.ts';
import type { Problem } from '../../model/errors.ts';
import type { Fact, Note } from '../../model/gate.ts';
import type { TestPlan } from '../../model/plan.ts';
import type { Accel } from '../../model/suite.ts';

export interface KvmRequest {
  /** Whether GitHub runs this machine for one job alone: else the host is left as it is. */
  readonly hosted: boolean;
  readonly accel: Accel;
  /** Where programs are looked for; absent: the system's folders. */
  readonly path?: string;
  readonly signal?: AbortSignal;
  readonly tell: (line: string) => void;
  /** The device; absent: /dev/kvm. */
  readonly device?: string;
}

/**
 * Makes KVM usable where it is there and this user may not open it: on a hosted runner by the udev rule, elsewhere the note has the command.
 * Whether it runs guests is the canary's question. Nothing but one access(2) where all is well; never throws.
 */
export async function mendKvm(request: KvmRequest): Promise<Note[]> {
  const { hosted, accel, device = '/dev/kvm' } = request;
  if (accel === 'tcg' || (await mayUse(device))) return [];
  const severity = accel === 'kvm' ? 'warning' : 'notice';
  if ((await stat(device).catch(() => null)) === null) {
    const { cause, mend } = await explainAbsent(device);
    const arm = hosted && process.arch === 'arm64' ? '; GitHub’s arm64 runners may have none: take one of x64' : '';
    return [{ severity, message: cause, ...(mend === null ? {} : { hint: `${mend}${arm}` }) }];
  }
  const denied = `${device} is there, and this user may not open it`;
  if (!hosted) return [{ severity, message: `${denied}; this host is not ours to change`, hint: UDEV_MEND }];
  const failure = await applyRule(request);
  if (failure === null && (await becomesUsable(device))) {
    request.tell(`${denied}: mended by a udev rule`);
    return [];
  }
  const why = failure === null ? 'the udev rule has changed nothing' : `the udev rule could not be applied: ${failure}`;
  return [{ severity, message: `${denied}, and ${why}`, hint: UDEV_MEND }];
}

async function mayUse(device: string): Promise<boolean> {
  return await access(device, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Null where all went well, else what the first failure said. */
async function applyRule({ path, signal }: KvmRequest): Promise<string | null> {
  const options = { env: { ...TOOL_ENV, ...(path === undefined ? {} : { PATH: path }) }, timeout: 30, ...(signal ? { signal } : {}) };
  const rule = await run('sudo', ['-n', 'tee', KVM_RULE_FILE], { ...options, input: `${KVM_RULE}\n` });
  if (rule.exitCode !== 0) return lastWords(rule);
  for (const words of UDEV_COMMANDS) {
    const outcome = await run('sudo', ['-n', ...words], options);
    if (outcome.exitCode !== 0) return lastWords(outcome);
  }
  return null;
}

/** udev works on what it is told some time after. */
async function becomesUsable(device: string): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await mayUse(device)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

export interface InstallRequest {
  readonly policy: 'auto' | 'always' | 'never';
  readonly hosted: boolean;
  readonly tests: readonly TestPlan[];
  /** Packages that images want beside, by their names in Debian and Ubuntu. */
  readonly packages?: readonly string[];
  readonly surroundings: Pick<Surroundings, 'path' | 'home' | 'uid' | 'proxy'>;
  readonly signal?: AbortSignal;
  readonly tell: (line: string) => void;
  /** os-release(5), and where firmware is described; absent: the host's. */
  readonly osRelease?: string;
  readonly firmware?: readonly string[];
}

const INSTALL_SECONDS = 600;

/**
 * Installs what the plan's machines need and the host has not, by apt: on hosted runners, or where `policy` is `always`. An old package index is
 * renewed and asked again. What is left is a note with the one command; what runs without it, the run itself refuses. Never throws.
 */
export async function installMissing(request: InstallRequest): Promise<{ installed: string[]; notes: Note[] }> {
  const { policy, hosted, tests, surroundings, tell } = request;
  const { family } = await distribution(request.osRelease);
  const firmware = request.firmware ?? firmwareFolders(`${surroundings.home}/.config`);
  const search = { path: surroundings.path, firmware, family };
  const missing = await missingNeeds(tests, search);
  const beside = request.packages ?? [];
  if (missing.length + beside.length === 0) return { installed: [], notes: [] };
  const command = installCommand(missing, family);
  const hint = command === null ? 'install them by the distribution’s own means' : `as root: ${command}`;
  const lacks = `this host has no ${[...missing, ...beside].join(', ')}`;
  const wanted = policy === 'always' || (policy === 'auto' && hosted);
  if (!wanted || family !== 'debian')
    // What images lack they say themselves.
    return {
      installed: [],
      notes: missing.length === 0 ? [] : [{ severity: 'warning', message: `this host has no ${missing.join(', ')}`, hint }],
    };
  const packages = [...new Set([...packagesOf(missing, family), ...beside])].sort();
  tell(`${lacks}: installing ${packages.join(', ')}`);
  const failure = await aptInstall(packages, request);
  const left = await missingNeeds(tests, search);
  if (left.length === 0 && (failure === null || beside.length === 0)) return { installed: packages, notes: [] };
  const why = failure ?? 'it is still not there';
  return {
    installed: [],
    notes: [{ severity: 'warning', message: `${(left.length === 0 ? beside : left).join(', ')} could not be installed: ${why}`, hint }],
  };
}

/**
 * For sh: takes its environment from stdin, `NAME=value` on each line, and becomes the program that its arguments say. Descriptor 3 is what apt is
 * to read beside its own configuration: of `apt_proxy` in the environment it knows nothing.
 */
const READ_SETTINGS = `while IFS= read -r setting; do export "$setting"; done; exec "$@" 3<<END
Acquire::http::Proxy "$apt_proxy";
END`;

/** Null where apt succeeded, else its last words. */
async function aptInstall(packages: readonly string[], { surroundings, signal }: InstallRequest): Promise<string | null> {
  const { path, uid, proxy } = surroundings;
  const settings = ['DEBIAN_FRONTEND=noninteractive', ...Object.entries(proxy).map(([name, value]) => `${name}=${value}`)];
  const options = { env: { ...TOOL_ENV, PATH: path }, timeout: INSTALL_SECONDS, ...(signal === undefined ? {} : { signal }) };
  // sudo gives its programs an environment of its own; as arguments every user of the host could read the password of a proxy.
  // Unlike the file that APT_CONFIG names, this one counts before the host's own (apt.conf(5)); for https apt takes the same.
  const config = proxy.apt_proxy === undefined ? [] : ['-c', '/dev/fd/3'];
  const apt = (...words: readonly string[]): Promise<Outcome> => {
    const all = [
      '/bin/sh',
      '-c',
      READ_SETTINGS,
      'sh',
      'apt-get',
      ...config,
      '-o',
      'DPkg::Lock::Timeout=120',
      '-o',
      'Acquire::Retries=3',
      ...words,
    ];
    const [command, ...args] = uid === 0 ? all : ['sudo', '-n', ...all];
    return run(command as string, args, { ...options, input: settings.map((setting) => `${setting}\n`).join('') });
  };
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  const first = await install();
  if (first.exitCode === 0 || first.canceled) return null;
  // The index of a runner's image is as old as the image.
  const update = await apt('update');
  const second = await install();
  return second.exitCode === 0 ? null : lastWords(update.exitCode === 0 ? second : update);
}

function lastWords({ command, errorCode, timedOut, stderr, stdout }: Outcome): string {
  if (errorCode !== undefined && stderr === '') return `${command.split(' ')[0]}: ${errorCode}`;
  if (timedOut) return 'it took too long';
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const said = lines.filter((line) => /^E: |error|sudo: /i.test(line));
  return plainLine(shorten(said.at(-1) ?? lines.at(-1) ?? 'it said nothing', 300));
}

export interface RoomRequest {
  readonly tests: readonly TestPlan[];
  /** It need not be there. */
  readonly topdir: TopFolder;
  readonly store: string;
  /** Null: as many tests at once as there are processors. */
  readonly jobs: number | null;
}

/** Holds the host's free disk and memory against what the plan needs. Virtual sizes are not taken for real ones: see src/host/room.ts. */
export async function checkRoom({ tests, topdir, store, jobs }: RoomRequest): Promise<{ facts: Fact[]; problems: Problem[] }> {
  const [top, images, memory, cpus] = await Promise.all([diskSpace(topdir.path), diskSpace(store), usableMemory(), usableCpus()]);
  const running = tests.filter(({ skip }) => skip === null);
  const atOnce = Math.max(1, Math.min(jobs ?? cpus, running.length));
  const facts: Fact[] = [
    { label: 'Free disk', value: `${formatSize(top.freeBytes)} (${top.type})` },
    ...(images.freeBytes === top.freeBytes ? [] : [{ label: 'Free disk of the image store', value: formatSize(images.freeBytes) }]),
    { label: 'Free memory', value: `${formatSize(memory.availableBytes)} of ${formatSize(memory.totalBytes)}` },
  ];
  return { facts, problems: [...diskProblems(topdir, top, running, atOnce), ...memoryProblems(memory, running)] };
}
