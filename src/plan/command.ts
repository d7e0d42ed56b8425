import { formatDuration } from '../base/times.ts';
import { axisVariables } from '../model/axes.ts';
import { COMMAND_FILES, type CommandSettings } from '../model/command.ts';
import type { Catalogue, HostFacts, MachineSpec, RunSettings, TestPlan } from '../model/plan.ts';
import type { Origin, Suite, Test } from '../model/suite.ts';
import type { Notes } from './problems.ts';
import { type Effective, effectiveSettings } from './settings.ts';
import { skipOf } from './skip.ts';

/** Variables that the harness is told the run's own ways by: a suite does not say them. */
const OWN_VARIABLES =
  /^(?:VMTEST_.*|CURTIN_VMTEST_TOPDIR|CURTIN_VMTEST_LOG|CURTIN_VMTEST_KEEP_DATA_(?:PASS|FAIL)|(?:CURTIN_VMTEST_)?IMAGE_DIR)$/;

/** Verdicts that the harness's classes can have. */
const FORESEEABLE = new Set(['check-failed', 'install-failed', 'install-timeout', 'boot-timeout', 'collect-incomplete', 'kernel-panic']);

/** What a plan knows beside the test. */
interface Around {
  readonly suite: Pick<Suite, 'images'>;
  readonly facts: HostFacts;
  readonly catalogue: Catalogue;
  readonly settings: RunSettings;
}

/** Decides about a test that is a program on the host. Nothing is known of its machines: it has no phases. */
export function planCommand(test: Test, command: CommandSettings, input: Around, notes: Notes): TestPlan {
  const effective = effectiveSettings(test, input.facts, input.settings);
  checkImages(test, command, input, notes);
  checkWords(test, command, notes);
  if (input.facts.kvm === 'unusable' && input.settings.accel === 'auto') {
    const hint = 'vmtest doctor says what mends it';
    notes.warning('KVM cannot be used here, and the original harness starts its machines with KVM alone', hint, {
      code: 'VMTEST_KVM_UNUSABLE',
      setting: 'command',
    });
  }
  const topdir = command.topdir ?? `{topdir}/${test.slug}/${COMMAND_FILES.output}`;
  return {
    id: test.id,
    slug: test.slug,
    name: test.name,
    axes: test.axes,
    image: null,
    machine: noMachine(effective),
    command: { ...command, topdir, axes: axesOf(test) },
    phases: [],
    install: test.install,
    checks: [],
    expect: test.expect,
    skip: skipOf(test, input, notes),
    keep: effective.keep,
    folder: test.folder,
    place: test.place,
    settings: shown(test, command, topdir, effective),
  };
}

function checkImages(test: Test, { images }: CommandSettings, { suite, catalogue }: Around, notes: Notes): void {
  for (const name of new Set(images)) {
    const source = suite.images[name]?.source;
    notes.add(catalogue[name]?.problems ?? []);
    if (source === undefined || source.kind === 'simplestreams') continue;
    notes.error(
      `the image \`${name}\` of ${source.kind} is not laid out as the original harness looks for images`,
      'take one of simplestreams',
      {
        place: test.place,
        setting: 'images',
      },
    );
  }
}

function checkWords(test: Test, { environment }: CommandSettings, notes: Notes): void {
  for (const name of Object.keys(environment)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      notes.error(`${JSON.stringify(name)} is no name of a variable`, 'letters, digits and "_"', { setting: `environment.${name}` });
    if (!OWN_VARIABLES.test(name)) continue;
    notes.error(
      `the variable ${name} is set by the run itself`,
      'leave it out; topdir, keep policy and image store are settings of the run',
      {
        setting: `environment.${name}`,
      },
    );
  }
  const verdict = test.expect?.verdict ?? null;
  if (verdict !== null && !FORESEEABLE.has(verdict))
    notes.error(`\`${verdict}\` cannot be expected of a command`, `there is ${[...FORESEEABLE].join(', ')}`, { setting: 'expect.verdict' });
}

function axesOf({ axes }: Test): Readonly<Record<string, string>> {
  const names = axisVariables(Object.keys(axes));
  return Object.fromEntries(Object.entries(axes).map(([axis, value]) => [names.get(axis) as string, String(value)]));
}

/** What readers of a plan find where a machine would be. */
function noMachine({ arch, accel, cpu, type }: Effective): MachineSpec {
  return { arch, type, cpu, accel, cpus: 0, memoryMiB: 0, firmware: 'bios', disks: [], nics: [], qemuArgs: [] };
}

const DEFAULT: Origin = { level: 'default' };

function shown(test: Test, command: CommandSettings, topdir: string, effective: Effective): TestPlan['settings'] {
  const from = (name: string): Origin => test.origins[name] ?? DEFAULT;
  return {
    command: { value: command.command, from: from('command') },
    topdir: { value: topdir, from: from('topdir') },
    timeout: { value: formatDuration(command.timeout), from: from('timeout') },
    ...(command.images.length === 0 ? {} : { images: { value: command.images, from: from('images') } }),
    ...(command.classes.length === 0 ? {} : { classes: { value: command.classes, from: from('classes') } }),
    ...Object.fromEntries(
      Object.entries(command.environment).map(([name, value]) => [`environment.${name}`, { value, from: from(`environment.${name}`) }]),
    ),
    'keep.pass': effective.shown['keep.pass'] as { value: unknown; from: Origin },
    'keep.fail': effective.shown['keep.fail'] as { value: unknown; from: Origin },
  };
}
