// make test-workflow: runs examples/workflows under nektos/act in host mode, where act or Go is at hand.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../src/base/spawn.ts';
import { type ActResult, type ActRun, runUnderAct } from '../test/action/support/act.ts';

const ROOT = dirname(import.meta.dirname);
/** Seconds: from nothing it takes about one minute. */
const INSTALL_LIMIT = 540;

interface Case extends Omit<ActRun, 'act'> {
  /** What must have been uploaded, in any order. */
  readonly artifacts: readonly RegExp[];
}

const PLANNED = [/^vmtest-plan-[0-9a-f]{16}-1$/, /^vmtest-results-1-/, /^vmtest-results-2-/];
const FAILURE = /^vmtest-other-/;
const FORK = { pull_request: { number: 7, head: { repo: { fork: true } }, base: { ref: 'main' } } };
const CASES: readonly Case[] = [
  { file: 'single.yml', event: 'push', failing: false, artifacts: [] },
  { file: 'single.yml', event: 'push', failing: true, artifacts: [FAILURE] },
  { file: 'gate.yml', event: 'push', failing: true, artifacts: [...PLANNED, FAILURE] },
  { file: 'nightly.yml', event: 'workflow_dispatch', failing: false, artifacts: PLANNED },
  { file: 'self-hosted.yml', event: 'pull_request', failing: false, payload: FORK, artifacts: [] },
  {
    file: 'junit-reporter.yml',
    event: 'workflow_run',
    failing: false,
    payload: { workflow_run: { conclusion: 'failure' } },
    artifacts: [],
  },
];

/** The program named in a folder of PATH, or null. */
function onPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

/** act of PATH, else the one that Go makes, which stays in build/; a sentence where there is neither. */
async function findAct(): Promise<{ act: string } | { why: string }> {
  const bin = join(ROOT, 'build', 'act');
  const there = onPath('act') ?? (existsSync(join(bin, 'act')) ? join(bin, 'act') : null);
  if (there !== null) return { act: there };
  const go = onPath('go');
  if (go === null) return { why: 'neither act nor go is on PATH' };
  mkdirSync(bin, { recursive: true });
  const env = { ...Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined)), GOBIN: bin } as Record<
    string,
    string
  >;
  const made = await run(go, ['install', 'github.com/nektos/act@latest'], { env, timeout: INSTALL_LIMIT });
  if (made.exitCode === 0) return { act: join(bin, 'act') };
  return { why: `go install github.com/nektos/act failed: ${made.stderr.trim().split('\n').at(-1) ?? 'it took too long'}` };
}

/** What is not as it should be; empty where all is. */
function wrong(one: Case, { outcome, artifacts }: ActResult): readonly string[] {
  const ended = one.failing ? 1 : 0;
  const missing = one.artifacts.filter((name) => !artifacts.some((artifact) => name.test(artifact)));
  return [
    ...(outcome.exitCode === ended ? [] : [`act ended with ${outcome.exitCode ?? outcome.signal}, not ${ended}`]),
    ...missing.map((name) => `no artifact ${name} among ${artifacts.join(', ') || 'none'}`),
  ];
}

const found = await findAct();
if ('why' in found) {
  console.log(`make test-workflow: did not run: ${found.why}`);
  process.exit(0);
}
let failed = 0;
for (const one of CASES) {
  const begun = Date.now();
  const result = await runUnderAct({ ...one, act: found.act });
  const mistakes = wrong(one, result);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(
    `${mistakes.length === 0 ? '✔' : '✖'} ${one.file} on ${one.event}, ${one.failing ? 'a test fails' : 'all pass'} (${seconds} s)`,
  );
  if (mistakes.length === 0) continue;
  failed += 1;
  console.log(`${result.outcome.stdout}${result.outcome.stderr}\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
}
console.log(`${CASES.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
