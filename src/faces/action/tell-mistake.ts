import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem, VmtestError } from '../../model/errors.ts';
import type { Mistake, Shard, ShardReport } from '../../model/gate.ts';
import { parseShard } from '../../plan/shards.ts';
import { mistakeSummary } from '../../report/github/mistake.ts';
import { legOf, nameArtifact } from '../artifacts/names.ts';
import { uploadFiles } from '../artifacts/upload-files.ts';
import { loadCore } from './core.ts';
import { REPORT_FILE } from './gate-names.ts';
import { readGithub } from './github.ts';
import { OWN_INPUTS } from './input-table.ts';
import { inputText } from './inputs.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Writes why a step ended without a run: outputs, a short summary, and for the report of a gate what became of this shard. Never throws. */
export async function tellMistake(error: VmtestError, problems: readonly Problem[], env: Env, tell: (line: string) => void): Promise<void> {
  const core = await loadCore();
  core.setOutput('conclusion', 'error');
  core.setOutput('headline', problems.map(({ message }) => message).join('; '));
  if (env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(mistakeSummary(problems, env.GITHUB_WORKSPACE), true).write();
  const shard = shardOf(env);
  if (shard !== null) await leaveMistake(shard, error, problems, env, tell);
}

/** The shard that this step was to run; null of a step that was given none, or none that can be read. */
function shardOf(env: Env): Shard | null {
  const text = inputText(env, 'shard');
  try {
    return text === null ? null : parseShard(text);
  } catch {
    return null;
  }
}

/** Uploads a report without results: of its tests the gate says what is told here, and not that the job was lost. */
async function leaveMistake(
  shard: Shard,
  error: VmtestError,
  problems: readonly Problem[],
  env: Env,
  tell: (line: string) => void,
): Promise<void> {
  const context = readGithub(env, process.cwd());
  await mkdir(context.temp, { recursive: true });
  const folder = await mkdtemp(join(context.temp, 'vmtest-mistake-'));
  try {
    const file = join(folder, REPORT_FILE);
    await writeFile(file, JSON.stringify(reportOf(shard, mistakeOf(problems), error.exitCode, context.runAttempt)));
    const leg = legOf({
      matrixJson: inputText(env, 'matrix') ?? 'null',
      checkRunId: inputText(env, 'check-run-id') ?? '',
      job: context.job,
    });
    const prefix = OWN_INPUTS['artifact-name'].parse(inputText(env, 'artifact-name') ?? OWN_INPUTS['artifact-name'].default);
    // By what name the report would look for it, is not known then.
    if (prefix === undefined) return;
    await uploadFiles({
      ...{ name: nameArtifact({ prefix, leg, attempt: context.runAttempt, slug: `results-${shard.shard}` }), files: [file], root: folder },
      ...{ retentionDays: null, level: 6, what: 'what ended this shard', folder, tell, env },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The problems as one, with a hint where all have the same. */
function mistakeOf(problems: readonly Problem[]): Mistake {
  const hints = new Set(problems.map(({ hint }) => hint));
  const [hint] = hints;
  return { message: problems.map(({ message }) => message).join('; '), hint: hints.size === 1 && hint !== undefined ? hint : null };
}

function reportOf({ gate, shard, of }: Shard, mistake: Mistake, exitCode: number, attempt: number): ShardReport {
  const result = { version: 1, startedAt: Date.now() / 1000, seconds: 0, topdir: '', exitCode, tests: [] } as const;
  return { version: 1, gate, shard, of, attempt, result, mistake, records: {}, differences: {}, artifacts: [], notes: [], facts: [] };
}
