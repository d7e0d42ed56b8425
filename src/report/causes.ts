import type { Finding, PhaseResult, TestResult } from '../model/result.ts';
import { faultOf, type Verdict } from '../model/verdict.ts';
import { normalLine, withoutClock } from './console-line.ts';
import { oneLine } from './marks.ts';

/** Tests that ended alike: the same verdict in the same phase, with the same decisive line. */
export interface CauseGroup {
  readonly verdict: Verdict;
  /** Null: it is no phase's. */
  readonly phase: PhaseResult | null;
  /** What the verdict rests on, on one line: of the console, of a check, or else the cause. */
  readonly evidence: string;
  /** At least one, in their order. */
  readonly tests: readonly TestResult[];
}

/** Groups the tests that did not end well by why they did not: the system's failures first, then the largest group, then their order. */
export function causeGroups(tests: readonly TestResult[]): CauseGroup[] {
  const groups = new Map<string, { verdict: Verdict; phase: PhaseResult | null; evidence: string; tests: TestResult[] }>();
  for (const test of tests.filter(({ verdict }) => faultOf(verdict) !== 'none')) {
    const phase = badPhase(test);
    const key = JSON.stringify([test.verdict, phase?.name ?? null, ...keyOf(test, phase)]);
    const group = groups.get(key) ?? { verdict: test.verdict, phase, evidence: evidenceOf(test, phase), tests: [] };
    groups.set(key, group);
    group.tests.push(test);
  }
  return [...groups.values()].sort((a, b) => rank(a.verdict) - rank(b.verdict) || b.tests.length - a.tests.length);
}

/** A test that left no result says nothing of the system; a cancelled one least of all. */
function rank(verdict: Verdict): number {
  if (verdict === 'missing') return 2;
  return { none: 4, system: 0, host: 1, cancelled: 3 }[faultOf(verdict)];
}

/** The phase whose verdict is the test's; null where none has it. */
function badPhase(test: TestResult): PhaseResult | null {
  return test.phases.find(({ verdict }) => verdict === test.verdict) ?? null;
}

export function failedChecks(test: TestResult): Finding[] {
  return test.checks.filter(({ verdict }) => verdict === 'failed');
}

function keyOf(test: TestResult, phase: PhaseResult | null): string[] {
  const line = phase === null ? null : decisiveLine(phase);
  if (line !== null && test.verdict !== 'check-failed') return [normalLine(line)];
  const failed = failedChecks(test);
  if (failed.length > 0) return failed.flatMap(({ name, message }) => [name, normalLine(firstLine(message))]);
  return [normalLine(test.cause)];
}

function evidenceOf(test: TestResult, phase: PhaseResult | null): string {
  const [check, ...others] = failedChecks(test);
  if (check !== undefined && test.verdict === 'check-failed') {
    return oneLine(`${check.name}: ${firstLine(check.message)}${others.length === 0 ? '' : ` (and ${others.length} more)`}`);
  }
  return oneLine((phase === null ? null : decisiveLine(phase)) ?? test.cause);
}

/**
 * The line that a phase's verdict rests on, without the kernel's clock: the last that a rule met (what follows in an excerpt is around it),
 * else the last one that was heard; null where there is none.
 */
export function decisiveLine(phase: PhaseResult): string | null {
  const met = phase.excerpts.findLast(({ line, text }) => line !== null && text.trim() !== '');
  const heard = phase.excerpts.at(-1);
  const text = met === undefined ? heard?.text.trim().split('\n').at(-1) : firstLine(met.text);
  return text === undefined || text.trim() === '' ? null : withoutClock(oneLine(text));
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] as string;
}
