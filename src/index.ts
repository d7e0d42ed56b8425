import { readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { TOOL_ENV } from './base/spawn.ts';
import { type PlanRequest, preparePlan } from './engine/prepare.ts';
import { runPlan } from './engine/run.ts';
import { DEFAULT_SETTINGS, type Settings, type Surroundings } from './engine/settings.ts';
import { ownVersion } from './engine/version.ts';
import type { RunEvent } from './model/event.ts';
import type { Plan } from './model/plan.ts';
import type { RunResult } from './model/result.ts';

export type { Settings, Surroundings } from './engine/settings.ts';
export { type ErrorCode, type Place, type Problem, VmtestError } from './model/errors.ts';
export type { RunEvent } from './model/event.ts';
export type { DiskSpec, KeepPart, MachineSpec, NicSpec, PhaseSpec, Plan, TestPlan } from './model/plan.ts';
export type { Excerpt, Finding, Kept, PhaseResult, RunResult, TestResult } from './model/result.ts';
export type { Verdict } from './model/verdict.ts';

/** What to plan or run. Nothing is read from the environment: what is not given has the command's defaults. */
export interface Options {
  /** Path of the suite file; without one, where the command looks: `vmtest.yaml`, `tests/vmtest.yaml`. */
  readonly suite?: string;
  /** Filters as for `--select`: all must match. */
  readonly select?: readonly string[];
  /** The image on which a curtin configuration is installed, where the file is one. */
  readonly image?: string;
  readonly settings?: Partial<Settings>;
  readonly surroundings?: Partial<Surroundings>;
}

export interface RunOptions extends Options {
  /** Ends the run: machines are stopped, evidence is kept, every test has a result. */
  readonly signal?: AbortSignal;
  /** Told of everything as it happens. What it throws is ignored. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** Decides everything about a suite's tests, without starting one. Throws a `VmtestError` with every mistake of the suite. */
export async function plan(options: Options = {}): Promise<Plan> {
  return (await preparePlan(requestOf(options))).plan;
}

/**
 * Installs, boots, collects, checks, keeps and reports. Resolves with a result for every test, whatever became of it;
 * throws a `VmtestError` for what makes a run impossible: mistakes of the suite, a top folder that is in use, no QEMU.
 */
export async function run(options: RunOptions = {}): Promise<RunResult> {
  const request = requestOf(options);
  const prepared = await preparePlan(request);
  const emit = (event: RunEvent) => {
    try {
      options.onEvent?.(event);
    } catch {
      // A broken listener cannot break a run.
    }
  };
  return await runPlan({ ...request, prepared, signal: options.signal ?? new AbortController().signal, emit });
}

function requestOf({ suite, select, image, settings, surroundings }: Options): PlanRequest {
  return {
    suite: suite ?? null,
    select: select ?? [],
    image: image ?? null,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    surroundings: { ...plainSurroundings(), ...surroundings },
  };
}

function plainSurroundings(): Surroundings {
  const { homedir, uid } = userInfo();
  return {
    cwd: resolve('.'),
    path: TOOL_ENV.PATH,
    home: homedir,
    tempFolder: '/var/tmp',
    cacheFolder: join(homedir, '.cache', 'vmtest'),
    sudo: null,
    uid,
    pid: Number(readlinkSync('/proc/self')),
    commandEnv: TOOL_ENV,
    trackingId: null,
    proxy: {},
    tool: { vmtest: ownVersion(), node: 'unknown' },
  };
}
