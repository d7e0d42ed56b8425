import { join } from 'node:path';
import { actionRoot } from './action-root.ts';
import { holds, interpolate, resolve, type Scope } from './expressions.ts';
import { type Leg, legsOf } from './matrix.ts';
import { type Conclusion, Job, type JobEnd, type JobOptions, type Step, type StepResult, startJob } from './runner.ts';
import { callInputs, callOutputs, type JobFile, needsOf, readWorkflow, type StepFile, type WorkflowFile } from './workflow-file.ts';

/** A step of somebody else's action, for the test to answer. */
export interface ForeignCall {
  readonly uses: string;
  readonly with: Readonly<Record<string, string>>;
  readonly job: Job;
}

export interface ForeignResult {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly failed?: boolean;
}

/** A workflow that is run, and as what. */
export interface WorkflowOptions extends Omit<JobOptions, 'matrix' | 'contexts' | 'workspace'> {
  /** The workflow's file. */
  readonly file: string;
  /** Of `workflow_dispatch`. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** The checkout of this project, whose reusable workflows are called. Default: where this file is. */
  readonly project?: string;
  /** Other actions by `owner/name`; one that is not here is passed over, with a note. */
  readonly actions?: Readonly<Record<string, (call: ForeignCall) => Promise<ForeignResult>>>;
  /** More for one job. */
  readonly jobOptions?: (job: { readonly id: string; readonly matrix: Leg | null }) => JobOptions;
  /** Whether this job's runner is lost before its first step. */
  readonly lose?: (job: { readonly id: string; readonly matrix: Leg | null }) => boolean;
  /** Legs of a matrix at once; default 1. */
  readonly parallel?: number;
  /** "Re-run failed jobs" of this run: what succeeded is not run again. */
  readonly rerun?: WorkflowRun;
  /** "Cancel workflow". */
  readonly signal?: AbortSignal;
}

/** One job of a run: one leg where it has a matrix. */
export interface JobRun {
  /** `vmtest / shards` for a job of a called workflow. */
  readonly id: string;
  /** As people see it. */
  readonly name: string;
  readonly matrix: Leg | null;
  readonly attempt: number;
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepResult[];
  readonly end: JobEnd | null;
}

