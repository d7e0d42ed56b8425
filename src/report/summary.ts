import { shellQuote } from '../base/names.ts';
import { formatSize } from '../base/sizes.ts';
import { plainLine, plainLines, plainText } from '../base/text.ts';
import { formatDuration } from '../base/times.ts';
import type { Excerpt, Finding, RunResult, TestResult } from '../model/result.ts';
import { faultOf } from '../model/verdict.ts';
import { attemptsText, countTests, headline } from './headline.ts';
import { mark, oneLine, verdictWord } from './marks.ts';
import { type Paint, paint } from './paint.ts';
import { shownPath } from './problem-groups.ts';
import { replayCommand } from './replay.ts';
import { columns } from './width.ts';

export interface SummaryOptions {
  readonly color: boolean;
  /** Whether the folders of tests are named, for who can look into them; absent: they are. */
  readonly folders?: boolean;
  /** Suite files under it are shown relative to it. */
  readonly root?: string;
}

/**
 * A run for people: a table of its tests, what went wrong in each that did not end well, and the headline last, where a terminal
 * stops. Every line of a guest's has a sign before it, so that none is taken for a command by who reads the output.
 */
export function summaryText(run: RunResult, options: SummaryOptions): string {
  const colors = paint(options.color);
  const table = columns(
    run.tests.map((test) => row(test, colors)),
    [3],
  ).map((line) => `  ${line}`);
  const failures = run.tests
    .filter(({ verdict }) => faultOf(verdict) !== 'none')
    .flatMap((test) => ['', ...failure(test, options, colors)]);
  const counts = countTests(run.tests);
  const tone = counts.failed > 0 ? colors.bad : counts.errors + counts.cancelled > 0 || counts.passed === 0 ? colors.warn : colors.good;
  return `${[...table, ...failures, ...(run.tests.length === 0 ? [] : ['']), colors.strong(tone(`vmtest: ${headline(run)}`))].join('\n')}\n`;
}

function row(test: TestResult, colors: Paint): string[] {
  const time = test.phases.length === 0 ? '' : formatDuration(test.seconds);
  return [mark(test.verdict, colors), oneLine(test.id), verdictWord(test.verdict, colors), time, noteOf(test, colors)];
}

function noteOf(test: TestResult, colors: Paint): string {
  const flaky = attemptsText(test);
  const reason = test.verdict === 'skipped' || test.verdict === 'expected-failure' ? [oneLine(test.reason ?? test.cause)] : [];
  return colors.faint([...checksNote(test.checks), ...flaky, ...reason].filter((part) => part !== '').join(' · '));
}

function checksNote(checks: readonly Finding[]): string[] {
  if (checks.length === 0) return [];
  const passed = checks.filter(({ verdict }) => verdict === 'passed').length;
  const all = `${checks.length} check${checks.length === 1 ? '' : 's'}`;
  return [passed === checks.length ? all : `${passed} of ${all}`];
}

/** What went wrong in one test, and how to look closer; lines without a newline. */
export function failureText(test: TestResult, options: SummaryOptions): readonly string[] {
  return failure(test, options, paint(options.color));
}

function failure(test: TestResult, options: SummaryOptions, colors: Paint): string[] {
  const failed = test.checks.filter(({ verdict }) => verdict === 'failed');
  const excerpts = test.phases.filter(({ verdict }) => verdict !== 'passed').flatMap((phase) => phase.excerpts);
  return [
    `${mark(test.verdict, colors)} ${colors.strong(oneLine(test.id))}  ${verdictWord(test.verdict, colors)}`,
    ...(failed.length > 0 && test.verdict === 'check-failed' ? [] : quoted(test.cause, '  ')),
    ...(test.hint === null ? [] : quoted(`→ ${test.hint}`, '  ')),
    ...excerptLines(excerpts, colors),
    ...failed.flatMap((finding) => findingLines(finding, options, colors)),
    ...(options.folders === false ? [] : leads(test, colors)),
  ];
}

/** Text after an indent; lines after the first are marked as its continuation. */
function quoted(text: string, indent: string): string[] {
  const lines = plainLines(text)
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line, index) => (index === 0 ? `${indent}${line.trim()}` : `${indent}│ ${line}`));
}

function excerptLines(excerpts: readonly Excerpt[], colors: Paint): string[] {
  return excerpts.flatMap(({ file, line, text }, index) => {
    const before = excerpts[index - 1];
    const follows = before?.file === file && before.line !== null && line === before.line + 1;
    const where = `${oneLine(file)}${line === null ? '' : `:${line}`}`;
    const shown = plainText(text)
      .trimEnd()
      .split('\n')
      .map((one) => `    ${colors.bad('│')} ${one}`);
    return follows ? shown : [`    ${colors.faint(where)}`, ...shown];
  });
}

function findingLines(finding: Finding, options: SummaryOptions, colors: Paint): string[] {
  const { place } = finding;
  const where = place === undefined ? '' : colors.faint(`  (${oneLine(shownPath(place.file, options.root))}:${place.line})`);
  const cases = (finding.cases ?? []).filter(({ verdict }) => verdict === 'failed');
  return [
    `  ${colors.bad('✗')} ${colors.strong(oneLine(finding.name))}${where}`,
    ...plainText(finding.message)
      .trimEnd()
      .split('\n')
      .map((line) => `    │ ${line}`),
    ...cases.slice(0, MOST_CASES).map((one) => `      ${colors.bad('✗')} ${oneLine(one.name)}: ${oneLine(one.message)}`),
    ...(cases.length > MOST_CASES ? [`      and ${cases.length - MOST_CASES} more cases`] : []),
  ];
}

const MOST_CASES = 10;

function leads(test: TestResult, colors: Paint): string[] {
  const last = test.phases.findLast(({ verdict }) => verdict !== 'passed') ?? test.phases.at(-1);
  const replay = replayCommand(test, last);
  const bytes = test.kept.reduce((sum, kept) => sum + kept.bytes, 0);
  const parts = [...new Set(test.kept.map(({ path }) => path.split('/', 1)[0]))].join(', ');
  return [
    ...(test.folder === null || test.kept.length === 0
      ? []
      : [
          `  ${colors.faint('kept')}    ${plainLine(shellQuote(test.folder))}  ${colors.faint(`${formatSize(bytes)}: ${plainLine(parts)}`)}`,
        ]),
    ...(replay === null ? [] : [`  ${colors.faint('replay')}  ${plainLine(replay)}`]),
  ];
}
