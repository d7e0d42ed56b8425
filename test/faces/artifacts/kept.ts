import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import type { RunResult, TestResult } from '../../../src/model/result.ts';
import type { ResultsService } from '../../action/support/results-service.ts';

/** A test's result of which only what an upload looks at is told. */
export function testResult(topdir: string, slug: string, more: Partial<TestResult> = {}): TestResult {
  return {
    version: 1,
    id: slug,
    slug,
    name: slug,
    axes: {},
    verdict: 'check-failed',
    cause: `${slug} failed`,
    hint: null,
    reason: null,
    startedAt: 0,
    seconds: 1,
    phases: [],
    checks: [],
    attempts: 1,
    kept: [{ path: 'logs/boot-console.log', bytes: 1, sha256: null }],
    folder: join(topdir, slug),
    place: { file: 'vmtest.yaml', line: 1, column: 1 },
    tool: { vmtest: '0', node: '24' },
    qemu: { version: '7.2', accel: 'tcg', machineType: 'pc', cpu: 'qemu64' },
    image: { name: null, version: null, digests: {} },
    target: null,
    ...more,
  };
}

export function runResult(topdir: string, tests: readonly TestResult[]): RunResult {
  return { version: 1, startedAt: 0, seconds: 1, topdir, exitCode: 1, tests };
}

/** Writes files, by their paths below a folder. */
export async function writeTree(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** What a test leaves that failed: all five parts, without disks. */
export async function leaveTest(topdir: string, slug: string, files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<void> {
  await writeTree(join(topdir, slug), {
    'result.json': `{"id":"${slug}"}\n`,
    'replay.json': '{}\n',
    'logs/boot-console.log': `console of ${slug}\n`,
    'boot/user-data': '#cloud-config\n',
    'install/user-data': '#cloud-config\n',
    'collect/etc/fstab': 'LABEL=root / ext4\n',
    ...files,
  });
  for (const part of ['boot', 'collect', 'disks', 'install', 'logs']) await mkdir(join(topdir, slug, part), { recursive: true });
}

/** qemu-img of this host. */
export async function qemuImg(...args: string[]): Promise<string> {
  const ended = await run('qemu-img', args, { env: TOOL_ENV });
  if (ended.exitCode !== 0) throw new Error(ended.stderr);
  return ended.stdout;
}

export const REPOSITORY = 'acme/installer';
export const RUN_ID = 4711;

/** The environment of a job of a workflow run. */
export function jobEnv(service: ResultsService, job = 'vmtest'): Record<string, string> {
  const token = service.token({ repository: REPOSITORY, runId: RUN_ID, job, ref: 'refs/heads/main' });
  return {
    ...service.env(token),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: String(RUN_ID),
    PATH: TOOL_ENV.PATH,
  };
}
