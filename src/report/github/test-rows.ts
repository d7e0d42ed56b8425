import { formatDuration } from '../../base/times.ts';
import type { TestResult } from '../../model/result.ts';
import { faultOf, type Verdict } from '../../model/verdict.ts';
import { attemptsText } from '../headline.ts';
import { inlineCode, prose } from './markdown.ts';

/** The sign of a verdict where colours are not ours to choose. */
export function signOf(verdict: Verdict): string {
  if (verdict === 'skipped') return '⏭️';
  if (verdict === 'missing') return '❔';
  return { none: '✅', system: '❌', host: '⚠️', cancelled: '⏹️' }[faultOf(verdict)];
}

/** The table of the tests as cells of HTML; what did not end well is first, for rows may be cut from the end. */
export function testTable(tests: readonly TestResult[]): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const bad = tests.filter(({ verdict }) => faultOf(verdict) !== 'none');
  const good = tests.filter(({ verdict }) => faultOf(verdict) === 'none');
  const remarks = tests.some((test) => remarkOf(test) !== '');
  const rows = [...bad, ...good].map((test) => [
    signOf(test.verdict),
    inlineCode(test.id),
    prose(test.verdict),
    test.phases.length === 0 ? '' : formatDuration(test.seconds),
    checksOf(test),
    ...(remarks ? [remarkOf(test)] : []),
  ]);
  return { header: ['', 'Test', 'Verdict', 'Time', 'Checks', ...(remarks ? [''] : [])], rows };
}

function checksOf({ checks }: TestResult): string {
  const passed = checks.filter(({ verdict }) => verdict === 'passed').length;
  return checks.length === 0 ? '' : passed === checks.length ? `${passed}` : `${passed} of ${checks.length}`;
}

function remarkOf(test: TestResult): string {
  const attempts = attemptsText(test).map((text) => prose(text, 300));
  const reason = test.verdict === 'skipped' || test.verdict === 'expected-failure' ? [prose(test.reason ?? test.cause, 300)] : [];
  return [...attempts, ...reason].join(' · ');
}
