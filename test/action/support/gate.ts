import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tempFolder } from '../../support/temp.ts';
import type { Annotation } from './commands.ts';
import { type ResultsService, resultsService } from './results-service.ts';
import { type JobRun, runWorkflow, type WorkflowOptions, type WorkflowRun } from './workflow.ts';

/** A gate of `.github/workflows/gate.yml`, and the run in which it is. */
export interface Gate extends Omit<WorkflowOptions, 'file' | 'service'> {
  readonly service: ResultsService;
  /** Where the caller's workflow is written, and where the one runner of all its jobs lives: the cache finds an entry by its path too. */
  readonly folder: string;
  readonly checkout: string;
  /** The inputs of the called workflow. */
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  /** Several gates in one workflow, by the id of their jobs, instead of `with`. */
  readonly gates?: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** Gets the JUnit file, which the gate gives to somebody else's action. */
  readonly junit?: (xml: string) => void;
}

/** Runs a workflow that calls the gate, with emulated machines. */
export async function gate({ folder, with: inputs = {}, gates = { vmtest: inputs }, junit, ...options }: Gate): Promise<WorkflowRun> {
  const uses = 'vmtest/vmtest/.github/workflows/gate.yml@v1';
  const jobs = Object.fromEntries(Object.entries(gates).map(([id, given]) => [id, { uses, with: { accel: 'tcg', ...given } }]));
  const file = join(folder, 'caller.yml');
  await writeFile(file, JSON.stringify({ on: ['push', 'pull_request'], jobs }));
  const upload = async ({ with: given }: { with: Readonly<Record<string, string>> }) => {
    junit?.(await readFile(given.path ?? '', 'utf8'));
    return {};
  };
  return await runWorkflow({
    ...options,
    file,
    runnerFolder: join(folder, '_work'),
    actions: { 'actions/upload-artifact': upload, ...options.actions },
  });
}

/** `vmtest / verdict: success 1`: each job's name, result and attempt. */
export function jobsOf({ jobs }: WorkflowRun): readonly string[] {
  return jobs.map(({ name, result, attempt }) => `${name}: ${result} ${attempt}`);
}

export interface GateEnd extends JobRun {
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly log: string;
}

/** The required job of a gate, with what its report said. */
export function lastOf({ jobs }: WorkflowRun, id = 'vmtest'): GateEnd {
  const job = jobs.find((one) => one.name === `${id} / verdict`);
  const report = job?.steps[0];
  if (job === undefined || report === undefined) throw new Error(`there is no ${id} / verdict that ran`);
  return { ...job, summary: report.summary.text, annotations: report.annotations, log: report.log };
}

/** What a command leaves that passes. */
export const SAYS_SO = `echo '<testsuite name="s" tests="1"><testcase classname="s" name="t"/></testsuite>' > $VMTEST_JUNIT`;
/** A suite whose tests are commands that pass where the given one does, each on a line of its own. */
export const suite = (tests: Readonly<Record<string, string>>) =>
  [
    'version: 1',
    'tests:',
    ...Object.entries(tests).map(([name, command]) => `  ${name}: { command: ${JSON.stringify(`${command} && ${SAYS_SO}`)} }`),
    '',
  ].join('\n');

/** Writes files below a folder. Returns the folder. */
export async function checkout(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

export interface Place extends AsyncDisposable {
  readonly path: string;
  readonly service: ResultsService;
  readonly run: (options?: Partial<Gate>) => ReturnType<typeof gate>;
}

/** A checkout with these files, and a service that remembers its runs. */
export async function place(files: Readonly<Record<string, string>>): Promise<Place> {
  const temp = await tempFolder();
  const service = await resultsService();
  const user = await checkout(join(temp.path, 'user'), files);
  return {
    path: temp.path,
    service,
    run: (options = {}) => gate({ service, folder: temp.path, checkout: user, ...options }),
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}
