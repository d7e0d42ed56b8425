import type { Difference, Fact, Note, UploadedArtifact } from '../../model/gate.ts';
import type { RunResult } from '../../model/result.ts';
import { causeGroups } from '../causes.ts';
import { countTests, headline, headlineCause } from '../headline.ts';
import { failureBlock } from './failures.ts';
import { gantt } from './gantt.ts';
import { byteLength, fold, inlineCode, prose, table } from './markdown.ts';
import { testTable } from './test-rows.ts';

/** All that a job summary is made of. */
export interface SummaryView {
  readonly result: RunResult;
  /** The checkout: suite files under it are shown relative to it. */
  readonly root?: string;
  /** By test id: the command that starts its machine again on one's own desk, in one line. */
  readonly replay: Readonly<Record<string, string>>;
  /** By test id: what is not as it was when it last passed. */
  readonly differences: Readonly<Record<string, readonly Difference[]>>;
  readonly artifacts: readonly UploadedArtifact[];
  readonly notes: readonly Note[];
  /** Rows about the host and the run: QEMU, images, cache, disk. The accelerator is told of the results by itself. */
  readonly facts: readonly Fact[];
  /** Those of several jobs, which need more room than people want to give them. */
  readonly foldFacts?: boolean;
}

/**
 * GitHub drops a step's whole summary where it is over 1 MiB, and people saw it refuse one of exactly that.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 */
export const SUMMARY_BYTES = 960 * 1024;

/** Tables up to so many rows stay open. */
const OPEN_ROWS = 30;
const MOST_NOTES = 40;
const MOST_FACTS = 40;
/** What is kept free for the sentence that says what was left out. */
const RESERVE = 1024;

/**
 * A run as GitHub's Markdown, for `GITHUB_STEP_SUMMARY`: the headline with its cause, the failures by cause, all tests, the time, the facts.
 * At most `limit` bytes: where that is too little the chart goes first, then rows of the table, then the last causes, and it says so.
 */
export function githubSummary(view: SummaryView, limit: number = SUMMARY_BYTES): string {
  const head = headBlock(view.result);
  const notes = notesBlock(view.notes);
  const facts = factsBlock(view);
  let left = limit - RESERVE - byteLength(head);
  const take = (block: string): boolean => {
    const bytes = byteLength(block) + 1;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
  const cut: string[] = [];
  const [keptNotes, keptFacts] = [
    ['the notes', notes],
    ['the facts', facts],
  ].map(([name = '', block = '']) => {
    if (take(block)) return block;
    cut.push(name);
    return '';
  });
  const failures = failuresBlock(view, take, cut);
  const tests = testsBlock(view.result, take, cut);
  const chart = chartBlock(view.result, take, cut);
  const told =
    cut.length === 0
      ? ''
      : `<p>✂️ Left out, for GitHub shows no larger summary: ${cut.join(', ')}. The JUnit file and the artifacts have all.</p>\n`;
  return [head, told, failures, keptNotes, tests, chart, keptFacts].filter((block) => block !== '' && block !== undefined).join('\n');
}

function headBlock(run: RunResult): string {
  const counts = countTests(run.tests);
  const cause = headlineCause(run);
  const sign = counts.failed > 0 ? '❌' : counts.errors > 0 ? '⚠️' : counts.cancelled > 0 ? '⏹️' : counts.passed === 0 ? '⚠️' : '✅';
  const evidence = cause === null || cause.evidence === '' ? '' : ` (${inlineCode(cause.evidence)})`;
  const why = cause === null ? '' : `: ${prose(cause.what)} ${inlineCode(cause.test)}${cause.alike}${evidence}${cause.rest}`;
  const ran = run.tests.filter(({ verdict }) => verdict !== 'missing');
  const accels = [
    ...new Set(ran.filter(({ phases }) => phases.some(({ kind }) => kind !== 'command')).map(({ qemu }) => qemu.accel)),
  ].sort();
  const shown = accels.map((accel) => (accel === 'kvm' ? '<b>KVM</b>' : '<b>TCG</b>: emulated, without KVM')).join(' and ');
  const rest = counts.passed < counts.tests && counts.passed > 0 ? `${counts.passed} passed` : '';
  const parts = [shown, rest].filter((part) => part !== '');
  return `<h3>${sign} ${headline(run)}${why}</h3>\n${parts.length === 0 ? '' : `\n<p>${parts.join(' · ')}</p>\n`}`;
}

type Take = (block: string) => boolean;

function failuresBlock(view: SummaryView, take: Take, cut: string[]): string {
  const groups = causeGroups(view.result.tests);
  const blocks: string[] = [];
  for (const group of groups) {
    const block = (['full', 'short'] as const).map((size) => failureBlock(group, view, size)).find(take);
    if (block !== undefined) blocks.push(block);
  }
  const lost = groups.length - blocks.length;
  if (lost > 0) cut.push(`${lost} of ${groups.length} causes`);
  return blocks.join('\n');
}

function testsBlock(run: RunResult, take: Take, cut: string[]): string {
  const { header, rows: all } = testTable(run.tests);
  if (all.length === 0 || !take(`${' '.repeat(200)}${table(header, [])}`)) return '';
  const rows = all.filter((cells) => take(table([], [cells])));
  if (rows.length < all.length) cut.push(`${all.length - rows.length} of ${all.length} rows of the table`);
  const body = table(header, rows);
  return rows.length <= OPEN_ROWS ? body : fold(`All ${run.tests.length} tests`, body);
}

function chartBlock(run: RunResult, take: Take, cut: string[]): string {
  const chart = gantt(run.tests);
  if (chart === null) return '';
  const block = fold('Where the time went', chart);
  if (take(block)) return block;
  cut.push('the chart');
  return '';
}

function notesBlock(notes: readonly Note[]): string {
  if (notes.length === 0) return '';
  const items = notes.slice(0, MOST_NOTES).map(({ severity, message, hint }) => {
    const mend = hint === undefined ? '' : `<br>→ ${prose(hint)}`;
    return `<li>${severity === 'warning' ? '⚠️' : 'ℹ️'} ${prose(message)}${mend}</li>\n`;
  });
  const more = notes.length > MOST_NOTES ? `<li>and ${notes.length - MOST_NOTES} more notes</li>\n` : '';
  return `<ul>\n${items.join('')}${more}</ul>\n`;
}

function factsBlock({ facts, foldFacts = false }: SummaryView): string {
  if (facts.length === 0) return '';
  const rows = table(
    [],
    facts.slice(0, MOST_FACTS).map(({ label, value }) => [`<b>${prose(label, 100)}</b>`, prose(value, 600)]),
  );
  return foldFacts ? fold('The hosts and the run', rows) : rows;
}
