import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OUTPUT_DISK_BYTES } from '../../src/model/files.ts';
import type { RunResult, TestResult } from '../../src/model/result.ts';
import { type Command, type MeasuredRun, machineSeconds, measuredRun, QUICKSTART, runWords } from './command.ts';
import { must } from './processes.ts';
import { type Figure, type Measured, median } from './statistics.ts';

/** The quickstart's one test that is measured. */
const SELECT = ['--select', 'firmware=bios'];
const PHASES = ['install', 'boot'] as const;

/** What the boots with and without vmtest came to. */
export interface Boots extends Measured {
  readonly runs: readonly MeasuredRun[];
  /** Of the first run, which is not measured. */
  readonly test: TestResult;
}

/** The disks of a kept run that its machines wrote, as qemu-img describes them. */
interface Disk {
  readonly path: string;
  readonly size: number;
  readonly backing: readonly string[];
}

/**
 * The quickstart's two boots by bare QEMU and by vmtest, in pairs, each pair in the other order than the one before it. Bare QEMU runs
 * the command lines that vmtest left of a first run (`logs/qemu-*.sh`), on fresh disks, and ends at the power-off.
 */
export async function measureBoots(command: Command, folder: string, pairs: number, tell: (text: string) => void): Promise<Boots> {
  const first = await firstRun(command, join(folder, 'first'), tell);
  const disks = await disksOf(first.folder);
  const bare: number[] = [];
  const runs: MeasuredRun[] = [];
  const steps = {
    bare: async () => {
      bare.push(await bareBoots(first.folder, disks));
      tell(`bare QEMU: ${(bare.at(-1) as number).toFixed(2)} s`);
    },
    vmtest: async () => {
      const topdir = join(folder, `run${runs.length}`);
      await must(['sync']);
      runs.push(await measuredRun(command, { suite: QUICKSTART, topdir, options: SELECT }));
      const { ended, result } = runs.at(-1) as MeasuredRun;
      tell(`vmtest: ${(ended.wall / 1000).toFixed(2)} s, its machines ${machineSeconds(result.tests[0] as TestResult).toFixed(2)} s`);
    },
  };
  for (let pair = 0; pair < pairs; pair++) {
    for (const step of pair % 2 === 0 ? (['bare', 'vmtest'] as const) : (['vmtest', 'bare'] as const)) await steps[step]();
  }
  return {
    ...figuresOf(bare, runs),
    runs,
    test: first,
    commands: [
      ...PHASES.map((phase) => `sh ${join(first.folder, 'logs', `qemu-${phase}.sh`)} </dev/null`),
      `vmtest ${runWords({ suite: QUICKSTART, topdir: 'FOLDER', options: SELECT }).join(' ')}`,
    ],
  };
}

/** A run that keeps everything: it builds the images where they are not there yet, and leaves the command lines. */
async function firstRun(command: Command, topdir: string, tell: (text: string) => void): Promise<TestResult & { readonly folder: string }> {
  const { wall } = await must([...command.argv, 'run', '-f', QUICKSTART, ...SELECT, '--topdir', topdir, '--keep-data-pass', 'all']);
  tell(`first run, with the images where they had to be built: ${(wall / 1000).toFixed(1)} s`);
  const result = JSON.parse(await readFile(join(topdir, 'result.json'), 'utf8')) as RunResult;
  const test = result.tests[0] as TestResult;
  return { ...test, folder: test.folder as string };
}

async function disksOf(folder: string): Promise<Disk[]> {
  return await Promise.all(
    ['disks/disk0.qcow2', 'install/root.qcow2'].map(async (name) => {
      const path = join(folder, name);
      const { stdout } = await must(['qemu-img', 'info', '--output=json', path]);
      const info = JSON.parse(stdout) as { 'virtual-size': number; 'backing-filename'?: string };
      const backing = info['backing-filename'];
      return { path, size: info['virtual-size'], backing: backing === undefined ? [] : ['-b', backing, '-F', 'raw'] };
    }),
  );
}

/** Seconds that the two bare QEMUs lived, together: the time to make their disks is not counted. */
async function bareBoots(folder: string, disks: readonly Disk[]): Promise<number> {
  for (const { path, size, backing } of disks) await must(['qemu-img', 'create', '-q', '-f', 'qcow2', ...backing, path, String(size)]);
  let seconds = 0;
  for (const phase of PHASES) {
    const output = join(folder, phase, 'output.img');
    const console = join(folder, `bare-${phase}.log`);
    await mkdir(join(folder, phase), { recursive: true });
    await rm(output, { force: true });
    await writeFile(output, '');
    await truncate(output, OUTPUT_DISK_BYTES);
    await must(['sync']);
    seconds += (await must(['sh', join(folder, 'logs', `qemu-${phase}.sh`)], { output: console })).wall / 1000;
    if (!/reboot: Power down/.test(await readFile(console, 'utf8')))
      throw new Error(`bare QEMU did not come to its power-off: see ${console}`);
  }
  return seconds;
}

function figuresOf(bare: readonly number[], runs: readonly MeasuredRun[]): Pick<Boots, 'figures' | 'remarks'> {
  const walls = runs.map(({ ended }) => ended.wall / 1000);
  const own = runs.map(({ result }, i) => (walls[i] as number) - machineSeconds(result.tests[0] as TestResult));
  const cpu = runs.map(({ probed }) => probed.ownCpuSeconds);
  const figures: Figure[] = [
    { what: 'a  own share of the wall time', values: own.map((value, i) => (100 * value) / (walls[i] as number)), unit: '%', bound: 2 },
    {
      what: "a  our CPU beside QEMU's",
      values: runs.map(({ probed }) => (100 * probed.ownCpuSeconds) / probed.machineCpuSeconds),
      unit: '%',
      bound: 2,
    },
    {
      what: 'a  wall beside bare QEMU',
      values: walls.map((wall, i) => wall / (bare[i] as number)),
      unit: '×',
      bound: 1.05,
      bare: { values: bare, room: 0.05, relative: true },
    },
    { what: 'a  peak memory, quickstart', values: runs.map(({ probed }) => probed.peakBytes / 1e6), unit: 'MB', bound: 150 },
  ];
  const seconds = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(', ');
  return {
    figures,
    remarks: [
      `a  bare QEMU: ${seconds(bare)} s; vmtest: ${seconds(walls)} s`,
      `a  own time: ${seconds(own)} s (median ${median(own).toFixed(2)} s); own CPU: ${seconds(cpu)} s; QEMU's CPU: ${seconds(runs.map(({ probed }) => probed.machineCpuSeconds))} s`,
    ],
  };
}
