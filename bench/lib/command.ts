import { cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import type { RunResult, TestResult } from '../../src/model/result.ts';
import type { Probed } from './probe.ts';
import { type Ended, must, program } from './processes.ts';

const ROOT = dirname(dirname(import.meta.dirname));
/** What `npm install` brings of the command: it is in one file with its chunks, so that no other package is loaded. */
const INSTALLED = ['bin', 'build', 'schemas', 'package.json', 'vmtest.schema.json'];

/** The command as it is after `npm install`: built, and started by its own `bin/vmtest.js`. */
export interface Command {
  readonly argv: readonly string[];
  /** A module for `node --import` that writes what a run took. */
  readonly probe: string;
}

/** Builds the command from this checkout and puts it into `folder` as npm would. */
export async function installCommand(folder: string): Promise<Command> {
  await must([process.execPath, join(ROOT, 'tools/build.ts')]);
  await mkdir(folder, { recursive: true });
  for (const name of INSTALLED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  const probe = join(folder, 'probe.mjs');
  // Node would take the types away itself, in time and memory of the measured process.
  const bundle = await rolldown({ input: join(import.meta.dirname, 'probe.ts'), platform: 'node', tsconfig: false });
  await bundle.write({ file: probe, format: 'esm' });
  await bundle.close();
  return { argv: [process.execPath, join(folder, 'bin/vmtest.js')], probe };
}

/** The suite of the quickstart. */
export const QUICKSTART = join(ROOT, 'examples/quickstart/vmtest.yaml');

export interface RunGiven {
  readonly suite: string;
  /** Absent. */
  readonly topdir: string;
  readonly options?: readonly string[];
}

/** The words of `vmtest run` as they are measured; what is kept of a pass are the logs, for the times in them. */
export function runWords({ suite, topdir, options = [] }: RunGiven): string[] {
  return ['run', '-f', suite, '--topdir', topdir, '--keep-data-pass', 'logs', ...options];
}

/** A finished `vmtest run`, all of whose tests passed. */
export interface MeasuredRun {
  readonly ended: Ended;
  readonly result: RunResult;
  readonly probed: Probed;
}

/** Runs a suite by the command and reads what it took. Throws where a test did not pass: a figure of a failed run is none. */
export async function measuredRun(command: Command, given: RunGiven): Promise<MeasuredRun> {
  const file = `${given.topdir}.probe.json`;
  const [node, script] = command.argv as [string, string];
  const argv = [node, '--import', command.probe, script, ...runWords(given)];
  const ended = await program(argv, { env: { BENCH_PROBE: file } });
  if (ended.exitCode !== 0) throw new Error(`${argv.join(' ')} ended with status ${ended.exitCode}:\n${ended.stdout}${ended.stderr}`);
  const result = JSON.parse(await readFile(join(given.topdir, 'result.json'), 'utf8')) as RunResult;
  return { ended, result, probed: JSON.parse(await readFile(file, 'utf8')) as Probed };
}

/** Seconds that the machines of a test lived, its phases summed. */
export function machineSeconds(test: TestResult): number {
  return test.phases.reduce((sum, phase) => sum + phase.qemuSeconds, 0);
}
