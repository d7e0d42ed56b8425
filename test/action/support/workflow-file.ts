import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** A workflow as its file says, before any expression. */
export interface WorkflowFile {
  readonly name?: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, JobFile>>;
}

export interface JobFile {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly 'runs-on'?: unknown;
  readonly 'timeout-minutes'?: unknown;
  readonly strategy?: { readonly 'fail-fast'?: unknown; readonly matrix?: unknown };
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: unknown;
  readonly steps?: readonly StepFile[];
  /** Of a job that calls a workflow. */
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface StepFile {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: unknown;
  readonly 'working-directory'?: string;
}

interface CallInput {
  readonly type?: string;
  readonly default?: unknown;
  readonly required?: boolean;
}

export async function readWorkflow(file: string): Promise<WorkflowFile> {
  const parsed = parse(await readFile(file, 'utf8')) as WorkflowFile & { on: unknown };
  const on =
    typeof parsed.on === 'string'
      ? { [parsed.on]: null }
      : Array.isArray(parsed.on)
        ? Object.fromEntries(parsed.on.map((one) => [one, null]))
        : parsed.on;
  return { ...parsed, on: on as WorkflowFile['on'] };
}

/** The ids of the jobs that a job waits for. */
export function needsOf({ needs = [] }: JobFile): readonly string[] {
  return typeof needs === 'string' ? [needs] : needs;
}

/** The inputs of a workflow that is called or dispatched, with their defaults; throws for one that it does not have, as GitHub refuses it. */
export function callInputs(workflow: WorkflowFile, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const trigger = (workflow.on.workflow_call ?? workflow.on.workflow_dispatch) as { inputs?: Record<string, CallInput> } | null | undefined;
  const declared = trigger?.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) throw new Error(`the called workflow has no input ${unknown.join(', ')}`);
  const absent: Record<string, unknown> = { boolean: false, number: 0, string: '' };
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => {
      const value = given[name] ?? input.default ?? absent[input.type ?? 'string'] ?? '';
      if (typeof value !== (input.type ?? 'string')) throw new Error(`input ${name} is no ${input.type}: ${JSON.stringify(value)}`);
      return [name, value];
    }),
  );
}

/** What the outputs of a called workflow are made of. */
export function callOutputs(workflow: WorkflowFile): Readonly<Record<string, string>> {
  const trigger = workflow.on.workflow_call as { outputs?: Record<string, { value: string }> } | null | undefined;
  return Object.fromEntries(Object.entries(trigger?.outputs ?? {}).map(([name, { value }]) => [name, value]));
}
