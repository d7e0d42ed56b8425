import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { tempFolder } from '../../support/temp.ts';
import { tinyImage } from '../../support/tiny.ts';
import { actionRoot } from './action-root.ts';
import { type ResultsService, resultsService } from './results-service.ts';

/** A workflow to run under nektos/act, on this host and without a container. */
export interface ActRun {
  /** Path of the program. */
  readonly act: string;
  /** A file of examples/workflows. */
  readonly file: string;
  readonly event: string;
  /** Of the suite's two tests, whether one fails. */
  readonly failing: boolean;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** What it came to. */
export interface ActResult {
  readonly outcome: Outcome;
  /** Names, in the order in which they were uploaded. */
  readonly artifacts: readonly string[];
}

const CHECKOUT = join(import.meta.dirname, '../../..');
const REPOSITORY = 'octo/os';
const RELEASE = 'vmtest/vmtest@v1';
/** Seconds; a run takes about ten. */
const LIMIT = 300;

/** Runs one of the example workflows in a repository of its own, whose suite boots tiny machines, with a results service of its own. */
export async function runUnderAct(given: ActRun): Promise<ActResult> {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const project = join(temp.path, 'project');
  await makeProject(project, given.failing);
  const action = join(temp.path, 'action');
  await cp(await actionRoot(), action, { recursive: true });
  await cp(join(CHECKOUT, '.github/workflows'), join(action, '.github/workflows'), { recursive: true });
  const stub = join(temp.path, 'stub');
  await makeStub(stub);
  const bin = join(temp.path, 'bin');
  await mkdir(bin);
  // act starts the `node` of PATH, whatever an action asks for.
  await symlink(process.execPath, join(bin, 'node'));
  const home = join(temp.path, 'home');
  await mkdir(home);
  await writeFile(join(temp.path, 'event.json'), JSON.stringify(given.payload ?? {}));
  const args = [
    ...[given.event, '--workflows', join('.github/workflows', given.file), '--eventpath', join(temp.path, 'event.json')],
    ...['ubuntu-latest', 'self-hosted'].flatMap((label) => ['--platform', `${label}=-self-hosted`]),
    ...['--no-cache-server', '--action-cache-path', join(temp.path, 'act')],
    ...['--local-repository', `${RELEASE}=${action}`],
    ...(await strangers()).flatMap((uses) => ['--local-repository', `${uses}=${stub}`]),
    ...Object.entries(jobEnv(service, temp.path)).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  const env = { ...TOOL_ENV, PATH: `${bin}:${TOOL_ENV.PATH}`, HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
  const outcome = await run(given.act, args, { cwd: project, env, timeout: LIMIT });
  return { outcome, artifacts: service.artifacts.list().map(({ name }) => name) };
}

/** What the runner gives a job, in act's place: its own service knows neither the cache of today nor what the toolkits send. */
function jobEnv(service: ResultsService, folder: string): Record<string, string> {
  const token = service.token({ repository: REPOSITORY, runId: 1, job: 'act', ref: 'refs/heads/main' });
  const { GITHUB_API_URL: _, ...env } = service.env(token);
  return { ...env, VMTEST_ACCEL: 'tcg', RUNNER_TOOL_CACHE: join(folder, 'tools') };
}

async function makeProject(project: string, failing: boolean): Promise<void> {
  const defaults = { image: 'tiny', machine: { memory: '256M', disks: ['64M'] }, timeouts: { boot: '60s', silence: '60s' } };
  const tests = {
    good: { boot: { collect: ['echo 42 > answer'] }, checks: [{ file: 'answer', equals: '42' }] },
    other: { boot: { runcmd: [failing ? 'false' : 'true'] } },
  };
  await mkdir(join(project, '.github'), { recursive: true });
  await cp(join(CHECKOUT, 'examples/workflows'), join(project, '.github/workflows'), { recursive: true });
  const suite = { version: 1, images: { tiny: { files: await tinyImage() } }, defaults, tests };
  await writeFile(join(project, 'vmtest.yaml'), JSON.stringify(suite, null, 2));
  // act asks git for the commit and the repository's name.
  const who = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', '-c', 'init.defaultBranch=main'];
  const remote = ['remote', 'add', 'origin', `https://github.com/${REPOSITORY}`];
  for (const args of [['init', '-q'], ['add', '-A'], ['commit', '-qm', 'a suite'], remote]) {
    const { exitCode, stderr } = await run('git', [...who, ...args], { cwd: project, env: { ...TOOL_ENV, HOME: project } });
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  }
}

/** In place of somebody else's action, which would have to be fetched: it does nothing. */
async function makeStub(folder: string): Promise<void> {
  await mkdir(folder);
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'action.yml'), 'name: stub\nruns:\n  using: node24\n  main: main.js\n');
  await writeFile(join(folder, 'main.js'), 'console.log("in place of an action that is not ours");\n');
}

/** The actions of others that our workflows use, but for the checkout, which act does itself. */
async function strangers(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of ['.github/workflows', 'examples/workflows']) {
    for (const name of await readdir(join(CHECKOUT, folder))) {
      const text = await readFile(join(CHECKOUT, folder, name), 'utf8');
      for (const [, uses] of text.matchAll(/uses: ([\w-]+\/[\w./-]+@[0-9a-f]{40})/g)) found.add(uses ?? '');
    }
  }
  return [...found].filter((uses) => !uses.startsWith('actions/checkout@'));
}
