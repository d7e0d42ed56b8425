import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type ActionFile, inputVariable, readAction } from './action-file.ts';
import { actionRoot } from './action-root.ts';
import type { Annotation } from './commands.ts';
import { holds, interpolate, type Scope } from './expressions.ts';
import { makeFileCommands, readFileCommands, type Summary } from './file-commands.ts';
import { type Found, processesWith, send } from './processes.ts';
import type { ResultsService } from './results-service.ts';
import { type Ending, StepProcess } from './step-process.ts';
import type { CacheMode } from './tokens.ts';

/** What a job is, as GitHub tells its runner. All of it has a default: a push to main of `octo/os`, on a GitHub-hosted machine. */
export interface JobOptions {
  /** The folder with action.yml; default: `actionRoot()`. */
  readonly actionRoot?: string;
  /** The checkout; default: an empty folder below the job's own. */
  readonly workspace?: string;
  /** Copied into the workspace: what `actions/checkout` leaves. */
  readonly checkout?: string;
  /** The runner's own folder (`_work`), kept by its owner: a self-hosted runner has one for all its jobs. Default: one for this job. */
  readonly runnerFolder?: string;
  readonly toolCache?: string;
  /** Null: no service, as on GHES and in act. */
  readonly service?: ResultsService | null;
  readonly hosted?: boolean;
  readonly eventName?: string;
  /** The webhook's payload. */
  readonly event?: Readonly<Record<string, unknown>>;
  readonly repository?: string;
  readonly ref?: string;
  /** Of a pull request: `refs/heads/main`. */
  readonly baseRef?: string;
  readonly sha?: string;
  readonly runId?: number;
  readonly runAttempt?: number;
  readonly job?: string;
  readonly workflow?: string;
  readonly actor?: string;
  readonly serverUrl?: string;
  /** What the token may do with the cache; runners from 2.336 tell it as ACTIONS_CACHE_MODE. */
  readonly cacheMode?: CacheMode;
  /** Whether ACTIONS_CACHE_MODE is told. Default true. */
  readonly tellsCacheMode?: boolean;
  /** `job.check_run_id`; null on runners before 2.328. */
  readonly checkRunId?: number | null;
  readonly matrix?: Readonly<Record<string, unknown>> | null;
  /** `${{ github.token }}`. */
  readonly token?: string;
  /** Environment of the job, beside what the runner sets; wins over it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of the runner's cancel times: 0.1 makes 7.5 s into 0.75 s. */
  readonly scale?: number;
  /** `RUNNER_DEBUG`. */
  readonly debug?: boolean;
  /** Contexts for expressions beside github, runner, job, steps, matrix and env. */
  readonly contexts?: Readonly<Record<string, unknown>>;
}

export interface ActionStep {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  /** `.`, `plan`, `report`: a folder below the action root. */
  readonly uses: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly continueOnError?: boolean;
}

export interface RunStep {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly run: string;
  readonly shell?: string;
  readonly workingDirectory?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly continueOnError?: boolean;
}

export type Step = ActionStep | RunStep;
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface StepResult {
  readonly name: string;
  /** Before and after `continue-on-error`. */
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
  readonly ending: Ending | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly summary: Summary;
  readonly annotations: readonly Annotation[];
  readonly droppedAnnotations: readonly Annotation[];
  readonly groups: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly masks: readonly string[];
  /** What people see, secrets masked. */
  readonly log: string;
  /** Every line as it was written. */
  readonly raw: string;
  /** File commands that were written wrongly, and deprecated commands. */
  readonly errors: readonly string[];
}

export interface JobEnd {
  readonly status: Exclude<Conclusion, 'skipped'>;
  /** In the order in which they ran: the last step's first. */
  readonly posts: readonly StepResult[];
  /** What the runner had to kill at the end because its environment had the job's RUNNER_TRACKING_ID. */
  readonly orphans: readonly Found[];
  /** Entries that the steps left in RUNNER_TEMP. */
  readonly leftInTemp: readonly string[];
}

/** A step under way. */
export interface RunningStep {
  readonly process: StepProcess;
  readonly result: Promise<StepResult>;
}

interface Post {
  readonly action: ActionFile;
  readonly step: ActionStep;
  readonly inputs: Readonly<Record<string, string>>;
  readonly state: () => Readonly<Record<string, string>>;
}

