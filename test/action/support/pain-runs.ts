import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from '../../support/temp.ts';
import { type ResultsService, resultsService } from './results-service.ts';
import { type Job, type JobOptions, type StepResult, startJob } from './runner.ts';
import { OUTCOMES, type TinySuite, tinySuite } from './tiny-suite.ts';

/** A job whose step with the action has ended, and whose folders are still there. */
export interface PainRun extends AsyncDisposable {
  readonly folder: string;
  readonly service: ResultsService;
  readonly job: Job;
  readonly result: StepResult;
}

/** Runs the action on tiny machines, emulated. */
export async function painRun(suite: TinySuite, options: JobOptions = {}, inputs: Readonly<Record<string, string>> = {}): Promise<PainRun> {
  return await start(options, inputs, (folder) => tinySuite(folder, suite));
}

/** The same of one test that is a command, which is cheap. */
export async function commandRun(
  command: string,
  prepare: (service: ResultsService) => void = () => {},
  inputs: Readonly<Record<string, string>> = {},
): Promise<PainRun> {
  const text = `version: 1\ntests:\n  one: { command: ${JSON.stringify(command)} }\n`;
  return await start({}, inputs, (folder) => writeFile(join(folder, 'vmtest.yaml'), text), prepare);
}

async function start(
  options: JobOptions,
  inputs: Readonly<Record<string, string>>,
  fill: (folder: string) => Promise<void>,
  prepare: (service: ResultsService) => void = () => {},
): Promise<PainRun> {
  const temp = await tempFolder();
  const service = await resultsService();
  prepare(service);
  const checkout = join(temp.path, 'user');
  await mkdir(checkout);
  await fill(checkout);
  const job = await startJob({ service, checkout, ...options });
  const result = await job.step({ uses: '.', with: { accel: 'tcg', ...inputs } });
  const dispose = async () => {
    await job[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
  };
  return { folder: temp.path, service, job, result, [Symbol.asyncDispose]: dispose };
}

/** What many pains are looked at in: two jobs at once on one host, with one tool cache and one file from which both have a disk. */
export interface SharedRuns extends AsyncDisposable {
  /** One machine that passes, on a host whose folder for temporary files cannot be used. */
  readonly good: PainRun;
  /** A pull request from a fork: `dies` panics, `hangs` says nothing more. */
  readonly bad: PainRun;
  /** Of the file of the disks, before and after. */
  readonly digests: readonly [string, string];
}

export async function sharedRuns(): Promise<SharedRuns> {
  const temp = await tempFolder();
  const base = join(temp.path, 'base.img');
  await writeFile(base, Buffer.alloc(8 << 20, 'base'));
  await chmod(base, 0o644);
  const before = await digestOf(base);
  const machine = { memory: '128M', disks: [{ from: base, serial: 'system' }] };
  const scribble = 'echo scribbled > /dev/disk/by-id/virtio-system; sync';
  const toolCache = join(temp.path, '_tool');
  const good = painRun(
    { tests: { one: { machine, boot: { collect: [`${scribble}; echo 42 > answer`] }, checks: OUTCOMES.pass.checks } } },
    { toolCache, env: { TMPDIR: '/nonexistent/vmtest', RUNNER_NAME: 'desk' } },
  );
  const fork = { pull_request: { head: { repo: { full_name: 'stranger/os' } } } };
  const bad = painRun(
    {
      tests: {
        dies: { machine, boot: { runcmd: [scribble, ...OUTCOMES.panic.boot.runcmd] } },
        // Whether it is up by then or not, it ends by this deadline, which emulation multiplies.
        hangs: { ...OUTCOMES.hang, timeouts: { boot: '1s', silence: '1h' } },
      },
    },
    { toolCache, eventName: 'pull_request', event: fork, ref: 'refs/pull/7/merge', baseRef: 'refs/heads/main' },
  );
  const runs = { good: await good, bad: await bad };
  const dispose = async () => {
    await runs.good[Symbol.asyncDispose]();
    await runs.bad[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
  };
  return { ...runs, digests: [before, await digestOf(base)], [Symbol.asyncDispose]: dispose };
}

async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Puts a QEMU into a folder that crashes the first time that it is to run a machine, and is the host's own afterwards. */
export async function crashingQemu(folder: string): Promise<void> {
  const real = (process.env.PATH ?? '').split(':').map((one) => join(one, 'qemu-system-x86_64'));
  const crash = `#!/bin/bash\ncase "$*" in *-qmp*|*mode=control*) if ! [ -e ${folder}/crashed ]; then touch ${folder}/crashed; kill -SEGV $$; fi;; esac\nfor one in ${real.join(' ')}; do [ -x $one ] && exec $one "$@"; done\n`;
  await writeFile(join(folder, 'qemu-system-x86_64'), crash);
  await chmod(join(folder, 'qemu-system-x86_64'), 0o755);
  await chmod(folder, 0o777);
}
