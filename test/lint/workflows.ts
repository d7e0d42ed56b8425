import { parse } from 'yaml';

/** The one name under which workflows of others have this project's actions, and the tag that moves to each release. */
export const OWN = 'vmtest/vmtest';
const OWN_REF = 'v1';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly id?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly with?: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: unknown;
}

export interface Workflow {
  readonly on: Readonly<Record<string, { readonly inputs?: Readonly<Record<string, unknown>> } | null>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Names of the inputs and outputs of one of our actions, or of our reusable workflow. */
export interface Interface {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What this project asks of a workflow beyond what actionlint does; one sentence for each mistake. `own`: by path, `''` for the action at the root. */
export function workflowProblems(text: string, own: Readonly<Record<string, Interface>>): string[] {
  const workflow = parse(text) as Workflow;
  return [
    ...(/^# \S/.test(text) ? [] : ['does not begin with a comment that says what it is for']),
    ...permissionProblems(workflow),
    ...concurrencyProblems(workflow),
    ...pinProblems(text),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) => jobProblems(job, own).map((problem) => `${name}: ${problem}`)),
    ...outputProblems(text, workflow, own),
  ];
}

function permissionProblems({ permissions }: Workflow): string[] {
  if (typeof permissions !== 'object' || permissions === null) return ['has no permissions: of its own'];
  const writes = Object.entries(permissions).filter(([, level]) => level === 'write');
  return writes.map(([scope]) => `gives ${scope}: write to every job`);
}

function concurrencyProblems({ on, concurrency, jobs }: Workflow): string[] {
  if (!('pull_request' in on) || concurrency !== undefined) return [];
  return Object.values(jobs).every((job) => job.uses !== undefined) ? [] : ['is started by pull requests and has no concurrency:'];
}

/** Read from the text: the version stands in a comment. */
function pinProblems(text: string): string[] {
  const lines = [...text.matchAll(/^\s*(?:- )?uses: *(\S+)( +#.*)?$/gm)].map((match) => [match[1] ?? '', match[2] ?? ''] as const);
  return lines.flatMap(([uses, comment]) => {
    if (uses.startsWith('./')) return [];
    if (uses === OWN || uses.startsWith(`${OWN}/`) || uses.startsWith(`${OWN}@`)) {
      return uses.endsWith(`@${OWN_REF}`) ? [] : [`${uses}: wants @${OWN_REF}`];
    }
    if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) return [`${uses}: wants a full commit id`];
    return /^ +# v\d+\.\d+\.\d+$/.test(comment) ? [] : [`${uses}: wants its version in a comment`];
  });
}

function jobProblems(job: Job, own: Readonly<Record<string, Interface>>): string[] {
  if (job.uses !== undefined) return callProblems(job.uses, job.with ?? {}, own);
  const steps = job.steps ?? [];
  return [
    ...(job['timeout-minutes'] === undefined ? ['has no timeout-minutes:'] : []),
    ...steps.filter((step) => step.run?.includes('${{') === true).map((step) => `an expression within the script ${step.run}`),
    ...steps
      .filter((step) => step.uses?.startsWith('actions/checkout@') === true && step.with?.['persist-credentials'] !== false)
      .map(() => 'a checkout without persist-credentials: false'),
    ...steps.flatMap((step) => (step.uses === undefined ? [] : callProblems(step.uses, step.with ?? {}, own))),
  ];
}

/** The path in this repository of an action or workflow of ours; undefined for another's. */
function ownPath(uses: string): string | undefined {
  const path = uses.startsWith('./') ? uses.slice(2) : uses.startsWith(OWN) ? uses.slice(OWN.length).replace(/^\//, '') : undefined;
  return path?.replace(/@.*$/, '');
}

function callProblems(uses: string, given: Readonly<Record<string, unknown>>, own: Readonly<Record<string, Interface>>): string[] {
  const path = ownPath(uses);
  if (path === undefined) return [];
  const called = own[path];
  if (called === undefined) return [`${uses}: there is no ${path === '' ? 'action.yml' : path}`];
  return Object.keys(given)
    .filter((name) => !called.inputs.includes(name))
    .map((name) => `${uses} has no input ${name}`);
}

function outputProblems(text: string, { jobs }: Workflow, own: Readonly<Record<string, Interface>>): string[] {
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  return [...text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, id, output]) => {
    const step = steps.find((one) => one.id === id);
    if (step === undefined) return [`there is no step ${id}`];
    const called = own[ownPath(step.uses ?? '') ?? '?'];
    return called === undefined || called.outputs.includes(`${output}`) ? [] : [`${step.uses} has no output ${output}`];
  });
}
