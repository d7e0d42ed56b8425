import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from '../../engine/settings.ts';
import { type Problem, problemsError } from '../../model/errors.ts';
import type { Note } from '../../model/gate.ts';
import { readSurroundings } from '../settings/surroundings.ts';
import { type GithubContext, readGithub } from './github.ts';
import type { ActionName } from './input-row.ts';
import { type ActionInputs, collectInputs } from './inputs.ts';
import { type Trust, trustOf } from './trust.ts';

/** The folders and files of one job, all of them below one folder of its own. */
export interface WorkPlaces {
  readonly folder: string;
  readonly topdir: string;
  /** The programs that were started, for who comes after our death. */
  readonly children: string;
  /** The tests of this job, before the first of them starts: a `SavedStart`. */
  readonly tests: string;
  /** A `ShardReport`, as soon as there is one. */
  readonly report: string;
  /** Where artifacts are packed. */
  readonly staging: string;
  /** Made once everything is told and uploaded. */
  readonly done: string;
}

/** What every part of a step knows. */
export interface Job {
  readonly context: GithubContext;
  readonly inputs: ActionInputs;
  readonly trust: Trust;
  readonly surroundings: Surroundings;
  /** Grows as the job goes. */
  readonly notes: Note[];
}

/** Reads all that a step is given. Throws one error with every wrong input. */
export function openJob(action: ActionName): Job {
  const { job, mistakes } = readJob(action);
  if (mistakes.length > 0) throw problemsError(mistakes);
  return job;
}

/** The same with the mistakes beside it, for who looks for more of them. */
export function readJob(action: ActionName): { readonly job: Job; readonly mistakes: readonly Problem[] } {
  const { env } = process;
  const context = readGithub(env, process.cwd());
  const trust = trustOf(context);
  const { inputs, mistakes } = collectInputs(action, env, context);
  const plain = readSurroundings();
  const aptProxy = inputs.own['apt-proxy'];
  const proxied = aptProxy === null ? {} : { proxy: { ...plain.proxy, apt_proxy: aptProxy }, aptProxyBy: 'input apt-proxy' };
  const job = {
    context,
    inputs: restricted(inputs, trust, context),
    trust,
    surroundings: { ...plain, cwd: context.workspace, tempFolder: context.temp, ...proxied },
    notes: [],
  };
  return { job, mistakes };
}

/** A stranger's suite on a machine that outlives the job gets no network and leaves nothing behind. */
function restricted(inputs: ActionInputs, trust: Trust, context: GithubContext): ActionInputs {
  if (!trust.stranger || context.hosted) return inputs;
  return { ...inputs, settings: { ...inputs.settings, isolate: true, imageStoreReadOnly: true, imageSync: false } };
}

/** Makes the folder of a step. The cache's toolkit makes folders in RUNNER_TEMP and leaves them: let it be this one, which is ours to leave. */
export async function makeWork({ folder }: WorkPlaces): Promise<void> {
  // QEMU may run as another user, who has to pass.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  process.env.RUNNER_TEMP = folder;
}

/** Names the places of this step and makes none of them: they are told to the step after it before that. */
export function workPlaces({ context, inputs }: Job): WorkPlaces {
  const folder = join(context.temp, `vmtest-${context.runId}-${context.runAttempt}-${randomBytes(4).toString('hex')}`);
  return placesIn(folder, inputs.settings.topdir ?? join(folder, 'run'));
}

/** The places of a step by its folder and its top folder, which are what the step after it is told. */
export function placesIn(folder: string, topdir: string): WorkPlaces {
  const inside = (name: string) => join(folder, name);
  return {
    folder,
    topdir,
    children: inside('children'),
    tests: inside('tests.json'),
    report: inside('report.json'),
    staging: inside('upload'),
    done: inside('done'),
  };
}