export interface WorkflowRun {
  readonly attempt: number;
  readonly conclusion: Conclusion;
  readonly jobs: readonly JobRun[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What was passed over, such as somebody else's action. */
  readonly notes: readonly string[];
}

interface Need {
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  /** Whether any of it ran in this attempt: what waits for it then runs too. */
  readonly fresh: boolean;
}

/** What all jobs of a run share. */
interface Run {
  readonly options: WorkflowOptions;
  readonly root: string;
  readonly attempt: number;
  readonly jobs: JobRun[];
  readonly notes: string[];
}

/** Runs a workflow's jobs in the order of their needs, as GitHub does; a job's failure is in the answer, a mistake in the file is thrown. */
export async function runWorkflow(options: WorkflowOptions): Promise<WorkflowRun> {
  const attempt = options.rerun === undefined ? (options.runAttempt ?? 1) : options.rerun.attempt + 1;
  const root = options.actionRoot ?? (await actionRoot());
  const run: Run = { options, root, attempt, jobs: [], notes: [] };
  const workflow = await readWorkflow(options.file);
  const inputs = options.inputs === undefined ? {} : callInputs(workflow, options.inputs);
  const { result: conclusion, outputs } = await runJobs(run, workflow, '', inputs, false);
  return { attempt, conclusion, jobs: run.jobs, outputs, notes: run.notes };
}

async function runJobs(run: Run, workflow: WorkflowFile, prefix: string, inputs: Record<string, unknown>, fresh: boolean): Promise<Need> {
  const done: Record<string, Need> = {};
  const waiting = Object.entries(workflow.jobs);
  const base = scopeOf(run, workflow, { inputs });
  resolve(workflow.concurrency, base);
  while (waiting.length > 0) {
    const at = waiting.findIndex(([, job]) => needsOf(job).every((need) => need in done));
    const [id, job] = waiting.splice(at, 1)[0] ?? [];
    if (at === -1 || id === undefined || job === undefined) {
      throw new Error(`${run.options.file}: the jobs wait for each other, or for one that is not there`);
    }
    const needs = Object.fromEntries(needsOf(job).map((need) => [need, done[need] as Need]));
    const above = ancestors(workflow, id).flatMap((need) => done[need] ?? []);
    const scope = scopeOf(
      run,
      workflow,
      { inputs, needs },
      above.map(({ result }) => result),
    );
    done[id] = await runJob(run, workflow, prefix + id, job, scope, fresh || above.some((need) => need.fresh));
  }
  const all = Object.values(done);
  const scope: Scope = { contexts: { ...base.contexts, jobs: done } };
  const outputs = Object.fromEntries(Object.entries(callOutputs(workflow)).map(([name, value]) => [name, interpolate(value, scope)]));
  return { result: worst(all.map(({ result }) => result)), outputs, fresh: all.some((need) => need.fresh) };
}

/** All jobs that a job waits for, however far. */
function ancestors(workflow: WorkflowFile, id: string): readonly string[] {
  const all = new Set(needsOf(workflow.jobs[id] ?? {}));
  for (const need of all) for (const further of needsOf(workflow.jobs[need] ?? {})) all.add(further);
  return [...all];
}

function scopeOf(run: Run, workflow: WorkflowFile, contexts: Readonly<Record<string, unknown>>, above: readonly Conclusion[] = []): Scope {
  const { contexts: all } = new Job(jobOptions(run, workflow, '', {}), run.root, '').scope;
  const cancelled = isCancelled(run);
  return {
    contexts: { github: all.github, env: workflow.env ?? {}, vars: {}, ...contexts },
    status: { cancelled, failure: above.includes('failure'), success: !cancelled && above.every((result) => result === 'success') },
  };
}

async function runJob(run: Run, workflow: WorkflowFile, id: string, job: JobFile, scope: Scope, fresh: boolean): Promise<Need> {
  const skip: JobRun = {
    id,
    name: job.name ?? id,
    matrix: null,
    attempt: run.attempt,
    result: 'skipped',
    outputs: {},
    steps: [],
    end: null,
  };
  if (!holds(job.if, scope)) {
    const result = isCancelled(run) ? 'cancelled' : 'skipped';
    run.jobs.push({ ...skip, result });
    return { result, outputs: {}, fresh: false };
  }
  const matrix = job.strategy?.matrix === undefined ? null : (resolve(job.strategy.matrix, scope) as Record<string, unknown>);
  const legs = matrix === null ? [null] : legsOf(matrix);
  // What asks to run after a cancellation runs.
  const late = isCancelled(run);
  const failFast = resolve(job.strategy?.['fail-fast'] ?? true, scope) === true;
  const ended: Need[] = [];
  const queue = [...legs.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, leg] = next;
      const stopped = (!late && isCancelled(run)) || (failFast && ended.some(({ result }) => result === 'failure'));
      const strategy = { 'job-index': index, 'job-total': legs.length, 'fail-fast': failFast };
      const inner: Scope = { ...scope, contexts: { ...scope.contexts, matrix: leg, strategy } };
      if (!stopped) ended.push(await runLeg(run, workflow, id, job, leg, inner, fresh));
      else {
        run.jobs.push({ ...skip, matrix: leg, result: 'cancelled' });
        ended.push({ result: 'cancelled', outputs: {}, fresh });
      }
    }
  };
  await Promise.all(Array.from({ length: run.options.parallel ?? 1 }, worker));
  const outputs = Object.assign({}, ...ended.map((one) => one.outputs)) as Record<string, string>;
  return { result: worst(ended.map((one) => one.result)), outputs, fresh: ended.some((one) => one.fresh) };
}

async function runLeg(
  run: Run,
  workflow: WorkflowFile,
  id: string,
  job: JobFile,
  leg: Leg | null,
  scope: Scope,
  fresh: boolean,
): Promise<Need> {
  const name = interpolate(job.name ?? id.split(' / ').at(-1) ?? id, scope);
  const full = [...id.split(' / ').slice(0, -1), name].join(' / ');
  const kept = run.options.rerun?.jobs.find((one) => one.id === id && JSON.stringify(one.matrix) === JSON.stringify(leg));
  if (kept?.result === 'success' && !fresh) {
    run.jobs.push(kept);
    return { result: kept.result, outputs: kept.outputs, fresh: false };
  }
  if (job.uses !== undefined) return await callWorkflow(run, id, job, scope, fresh);
  const labels = resolve(job['runs-on'], scope);
  if (labels === undefined || labels === null || labels === '') throw new Error(`${id}: runs-on is empty`);
  resolve(job['timeout-minutes'], scope);
  const hosted = run.options.hosted ?? !JSON.stringify(labels).includes('self-hosted');
  const env = {
    ...(resolve(workflow.env ?? {}, scope) as Record<string, string>),
    ...(resolve(job.env ?? {}, scope) as Record<string, string>),
  };
  const options = {
    ...jobOptions(run, workflow, id, { hosted, matrix: leg, contexts: scope.contexts }),
    ...run.options.jobOptions?.({ id, matrix: leg }),
  };
  await using live = await startJob({ ...options, env: { ...env, ...options.env }, actionRoot: run.root });
  const lost = run.options.lose?.({ id, matrix: leg }) === true;
  const cancel = () => void live.cancel();
  run.options.signal?.addEventListener('abort', cancel);
  const steps: StepResult[] = [];
  if (!lost) for (const step of job.steps ?? []) steps.push(await runStep(run, live, step));
  run.options.signal?.removeEventListener('abort', cancel);
  const inside = live.scope;
  const outputs = lost ? {} : (resolve(job.outputs ?? {}, inside) as Record<string, unknown>);
  const end = lost ? null : await live.end();
  const result = lost
    ? 'failure'
    : live.status === 'failure' && resolve(job['continue-on-error'] ?? false, scope) === true
      ? 'success'
      : live.status;
  const texts = Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, String(value ?? '')]));
  run.jobs.push({ id, name: full, matrix: leg, attempt: run.attempt, result, outputs: texts, steps, end });
  return { result, outputs: texts, fresh: true };
}

