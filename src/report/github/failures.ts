import { formatSize } from '../../base/sizes.ts';
import { shorten } from '../../base/text.ts';
import { formatDuration } from '../../base/times.ts';
import type { Difference, UploadedArtifact } from '../../model/gate.ts';
import type { Excerpt, Finding, TestResult } from '../../model/result.ts';
import { type CauseGroup, failedChecks } from '../causes.ts';
import { shownPath } from '../problem-groups.ts';
import { fence, fold, inlineCode, link, prose, table } from './markdown.ts';
import { signOf } from './test-rows.ts';

/** Of a summary's view, what a failure is told with. */
export interface FailureView {
  readonly root?: string;
  readonly replay: Readonly<Record<string, string>>;
  readonly differences: Readonly<Record<string, readonly Difference[]>>;
  readonly artifacts: readonly UploadedArtifact[];
}

const MOST_NAMES = 60;
const MOST_TESTS = 20;
const MOST_EXCERPTS = 10;
const MOST_LINES = 40;
const LONGEST_LINE = 500;
const MOST_CHECKS = 12;
const LONGEST_MESSAGE = 4000;
const MOST_CASES = 10;
const MOST_DIFFERENCES = 25;

/**
 * The tests of one cause: what happened, by the first of them; and for each how to look closer. `short`: without the latter, where
 * there is no room for it.
 */
export function failureBlock(group: CauseGroup, view: FailureView, size: 'full' | 'short'): string {
  const [first, ...others] = group.tests;
  if (first === undefined) return '';
  const count = group.tests.length === 1 ? inlineCode(first.id) : `${group.tests.length} tests`;
  const title = `<h4>${signOf(group.verdict)} ${prose(group.verdict)}${group.phase === null ? '' : ` in ${inlineCode(group.phase.name, 60)}`}: ${count}</h4>\n`;
  // A check's own words follow.
  const said = group.verdict === 'check-failed' && failedChecks(first).length > 0 ? '' : prose(first.cause);
  const why = [said, ...(first.hint === null ? [] : [`→ ${prose(first.hint)}`])].filter((part) => part !== '');
  const cause = why.length === 0 ? '' : `<p>${why.join('<br>')}</p>\n`;
  if (size === 'short') return [title, namesOf(group.tests), cause].filter((part) => part !== '').join('\n');
  const parts = [
    title,
    group.tests.length === 1 ? '' : namesOf(group.tests),
    cause,
    ...excerptBlocks(group.phase?.excerpts ?? []),
    ...checkBlocks(failedChecks(first), view.root),
    ...leads(first, view, group.tests.length > 1),
    ...others.slice(0, MOST_TESTS).map((test) => foldOf(test, view)),
    others.length > MOST_TESTS ? `<p>and ${others.length - MOST_TESTS} more tests of this cause</p>\n` : '',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function namesOf(tests: readonly TestResult[]): string {
  const names = tests.slice(0, MOST_NAMES).map(({ id }) => inlineCode(id, 120));
  return `<p>${names.join(', ')}${tests.length > MOST_NAMES ? ` and ${tests.length - MOST_NAMES} more` : ''}</p>\n`;
}

function foldOf(test: TestResult, view: FailureView): string {
  const body = leads(test, view, false).join('\n');
  return body === '' ? '' : fold(`${inlineCode(test.id)} · ${formatDuration(test.seconds)}`, body);
}

/** Lines as an editor shows them, with their numbers; those of one file in one block. */
function excerptBlocks(excerpts: readonly Excerpt[]): string[] {
  const shown = excerpts.slice(-MOST_EXCERPTS);
  const files = [...new Set(shown.map(({ file }) => file))];
  return files.map((file) => {
    const lines = shown.filter((one) => one.file === file).flatMap(numbered);
    const cut = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more lines`] : lines;
    return `<p>${inlineCode(file)}</p>\n\n${fence(cut.join('\n'))}`;
  });
}

function numbered({ line, text }: Excerpt): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((one, index) => `${line === null ? '' : `${line + index}  `}${shorten(one.trimEnd(), LONGEST_LINE)}`);
}

function checkBlocks(failed: readonly Finding[], root: string | undefined): string[] {
  const blocks = failed.slice(0, MOST_CHECKS).map((check) => {
    const { place } = check;
    const where = place === undefined ? '' : `, asked for in ${inlineCode(`${shownPath(place.file, root)}:${place.line}`)}`;
    const cases = (check.cases ?? []).filter(({ verdict }) => verdict === 'failed');
    const lines = [
      shorten(check.message.trimEnd(), LONGEST_MESSAGE),
      ...cases.slice(0, MOST_CASES).map(({ name, message }) => shorten(`✗ ${name}: ${message}`, LONGEST_LINE)),
      ...(cases.length > MOST_CASES ? [`and ${cases.length - MOST_CASES} more cases`] : []),
    ];
    return `<p>Check ${inlineCode(check.name)}${where}</p>\n\n${fence(lines.join('\n'))}`;
  });
  return failed.length > MOST_CHECKS ? [...blocks, `<p>and ${failed.length - MOST_CHECKS} more failed checks</p>\n`] : blocks;
}

/** Whether a test began, and the policy left nothing of it. */
function nothingKept({ kept, phases }: TestResult): boolean {
  return phases.length > 0 && kept.length === 0;
}

/** How to look closer at one test: what is not as it was, the command that replays it, what was kept of it. */
function leads(test: TestResult, view: FailureView, named: boolean): string[] {
  const who = named ? inlineCode(test.id) : '';
  const differences = view.differences[test.id] ?? [];
  const replay = view.replay[test.id];
  const artifacts = view.artifacts.filter(({ tests }) => tests.includes(test.id));
  return [
    ...(nothingKept(test)
      ? [`<p>Nothing of ${who === '' ? 'it' : who} was kept to replay or download: <code>keep-data-fail</code> says what is.</p>\n`]
      : []),
    ...(differences.length === 0 ? [] : [differenceBlock(differences, who === '' ? 'it' : who)]),
    ...(replay === undefined || test.phases.length === 0
      ? []
      : [`<p>Replay ${who === '' ? 'it' : who} on your own machine:</p>\n\n${fence(replay, 'sh')}`]),
    ...artifacts.map((artifact) => artifactLine(artifact, who === '' ? '' : ` of ${who}`)),
  ];
}

function differenceBlock(differences: readonly Difference[], who: string): string {
  const rows = differences.slice(0, MOST_DIFFERENCES).map(({ what, before, now }) => [prose(what, 200), valueCell(before), valueCell(now)]);
  const more = differences.length - MOST_DIFFERENCES;
  const rest = more > 0 ? [[`and ${more} more`, '', '']] : [];
  return `<p>Not as it was when ${who} last passed:</p>\n\n${table(['', 'Then', 'Now'], [...rows, ...rest])}`;
}

function valueCell(value: string | null): string {
  return value === null || value === '' ? '–' : inlineCode(value);
}

function artifactLine({ name, url, bytes, dropped }: UploadedArtifact, of: string): string {
  const without = dropped.length === 0 ? '' : `, without ${prose(dropped.slice(0, 10).join(', '))}`;
  const more = dropped.length > 10 ? ` and ${dropped.length - 10} more` : '';
  return `<p>Kept${of}: ${link(name, url)}, ${formatSize(bytes)}${without}${more}</p>\n`;
}
