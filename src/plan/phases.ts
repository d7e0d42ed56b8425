import { axisVariables } from '../model/axes.ts';
import { SERIALS } from '../model/files.ts';
import type { CurtinPlan, GuestStep, MachineSpec, PhaseSpec } from '../model/plan.ts';
import type { BootSettings, CheckSettings, ImageDefinition, ImageRole, SeedWay, Test } from '../model/suite.ts';
import { type PhaseArguments, phaseArgv, smbiosSerial, smbiosString } from '../qemu/args.ts';
import { CURTIN_STEPS } from './curtin.ts';
import { CURTIN_DEFAULTS } from './curtin-collect.ts';
import { commandLine, harnessDisks, isOverlayRoot, ROOT_PATH } from './environment.ts';
import { ISOLATED_HINT } from './nics.ts';
import type { Notes } from './problems.ts';
import type { Effective } from './settings.ts';

/** The shell scripts that a check needs run in the guest, each in the folder that is collected. */
export type CollectFor = (check: CheckSettings) => readonly { readonly name: string; readonly script: string }[];

export interface PhaseInput {
  readonly test: Test;
  readonly effective: Effective;
  readonly machine: MachineSpec;
  /** Of the image that is booted, and what it has. */
  readonly image: ImageDefinition | undefined;
  readonly roles: readonly ImageRole[];
  /** Whether the image that is installed has a tar. */
  readonly hasTarget: boolean;
  /** The installer's file after its replacements; '' where there is none. */
  readonly script: string;
  readonly collectFor: CollectFor;
  /** What curtin is run with; null for other installers. */
  readonly curtin: CurtinPlan | null;
  readonly notes: Notes;
}

/** The phases of a test in their order: the install, unless there is none, then each boot. */
export function planPhases(input: PhaseInput): PhaseSpec[] {
  const boots = input.test.boots.map((boot) => bootPhase(input, boot));
  return input.test.install.installer === 'none' ? boots : [installPhase(input), ...boots];
}

function installPhase(input: PhaseInput): PhaseSpec {
  const { test, effective } = input;
  const { install } = test;
  const seed = seedOf(input, install.seed, 'install');
  const own: readonly GuestStep[] =
    install.installer === 'curtin' ? CURTIN_STEPS : [{ name: 'install', kind: 'install', script: input.script }];
  const overHttp = rootOverHttp(input);
  const mac = input.machine.nics[0]?.mac ?? null;
  const environment = { roles: input.roles, image: input.image, installer: install.installer, mac, rootOverHttp: overHttp };
  return phase(input, {
    name: 'install',
    kind: 'install',
    prefix: 'install',
    inputs: 'install',
    collect: 'install/collect',
    timeoutSeconds: effective.installTimeout,
    seed,
    kernel: {
      initrd: input.roles.includes('initrd'),
      commandLine: commandLine(environment, effective, seed, 'install'),
      userArgs: install.kernelArgs,
    },
    smbios: [],
    hasTarget: input.hasTarget && (input.curtin === null || input.curtin.source.includes(SERIALS.target)),
    curtin: input.curtin,
    rootServed: overHttp ? { path: ROOT_PATH, role: 'root', ftype: 'squashfs' } : null,
    settings: install,
    steps: [...own, ...collectSteps(readersOf(test, 'install'), input.collectFor)],
    checks: [],
  });
}

function bootPhase(input: PhaseInput, boot: BootSettings): PhaseSpec {
  const { test, effective } = input;
  const single = test.boots.length === 1;
  const inputs = single ? 'boot' : `boot/${boot.name}`;
  const seed = seedOf(input, boot.seed, `boot ${boot.name}`);
  const direct = test.install.installer === 'none' && input.roles.includes('kernel') && !input.roles.includes('disk');
  const environment = { roles: input.roles, image: input.image, installer: 'none' as const, mac: null, rootOverHttp: false };
  const commands = boot.runcmd.map((script, index): GuestStep => ({ name: `runcmd ${index + 1}`, kind: 'runcmd', script }));
  const collects = boot.collect.map((script, index): GuestStep => ({ name: `collect ${index + 1}`, kind: 'collect', script }));
  const defaults = test.install.installer === 'curtin' ? CURTIN_DEFAULTS : [];
  const checks = boot.checks.map((check) => (check.from === null ? { ...check, from: boot.name } : check));
  return phase(input, {
    name: boot.name,
    kind: 'boot',
    prefix: single ? 'boot' : `boot-${boot.name}`,
    inputs,
    collect: single ? 'collect' : `collect/${boot.name}`,
    timeoutSeconds: effective.bootTimeout(boot.timeout),
    seed,
    kernel: direct
      ? {
          initrd: input.roles.includes('initrd'),
          commandLine: commandLine(environment, effective, seed, inputs),
          userArgs: boot.kernelArgs,
        }
      : null,
    smbios: direct ? [] : smbiosOf(input, boot, seed, inputs),
    hasTarget: false,
    curtin: null,
    rootServed: null,
    settings: boot,
    steps: [...commands, ...defaults, ...collects, ...collectSteps(readersOf(test, boot.name), input.collectFor)],
    checks,
  });
}

type PhaseDraft = Pick<
  PhaseSpec,
  'name' | 'kind' | 'prefix' | 'inputs' | 'collect' | 'timeoutSeconds' | 'seed' | 'steps' | 'curtin' | 'rootServed' | 'checks'
