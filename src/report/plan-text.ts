import { formatSize } from '../base/sizes.ts';
import { shorten } from '../base/text.ts';
import { formatDuration } from '../base/times.ts';
import { plannedChecks } from '../checks/planned-checks.ts';
import type { CurtinPlan, DiskSpec, IscsiDisk, PhaseSpec, Plan, TestPlan } from '../model/plan.ts';
import type { Origin } from '../model/suite.ts';
import { oneLine } from './marks.ts';
import { type Paint, paint } from './paint.ts';
import { shownPath } from './problem-groups.ts';
import { columns } from './width.ts';

export interface PlanTextOptions {
  readonly color?: boolean;
  /** Suite files under it are shown relative to it. */
  readonly root?: string;
  /** Everything of each test, with where each setting came from; where it is not said, of up to `FEW` tests. */
  readonly settings?: boolean;
}

const FEW = 4;
/** Characters of the names of a phase's steps: what curtin installed is asked by dozens. */
const MOST_STEPS = 160;

/** A plan for people: a table of its tests, or of a few everything. Problems are not in it: they go elsewhere. */
export function planText(plan: Plan, options: PlanTextOptions = {}): string {
  const colors = paint(options.color === true);
  if (plan.tests.length === 0) return '';
  const details = options.settings ?? plan.tests.length <= FEW;
  const lines = details
    ? plan.tests.flatMap((test, index) => [...(index === 0 ? [] : ['']), ...testDetails(test, options, colors)])
    : table(plan.tests, colors);
  const count = `${plan.tests.length} test${plan.tests.length === 1 ? '' : 's'}`;
  return `${[...lines, '', colors.faint(count)].join('\n')}\n`;
}

function table(tests: readonly TestPlan[], colors: Paint): string[] {
  const head = ['test', 'image', 'machine', 'disks', 'phases'].map(colors.faint);
  return columns([
    head,
    ...tests.map((test) => [oneLine(test.id), test.image ?? '', machineText(test), disksText(test.machine.disks), phasesText(test)]),
  ]);
}

function machineText({ command, machine }: TestPlan): string {
  if (command !== null) return 'command';
  return `${machine.arch} ${machine.firmware} ${machine.accel} ${machine.cpus}×${formatSize(machine.memoryMiB * 2 ** 20).replace(' ', '')}`;
}

function disksText(disks: readonly DiskSpec[]): string {
  return disks.map((disk) => `${formatSize(disk.sizeBytes).replace(' ', '')}${disk.paths > 1 ? `×${disk.paths} paths` : ''}`).join(' ');
}

function phasesText(test: TestPlan): string {
  if (test.skip !== null) return `skipped${test.skip.until === null ? '' : ` until ${test.skip.until}`}`;
  return test.command !== null ? oneLine(shorten(test.command.command, 40)) : test.phases.map(({ name }) => name).join(' ');
}

function testDetails(test: TestPlan, options: PlanTextOptions, colors: Paint): string[] {
  const { machine } = test;
  const settings = Object.entries(test.settings).map(([path, { value, from }]) => [
    path,
    valueText(value),
    colors.faint(originText(from, options.root)),
  ]);
  const devices = [
    ...machine.disks.map((disk) => [disk.name, diskText(disk)]),
    ...(machine.iscsi ?? []).map((disk) => [disk.name, `${formatSize(disk.sizeBytes)} iSCSI${chapText(disk)}`]),
    ...machine.nics.map(({ mac, network }, index) => [`nic${index}`, `${mac} ${network}`]),
    ...(machine.qemuArgs.length === 0 ? [] : [['qemu-args', oneLine(machine.qemuArgs.join(' '))]]),
  ];
  const phases = test.phases.flatMap((phase) => [[phase.name, phaseText(phase)], ...stepRows(phase), ...curtinRows(phase.curtin)]);
  const rest = [
    ...plannedChecks(test).map(({ name, from }, index) => [index === 0 ? 'checks' : '', oneLine(name), colors.faint(oneLine(from ?? ''))]),
    ...(test.expect === null ? [] : [['expected', oneLine(test.expect.verdict ?? test.expect.console ?? 'a failure')]]),
    ...(test.skip === null
      ? []
      : [['skipped', oneLine([test.skip.until && `until ${test.skip.until}`, test.skip.reason].filter(Boolean).join(': '))]]),
  ];
  const image = test.image === null ? '' : colors.faint(`  image ${oneLine(test.image)}`);
  const rows = columns([...settings, ...devices, ...phases, ...rest].map(([name = '', ...cells]) => [colors.faint(name), ...cells]));
  return [`${colors.strong(oneLine(test.id))}${image}`, ...rows.map((line) => `  ${line}`)];
}

function diskText(disk: DiskSpec): string {
  const blocks = disk.logicalBlockSize === 512 ? '' : ` blocks of ${disk.logicalBlockSize}`;
  const wwn = disk.wwn === null ? '' : ` wwn ${disk.wwn}`;
  const paths = disk.paths === 1 ? '' : ` ${disk.paths} paths`;
  const from = disk.from === null ? '' : ` from ${oneLine(disk.from)}`;
  return `${formatSize(disk.sizeBytes)} ${disk.driver} serial ${oneLine(disk.serial)}${wwn}${blocks}${paths}${from}`;
}

function chapText({ user, inUser }: IscsiDisk): string {
  if (user === null && inUser === null) return '';
  return ` CHAP ${[user === null ? [] : `of ${oneLine(user)}`, inUser === null ? [] : `by ${oneLine(inUser)}`].flat().join(', ')}`;
}

function phaseText(phase: PhaseSpec): string {
  const steps = phase.steps.length === 0 ? '' : `, ${phase.steps.length} step${phase.steps.length === 1 ? '' : 's'} in the guest`;
  return `up to ${formatDuration(phase.timeoutSeconds)}, ${formatDuration(phase.silenceSeconds)} of silence${steps}`;
}

function stepRows({ steps }: PhaseSpec): string[][] {
  return steps.length === 0 ? [] : [['  steps', shorten(oneLine(steps.map(({ name }) => name).join(', ')), MOST_STEPS)]];
}

/** With what curtin is run: its configurations in the order in which it merges them, and what it installs. */
function curtinRows(curtin: CurtinPlan | null): string[][] {
  if (curtin === null) return [];
  const packed = curtin.exe ?? curtin.tree ?? 'no source tree was found';
  return [
    ['curtin', oneLine(packed)],
    ...curtin.configs.map(({ name, why }) => ['  config', oneLine(`${name}: ${why}`)]),
    ['  source', oneLine(curtin.source)],
  ];
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : oneLine(value.join(','));
  return oneLine(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function originText(from: Origin, root: string | undefined): string {
  const place = from.place === undefined ? '' : `${shownPath(from.place.file, root)}:${from.place.line}`;
  if (from.name !== undefined) return oneLine(from.name);
  return place === '' ? from.level : `${oneLine(place)} (${from.level})`;
}
