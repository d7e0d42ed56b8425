import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EVENTS_FILE } from '../../src/model/files.ts';
import type { TestResult } from '../../src/model/result.ts';
import { type Command, type MeasuredRun, measuredRun, runWords } from './command.ts';
import type { Figure, Measured } from './statistics.ts';
import { tinyWhole } from './tiny.ts';

/** A line of `logs/events.jsonl`, as far as it is read here; `at` in seconds since the epoch. */
interface Logged {
  readonly at: number;
  readonly type: string;
  readonly phase?: string;
  readonly event?: unknown;
  readonly data?: { readonly guest?: boolean };
}

/** Milliseconds, one value a phase or a run. */
interface Waits {
  /** From a guest's power-off, by QEMU's own clock, to the beginning of extraction. */
  readonly extraction: readonly number[];
  /** From one machine's power-off to the next machine's start, all that lies between included. */
  readonly machine: readonly number[];
  /** From the last check's end to the line that says that the test passed, as a reader of our stdout gets it. */
  readonly report: readonly number[];
}

/** How long is waited between what happens and what it leads to, in runs of a tiny test, and in those that are there already. */
export async function measureWaits(
  command: Command,
  folder: string,
  rounds: number,
  others: readonly MeasuredRun[],
  tell: (text: string) => void,
): Promise<Measured> {
  const suite = await tinyWhole(folder);
  const tiny: Waits[] = [];
  for (let round = 0; round < rounds; round++) {
    const topdir = join(folder, `waits${round}`);
    tiny.push(await waitsOf(await measuredRun(command, { suite, topdir })));
    await rm(topdir, { recursive: true });
  }
  const quickstart = await Promise.all(others.map(waitsOf));
  tell(`waits of ${rounds} tiny runs and ${others.length} of the quickstart`);
  const figures = [...figuresOf('tiny', tiny), ...figuresOf('quickstart', quickstart)];
  const between = (name: string, waits: readonly Waits[]) =>
    `d  power-off to the next machine's start, ${name}: ${waits.flatMap(({ machine }) => machine.map((value) => value.toFixed(0))).join(', ')} ms`;
  return {
    figures,
    remarks: [between('tiny', tiny), ...(quickstart.length === 0 ? [] : [between('quickstart', quickstart)])],
    commands: [`vmtest ${runWords({ suite, topdir: 'FOLDER' }).join(' ')}`],
  };
}

function figuresOf(name: string, waits: readonly Waits[]): Figure[] {
  if (waits.length === 0) return [];
  return [
    { what: `d  power-off to extraction, ${name}`, values: waits.flatMap(({ extraction }) => extraction), unit: 'ms', bound: 100 },
    { what: `d  last check to "passed", ${name}`, values: waits.flatMap(({ report }) => report), unit: 'ms', bound: 100 },
  ];
}

async function waitsOf({ ended, result }: MeasuredRun): Promise<Waits> {
  const test = result.tests[0] as TestResult;
  const text = await readFile(join(test.folder as string, EVENTS_FILE), 'utf8');
  const events = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Logged]));
  const when = (what: string, phase: string | undefined, matches: (event: Logged) => boolean) => {
    const found = events.find((event) => event.phase === phase && matches(event));
    if (found === undefined) throw new Error(`${test.folder}/${EVENTS_FILE} does not say when ${what} of ${phase ?? 'the test'} was`);
    return found.at;
  };
  const powerOff = (phase: string) => when('the power-off', phase, ({ event, data }) => event === 'SHUTDOWN' && data?.guest === true);
  const phases = test.phases.map(({ name }) => name);
  const between = (from: number, to: number) => (to - from) * 1000;
  const checked = events.findLast(({ type }) => type === 'check');
  const line = ended.lines.find(({ text }) => text.includes(test.id) && / passed in .* checks passed$/.test(text));
  if (checked === undefined || line === undefined) throw new Error(`the run of ${test.id} tells no check or no pass`);
  return {
    extraction: phases.map((phase) =>
      between(
        powerOff(phase),
        when('extraction', phase, ({ type }) => type === 'extract'),
      ),
    ),
    machine: phases.slice(1).map((phase, i) =>
      between(
        powerOff(phases[i] as string),
        when("the machine's start", phase, ({ type }) => type === 'machine-start'),
      ),
    ),
    report: [line.at - checked.at * 1000],
  };
}