async function callWorkflow(run: Run, id: string, job: JobFile, scope: Scope, fresh: boolean): Promise<Need> {
  const uses = job.uses ?? '';
  const path = /^(?:\.\/|vmtest\/vmtest\/)(\.github\/workflows\/[^@]+)(?:@.+)?$/.exec(uses)?.[1];
  if (path === undefined) throw new Error(`${id}: a workflow of somebody else's: ${uses}`);
  const called = await readWorkflow(join(run.options.project ?? join(import.meta.dirname, '../../..'), path));
  if (!('workflow_call' in called.on)) throw new Error(`${uses} has no workflow_call`);
  const inputs = callInputs(called, resolve(job.with ?? {}, scope) as Record<string, unknown>);
  return await runJobs(run, called, `${id} / `, inputs, fresh);
}

async function runStep(run: Run, job: Job, step: StepFile): Promise<StepResult> {
  const common = {
    ...(step.id === undefined ? {} : { id: step.id }),
    ...(step.name === undefined ? {} : { name: interpolate(step.name, job.scope) }),
    ...(step.if === undefined ? {} : { if: String(step.if) }),
    ...(step.env === undefined ? {} : { env: step.env }),
    continueOnError: resolve(step['continue-on-error'] ?? false, job.scope) === true,
  };
  if (step.run !== undefined) {
    const shell = step.shell === undefined ? {} : { shell: step.shell };
    const folder = step['working-directory'] === undefined ? {} : { workingDirectory: step['working-directory'] };
    return await job.step({ ...common, ...shell, ...folder, run: step.run });
  }
  const own = /^(?:\.\/?|vmtest\/vmtest\/?)([^@]*)(?:@.+)?$/.exec(step.uses ?? '');
  if (own !== null) return await job.step({ ...common, uses: own[1] === '' ? '.' : (own[1] ?? '.'), with: step.with ?? {} });
  return await foreign(run, job, step, common);
}

/** `actions/checkout`, or an action that the test answers. */
async function foreign(run: Run, job: Job, step: StepFile, common: Omit<Step, 'uses' | 'run'>): Promise<StepResult> {
  const uses = step.uses ?? '';
  const owner = uses.split('@')[0] ?? '';
  const answer = run.options.actions?.[owner];
  if (!holds(step.if, job.scope)) return await job.step({ ...common, if: 'false', run: 'exit 1', name: uses });
  let said: ForeignResult = {};
  if (answer !== undefined) {
    const given = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, interpolate(String(value), job.scope)]));
    said = await answer({ uses, with: given, job });
  } else if (owner === 'actions/checkout') {
    if (run.options.checkout !== undefined) await job.checkout(run.options.checkout);
  } else run.notes.push(`passed over: ${uses}`);
  // As a step of the job, so that its outcome and outputs count.
  const lines = Object.entries(said.outputs ?? {}).map(
    ([name, value]) => `echo '${name}=${value.replaceAll("'", "'\\''")}' >> "$GITHUB_OUTPUT"`,
  );
  return await job.step({ ...common, if: 'always()', name: uses, run: [...lines, said.failed === true ? 'exit 1' : 'exit 0'].join('\n') });
}

function jobOptions(run: Run, workflow: WorkflowFile, id: string, more: JobOptions): JobOptions {
  const {
    file: _file,
    inputs: _inputs,
    project: _project,
    actions: _actions,
    jobOptions: _jobOptions,
    lose: _lose,
    parallel: _parallel,
    rerun: _rerun,
    signal: _signal,
    checkout: _checkout,
    ...rest
  } = run.options;
  return { ...rest, runAttempt: run.attempt, job: id.split(' / ').at(-1) ?? id, workflow: workflow.name ?? 'workflow', ...more };
}

function isCancelled({ options }: Run): boolean {
  return options.signal?.aborted === true;
}

/** Of several jobs' results, the one that counts. */
function worst(results: readonly Conclusion[]): Conclusion {
  for (const result of ['failure', 'cancelled', 'success'] as const) if (results.includes(result)) return result;
  return 'skipped';
}
