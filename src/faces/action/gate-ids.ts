import { sha256 } from '../../base/files.ts';
import type { GateTest } from '../../model/gate.ts';
import type { TestPlan } from '../../model/plan.ts';
import type { RunResult, TestResult } from '../../model/result.ts';

/** The name of a suite in the ids of a gate of several; null where there is but one. */
export type SuiteLabel = string | null;

/** A test's id in the gate. */
export function gateId(label: SuiteLabel, id: string): string {
  return label === null ? id : `${label}#${id}`;
}

/** A suite as a part of a name: two whose paths read alike have two digests. */
export function suiteSlug(label: string): string {
  const readable = label.replace(/\.ya?ml$/, '').replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  return `${readable.replace(/^[-.]+/, '').slice(0, 30)}-${sha256(label).slice(0, 6)}`;
}

/** A test's slug in the gate: unique as the id is. */
function gateSlug(label: SuiteLabel, slug: string): string {
  return label === null ? slug : `${suiteSlug(label)}-${slug}`;
}

/** The ids of one suite among those of a gate. */
export function idsOfSuite(label: SuiteLabel, ids: readonly string[]): readonly string[] {
  if (label === null) return ids;
  const prefix = `${label}#`;
  return ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length));
}

export function gateTest(label: SuiteLabel, { id, slug, place }: TestPlan, seconds: number | null): GateTest {
  return { id: gateId(label, id), slug: gateSlug(label, slug), place, seconds };
}

/** A result as the gate knows it. */
export function gateResult(label: SuiteLabel, result: TestResult): TestResult {
  return label === null ? result : { ...result, id: gateId(label, result.id), slug: gateSlug(label, result.slug) };
}

/** The results of several suites as one run's. */
export function joinSuites(runs: readonly RunResult[], topdir: string, exitCode: number): RunResult {
  const startedAt = Math.min(...runs.map((run) => run.startedAt), Date.now() / 1000);
  return {
    version: 1,
    startedAt,
    seconds: runs.reduce((sum, run) => sum + run.seconds, 0),
    topdir,
    exitCode,
    tests: runs.flatMap((run) => run.tests),
  };
}
