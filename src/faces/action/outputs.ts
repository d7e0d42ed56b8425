import type { UploadedArtifact } from '../../model/gate.ts';
import type { RunResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import { causeHeadline, countTests } from '../../report/headline.ts';
import { conclusionOf } from './conclusion.ts';
import type { ActionName } from './input-row.ts';
import { OUTPUTS, type OutputName } from './output-table.ts';

export interface OutputFacts {
  readonly run: RunResult;
  readonly artifacts: readonly UploadedArtifact[];
  readonly junit: string;
  readonly reportPath: string;
  /** null: nothing came by the cache or the network. */
  readonly cacheHit: boolean | null;
}

/** What an output may hold of one list: GitHub takes 1 MB of a job's outputs together, counted in UTF-16. */
const LONGEST_LIST = 100_000;

/** The outputs of an action by name, as text. */
export function outputsOfRun(action: ActionName, facts: OutputFacts): readonly (readonly [OutputName, string])[] {
  const { run, artifacts } = facts;
  const counts = countTests(run.tests);
  const failed = run.tests.filter(({ verdict }) => ['system', 'host'].includes(faultOf(verdict)));
  const ofFailure =
    artifacts.find(({ tests }) => run.tests.some(({ id, verdict }) => faultOf(verdict) !== 'none' && tests.includes(id))) ?? null;
  const accels = new Set(run.tests.filter(({ phases }) => phases.length > 0).map(({ qemu }) => qemu.accel));
  const values: Readonly<Record<OutputName, string | null>> = {
    matrix: null,
    gate: null,
    shards: null,
    conclusion: conclusionOf(run),
    headline: causeHeadline(run),
    tests: String(counts.tests),
    passed: String(counts.passed),
    failed: String(counts.failed + counts.errors),
    skipped: String(counts.skipped),
    flaky: String(counts.flaky),
    junit: facts.junit,
    'report-path': facts.reportPath,
    topdir: run.topdir,
    artifacts: list(artifacts.map(({ name, id, url, digest }) => ({ name, id, url, digest }))),
    'artifact-url': ofFailure?.url ?? '',
    'cache-hit': facts.cacheHit === null ? '' : String(facts.cacheHit),
    accel: accels.size === 1 ? ([...accels][0] ?? '') : [...accels].sort().join(','),
    duration: run.seconds.toFixed(1),
    'failed-tests': list(failed.map(({ id }) => id)),
  };
  return (Object.keys(OUTPUTS) as OutputName[])
    .filter((name) => (OUTPUTS[name].actions as readonly ActionName[]).includes(action))
    .flatMap((name) => (values[name] === null ? [] : [[name, values[name]] as const]));
}

/** As many of the items as there is room for, as JSON. */
function list(items: readonly unknown[]): string {
  for (let count = items.length; ; count = Math.floor(count / 2)) {
    const text = JSON.stringify(items.slice(0, count));
    if (text.length <= LONGEST_LIST || count === 0) return text;
  }
}