> &
  Pick<PhaseArguments, 'kernel' | 'smbios'> & {
    readonly hasTarget: boolean;
    readonly settings: Pick<BootSettings, 'end' | 'reboots' | 'cloudConfig'>;
  };

function phase(input: PhaseInput, draft: PhaseDraft): PhaseSpec {
  const { machine, test } = input;
  const root = draft.kernel !== null && draft.rootServed === null && input.roles.includes('root');
  const disks = harnessDisks(machine.type, test.slug, draft.inputs, { seed: draft.seed === 'disk', root, target: draft.hasTarget });
  const { kernel, smbios, hasTarget: _, settings, ...spec } = draft;
  return {
    ...spec,
    silenceSeconds: input.effective.silence,
    argv: phaseArgv(machine, { slug: test.slug, prefix: draft.prefix, harnessDisks: disks, kernel, smbios }),
    harnessDisks: disks,
    end: settings.end,
    reboots: settings.reboots,
    cloudConfig: settings.cloudConfig,
    environment: environmentOf(test, draft.name),
  };
}

/** Whether the environment's initramfs is to fetch its root: a squashfs, by a NIC that reaches us. */
function rootOverHttp({ test, image, roles, machine, effective, notes }: PhaseInput): boolean {
  const { root, place } = test.install;
  if (root === 'disk') return false;
  const network = machine.nics[0]?.network ?? 'none';
  if (network === 'none') {
    const hint = effective.isolate ? ISOLATED_HINT : 'leave `root` out, or give the first NIC `network: user`';
    notes.error(`the root of the environment is to come over HTTP, and the first NIC has network \`${network}\``, hint, { place });
  }
  if (!roles.includes('root') || !isOverlayRoot(image)) {
    const hint = 'leave `root` out: the disk that it then is may have any file system';
    notes.error('the root of the environment is to come over HTTP, and the image has no squashfs', hint, { place });
  }
  return true;
}

/** A disk, unless the suite says otherwise: it needs no network, and no cloud-init of a certain age. */
function seedOf(input: PhaseInput, seed: SeedWay | null, where: string): SeedWay {
  if (seed === 'http' && (input.machine.nics[0]?.network ?? 'none') === 'none') {
    const hint = input.effective.isolate ? ISOLATED_HINT : 'leave `seed` out, or give the first NIC `network: user`';
    input.notes.error(`the seed of ${where} is to come over HTTP, and the first NIC has network \`none\``, hint);
  }
  return seed ?? 'disk';
}

/** What a boot through the disk's own boot loader can still be told from outside. */
function smbiosOf(input: PhaseInput, boot: BootSettings, seed: SeedWay, inputs: string): string[] {
  if (input.machine.arch === 'ppc64') return noteNoSmbios(input, boot, seed);
  const strings = seed === 'http' ? [smbiosSerial(`ds=nocloud-net;s={http}/${inputs}/`)] : [];
  if (boot.kernelArgs.length === 0) return strings;
  const hint = 'another boot loader has its own configuration: let the installer write it';
  input.notes.warning(`kernel-args of boot ${boot.name} reach only systemd-boot and unified kernel images`, hint, { place: boot.place });
  const value = boot.kernelArgs.join(' ');
  const names = ['io.systemd.stub.kernel-cmdline-extra', 'io.systemd.boot.kernel-cmdline-extra'];
  return [...strings, ...names.map((name) => smbiosString(`${name}=${value}`))];
}

/** Open Firmware's machines have no such tables: what the disk's own boot loader starts is told nothing. */
function noteNoSmbios({ notes }: PhaseInput, boot: BootSettings, seed: SeedWay): string[] {
  const { place } = boot;
  if (seed === 'http')
    notes.error(`a ppc64el machine cannot be told where the seed of boot ${boot.name} is`, 'leave `seed` out: a disk', { place });
  if (boot.kernelArgs.length > 0)
    notes.warning(`kernel-args of boot ${boot.name} reach no ppc64el machine`, 'let the installer write them', { place });
  return [];
}

/** The checks that read a phase's data: the test's without `from` read the last boot's, a boot's own that boot's. */
function readersOf(test: Test, phaseName: string): CheckSettings[] {
  const last = test.boots.at(-1)?.name ?? null;
  const own = test.boots.flatMap((boot) => boot.checks.filter((check) => (check.from ?? boot.name) === phaseName));
  return [...own, ...test.checks.filter((check) => (check.from ?? last) === phaseName)];
}

function collectSteps(checks: readonly CheckSettings[], collectFor: CollectFor): GuestStep[] {
  const steps = new Map<string, GuestStep>();
  for (const check of checks) {
    for (const { name, script } of collectFor(check)) if (!steps.has(name)) steps.set(name, { name, kind: 'collect', script });
  }
  return [...steps.values()];
}

/** The axes as `VMTEST_NAME`, and which test and phase it is. */
function environmentOf(test: Test, phaseName: string): Record<string, string> {
  const variables = axisVariables(Object.keys(test.axes));
  const axes = Object.entries(test.axes).map(([axis, value]) => [variables.get(axis) as string, String(value)] as const);
  return { ...Object.fromEntries(axes), VMTEST_TEST: test.id, VMTEST_PHASE: phaseName };
}