/** One job on one runner: `await using job = await startJob({ service })`. */
export class Job implements AsyncDisposable {
  readonly folder: string;
  readonly workspace: string;
  readonly temp: string;
  readonly toolCache: string;
  readonly trackingId = `github_${randomUUID()}`;
  readonly steps: Record<string, { outputs: Readonly<Record<string, string>>; outcome: Conclusion; conclusion: Conclusion }> = {};
  status: Exclude<Conclusion, 'skipped'> = 'success';
  readonly #options: JobOptions;
  readonly #root: string;
  readonly #owned: string;
  readonly #env: Record<string, string>;
  readonly #secrets: string[] = [];
  readonly #posts: Post[] = [];
  #paths: string[] = [];
  #running: StepProcess | null = null;

  constructor(options: JobOptions, root: string, owned: string) {
    this.#options = options;
    this.#root = root;
    this.#owned = owned;
    this.folder = options.runnerFolder ?? join(owned, '_work');
    this.workspace = options.workspace ?? join(this.folder, 'os', 'os');
    this.temp = join(this.folder, '_temp');
    this.toolCache = options.toolCache ?? join(this.folder, '_tool');
    this.#env = { ...this.#jobEnv(), ...options.env };
  }

  /** Empties RUNNER_TEMP, makes the folders and the event's file, and fills the workspace. */
  async begin(): Promise<void> {
    await rm(this.temp, { recursive: true, force: true });
    for (const folder of [this.workspace, this.toolCache, join(this.temp, '_github_workflow')]) await mkdir(folder, { recursive: true });
    await writeFile(join(this.temp, '_github_workflow', 'event.json'), JSON.stringify(this.#options.event ?? {}));
    if (this.#options.checkout !== undefined) await this.checkout(this.#options.checkout);
  }

  /** What `actions/checkout` does: the workspace has a copy of this folder, and nothing else. */
  async checkout(folder: string): Promise<void> {
    await rm(this.workspace, { recursive: true, force: true });
    await cp(folder, this.workspace, { recursive: true });
  }

  /** Runs a step to its end. */
  async step(step: Step): Promise<StepResult> {
    if (!holds(step.if, this.scope)) return this.#finish(step, skipped(step));
    return await (await this.start(step)).result;
  }

  /** Starts a step, whatever its `if` says. */
  async start(step: Step): Promise<RunningStep> {
    const files = await makeFileCommands(this.temp);
    if ('run' in step) {
      const script = join(this.temp, `${randomUUID()}.sh`);
      await writeFile(script, `${interpolate(step.run, this.scope)}\n`);
      const args = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail', script] : ['-e', script];
      const env = this.#stepEnv(step, files, {});
      const cwd = step.workingDirectory === undefined ? this.workspace : join(this.workspace, step.workingDirectory);
      return this.#launch(step, new StepProcess('bash', args, { cwd, env, scale: this.#scale }), files);
    }
    const action = await readAction(join(this.#root, step.uses));
    const inputs = this.#inputs(action, step);
    let state: Readonly<Record<string, string>> = {};
    const post = { action, step, inputs, state: () => state };
    if (action.runs.post !== undefined) this.#posts.push(post);
    const valid = Object.keys(action.inputs);
    const unexpected = Object.keys(step.with ?? {}).filter((name) => !valid.some((one) => one.toLowerCase() === name.toLowerCase()));
    const running = this.#launch(step, this.#node(action, action.runs.main, step, inputs, files), files);
    if (unexpected.length > 0) {
      const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
      const message = `Unexpected input(s) ${quoted(unexpected)}, valid inputs are [${quoted(valid)}]`;
      running.process.output.annotate({ properties: {}, message }, 'warning');
    }
    // STATE_ is of this step's post alone; it holds however main ended.
    const result = running.result.then((done) => {
      state = done.state;
      return done;
    });
    return { process: running.process, result };
  }

  /** What people do with "Cancel workflow": the step under way is interrupted, and only what asks for it (`always()`) still runs. */
  async cancel(): Promise<void> {
    this.status = 'cancelled';
    await this.#running?.cancel();
  }

  /** The post steps, the last step's first; then the runner's own cleaning. */
  async end(): Promise<JobEnd> {
    const posts: StepResult[] = [];
    for (const post of this.#posts.splice(0).reverse()) {
      const step = { ...post.step, name: `Post ${post.step.name ?? post.step.uses}` };
      if (!holds(post.action.runs.postIf, this.scope)) continue;
      const files = await makeFileCommands(this.temp);
      const state = Object.fromEntries(Object.entries(post.state()).map(([name, value]) => [`STATE_${name}`, value]));
      const process = this.#node(post.action, post.action.runs.post ?? '', step, { ...post.inputs, ...state }, files);
      posts.push(await this.#launch({ ...step, id: '' }, process, files).result);
    }
    const orphans = processesWith('RUNNER_TRACKING_ID', this.trackingId);
    for (const { pid } of orphans) send(pid, 'SIGKILL');
    const leftInTemp = (await readdir(this.temp)).filter((name) => !name.startsWith('_') && !name.endsWith('.sh'));
    await rm(this.temp, { recursive: true, force: true });
    return { status: this.status, posts, orphans, leftInTemp };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { pid } of processesWith('RUNNER_TRACKING_ID', this.trackingId)) send(pid, 'SIGKILL');
    await rm(this.#owned, { recursive: true, force: true });
  }

  /** What an expression sees within this job. */
  get scope(): Scope {
    const { matrix = null, contexts = {}, checkRunId = 77, token = 'ghs_none', hosted = true } = this.#options;
    const github = Object.fromEntries(
      Object.entries(this.#env)
        .filter(([name]) => name.startsWith('GITHUB_'))
        .map(([name, value]) => [name.slice('GITHUB_'.length).toLowerCase(), value]),
    );
    return {
      contexts: {
        ...contexts,
        github: { ...github, token, event: this.#options.event ?? {} },
        runner: {
          os: 'Linux',
          arch: 'X64',
          temp: this.temp,
          tool_cache: this.toolCache,
          environment: hosted ? 'github-hosted' : 'self-hosted',
        },
        job: { status: this.status, ...(checkRunId === null ? {} : { check_run_id: checkRunId }) },
        steps: this.steps,
        matrix,
        env: { ...(contexts.env as object | undefined), ...this.#env },
      },
      status: { success: this.status === 'success', failure: this.status === 'failure', cancelled: this.status === 'cancelled' },
    };
  }

  get #scale(): number {
    return this.#options.scale ?? 1;
  }

  #inputs(action: ActionFile, step: ActionStep): Record<string, string> {
    const given = Object.entries(step.with ?? {}).map(([name, value]) => [name.toLowerCase(), interpolate(String(value), this.scope)]);
    const defaults = Object.entries(action.inputs)
      .filter(([, input]) => input.default !== undefined)
      .map(([name, input]) => [name.toLowerCase(), interpolate(String(input.default), this.scope)]);
    // An input without a default is there and empty: so the runner has it.
    const none = Object.keys(action.inputs).map((name) => [name.toLowerCase(), '']);
    const all = Object.fromEntries([...none, ...defaults, ...given]) as Record<string, string>;
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [inputVariable(name), value]));
  }

  #node(action: ActionFile, entry: string, step: Step, more: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>) {
    const service = this.#options.service ?? null;
    const cache: Record<string, string> =
      this.#options.tellsCacheMode === false ? {} : { ACTIONS_CACHE_MODE: this.#options.cacheMode ?? 'write' };
    const token = service?.token({
      repository: this.#env.GITHUB_REPOSITORY ?? '',
      runId: Number(this.#env.GITHUB_RUN_ID),
      job: `${this.#env.GITHUB_JOB} ${this.trackingId}`,
      ref: this.#env.GITHUB_REF ?? '',
      ...(this.#options.baseRef === undefined ? {} : { baseRef: this.#options.baseRef }),
      cache: this.#options.cacheMode ?? 'write',
    });
    if (token !== undefined) this.#secrets.push(token);
    // The runner gives the service to JavaScript actions only: a `run:` step has no token.
    const runtime = service === null || token === undefined ? {} : { ...service.env(token), ...cache };
    const env = this.#stepEnv(step, files, { GITHUB_ACTION_PATH: action.folder, ...runtime, ...more });
    return new StepProcess(process.execPath, [join(action.folder, entry)], { cwd: this.workspace, env, scale: this.#scale });
  }

  #stepEnv(step: Step, files: Readonly<Record<string, string>>, more: Readonly<Record<string, string>>): Record<string, string> {
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, interpolate(String(value), this.scope)]);
    const path = [...this.#paths, this.#env.PATH ?? ''].join(delimiter);
    return { ...this.#env, PATH: path, GITHUB_ACTION: step.id ?? '__self', ...more, ...Object.fromEntries(own), ...files };
  }

  #launch(step: Step, process: StepProcess, files: Readonly<Record<string, string>>): RunningStep {
    this.#running = process;
    const result = process.done.then(async (ending) => {
      this.#running = null;
      const said = await readFileCommands(files);
      const { output } = process;
      const errors = [...said.errors, ...output.deprecated.map(({ name }) => `deprecated command: ${name}`)];
      for (const message of said.errors) output.annotate({ properties: {}, message }, 'error');
      if (said.summary.dropped) {
        const message = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(said.summary.bytes / 1024)}k.`;
        output.annotate({ properties: {}, message }, 'error');
      }
      const outcome = ending.cancelled ? 'cancelled' : ending.exitCode === 0 && said.errors.length === 0 ? 'success' : 'failure';
      if (outcome === 'failure')
        output.annotate({ properties: {}, message: `Process completed with exit code ${ending.exitCode}.` }, 'error');
      return this.#finish(step, {
        ...skipped(step),
        ...said,
        outcome,
        conclusion: outcome === 'failure' && step.continueOnError === true ? 'success' : outcome,
        ending,
        annotations: output.annotations,
        droppedAnnotations: output.droppedAnnotations,
        groups: output.groups,
        masks: output.masks,
        log: output.log(this.#secrets),
        raw: process.raw.join('\n'),
        errors,
      });
    });
    return { process, result };
  }

  #finish(step: Step, result: StepResult): StepResult {
    const { outputs, outcome, conclusion } = result;
    if (step.id !== undefined && step.id !== '') this.steps[step.id] = { outputs, outcome, conclusion };
    if (conclusion === 'failure' && this.status === 'success') this.status = 'failure';
    for (const [name, value] of Object.entries(result.env)) if (name !== 'NODE_OPTIONS') this.#env[name] = value;
    this.#paths = [...[...result.paths].reverse(), ...this.#paths];
    return result;
  }

  #jobEnv(): Record<string, string> {
    const o = this.#options;
    const { repository = 'octo/os', ref = 'refs/heads/main', hosted = true } = o;
    const serverUrl = o.serverUrl ?? 'https://github.com';
    return {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: process.env.HOME ?? '/root',
      LANG: 'C.UTF-8',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: this.workspace,
      GITHUB_EVENT_NAME: o.eventName ?? 'push',
      GITHUB_EVENT_PATH: join(this.temp, '_github_workflow', 'event.json'),
      GITHUB_REPOSITORY: repository,
      GITHUB_REPOSITORY_OWNER: repository.split('/')[0] ?? '',
      GITHUB_REF: ref,
      GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
      GITHUB_BASE_REF: o.baseRef?.replace(/^refs\/heads\//, '') ?? '',
      GITHUB_SHA: o.sha ?? '1'.repeat(40),
      GITHUB_RUN_ID: String(o.runId ?? 4200),
      GITHUB_RUN_NUMBER: '7',
      GITHUB_RUN_ATTEMPT: String(o.runAttempt ?? 1),
      GITHUB_JOB: o.job ?? 'gate',
      GITHUB_WORKFLOW: o.workflow ?? 'gate',
      GITHUB_ACTOR: o.actor ?? 'octocat',
      GITHUB_SERVER_URL: serverUrl,
      GITHUB_API_URL: serverUrl.replace('https://', 'https://api.'),
      GITHUB_GRAPHQL_URL: `${serverUrl.replace('https://', 'https://api.')}/graphql`,
      GITHUB_RETENTION_DAYS: '90',
      RUNNER_TEMP: this.temp,
      RUNNER_TOOL_CACHE: this.toolCache,
      RUNNER_WORKSPACE: join(this.workspace, '..'),
      RUNNER_ENVIRONMENT: hosted ? 'github-hosted' : 'self-hosted',
      RUNNER_NAME: hosted ? 'GitHub Actions 1' : 'desk',
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_TRACKING_ID: this.trackingId,
      ...(o.debug === true ? { RUNNER_DEBUG: '1' } : {}),
    };
  }
}

/** Begins a job: its folders and its environment are there, and no step has run. */
export async function startJob(options: JobOptions = {}): Promise<Job> {
  const owned = await mkdtemp(join(tmpdir(), 'vmtest-job-'));
  // QEMU may run as another user: it has to enter, as it can on GitHub's runners.
  await chmod(owned, 0o755);
  const job = new Job(options, options.actionRoot ?? (await actionRoot()), owned);
  await job.begin();
  return job;
}

function skipped(step: Step): StepResult {
  return {
    name: step.name ?? ('run' in step ? (step.run.split('\n')[0] ?? '') : step.uses),
    outcome: 'skipped',
    conclusion: 'skipped',
    ending: null,
    outputs: {},
    state: {},
    env: {},
    paths: [],
    summary: { text: '', bytes: 0, dropped: false },
    annotations: [],
    droppedAnnotations: [],
    groups: [],
    masks: [],
    log: '',
    raw: '',
    errors: [],
  };
}
