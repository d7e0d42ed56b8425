import { shellQuote, uniqueNames } from '../base/names.ts';
import type { Place } from '../model/errors.ts';
import type { Finding, PhaseResult, RunResult, TestResult } from '../model/result.ts';
import { faultOf, type Verdict } from '../model/verdict.ts';
import { shownPath } from './problem-groups.ts';
import { replayCommand } from './replay.ts';
import { xmlText } from './xml-text.ts';

const LONGEST_NAME = 300;
const LONGEST_MESSAGE = 2000;
const LONGEST_TEXT = 32_768;

/** One testcase, every text of it fit for XML. */
export interface JunitCase {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** The verdict; empty for a pass. */
  readonly type: string;
  readonly message: string;
  readonly text: string;
  readonly output: string;
  /** Attempts before, which failed: of a test that passed `flaky…`, else `rerun…`. */
  readonly earlier: readonly JunitAttempt[];
}

/** An attempt before the one that counts. */
export interface JunitAttempt {
  readonly element: 'flakyFailure' | 'flakyError' | 'rerunFailure' | 'rerunError';
  /** The verdict. */
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

/** One testsuite: a test of the run. */
export interface JunitSuite {
  readonly name: string;
  readonly package: string;
  readonly file: string;
  /** UTC, as ISO 8601 writes it. */
  readonly timestamp: string;
  readonly seconds: number;
  readonly properties: readonly (readonly [string, string])[];
  readonly cases: readonly JunitCase[];
}

export interface JunitOptions {
  /** The folder that the suite's `file` is given relative to, such as the checkout; a file outside stays absolute. */
  readonly root?: string;
  readonly hostname?: string;
  /** Ids of tests whose folders whoever reads it will not find: they are not named. */
  readonly away?: ReadonlySet<string>;
}

/** The run as JUnit sees it: a suite for each test, a case for each phase, each check, and each case that a check reported. */
export function junitSuites(run: RunResult, options: JunitOptions): JunitSuite[] {
  const names = uniqueNames(run.tests.map(({ id }) => oneLine(id)));
  return run.tests.map((test, index) => ({
    name: names[index] as string,
    package: xmlText(test.name, LONGEST_NAME),
    file: xmlText(shownPath(test.place.file, options.root), LONGEST_NAME),
    timestamp: new Date(finite(test.startedAt) * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    seconds: finite(test.seconds),
    properties: propertiesOf(test).map(([name, value]) => [name, xmlText(value, LONGEST_MESSAGE)] as const),
    // A folder that its reader will not find leads nowhere.
    cases: casesOf(options.away?.has(test.id) === true ? { ...test, folder: null } : test, options.root),
  }));
}

function oneLine(name: string): string {
  return xmlText(name.replace(/\s+/g, ' ').trim(), LONGEST_NAME) || 'unnamed';
}

function finite(seconds: number): number {
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

function propertiesOf(test: TestResult): [string, string][] {
  return [
    ['verdict', test.verdict],
    ...Object.entries(test.axes).map(([name, value]): [string, string] => [`axis.${xmlText(name, LONGEST_NAME)}`, String(value)]),
    ...(test.image.name === null ? [] : [['image', test.image.name] as [string, string]]),
    ...(test.phases.some(({ kind }) => kind === 'command') ? [] : machineOf(test)),
    ['vmtest', test.tool.vmtest],
    ['attempts', String(test.attempts)],
  ];
}

/** A program that has tests of its own has machines of its own. */
function machineOf({ qemu }: TestResult): [string, string][] {
  return [
    ['accel', qemu.accel],
    ['machine', qemu.machineType],
    ['cpu', qemu.cpu],
    ...(qemu.version === null ? [] : [['qemu', qemu.version] as [string, string]]),
  ];
}

type Draft = Omit<JunitCase, 'earlier'>;

function casesOf(test: TestResult, root: string | undefined): JunitCase[] {
  const drafts = [...test.phases.map((phase) => phaseCase(phase, test, root)), ...test.checks.flatMap((check) => checkCases(check, root))];
  const told = drafts.some(({ outcome }) => outcome === outcomeOf(test.verdict));
  const cases = faultOf(test.verdict) === 'none' ? settled(drafts, test, root) : told ? drafts : [...drafts, testCase(test, root)];
  const names = uniqueNames(cases.map(({ name }) => oneLine(name)));
  const earlier = attemptsOf(test);
  // They were attempts of the whole test: beside its own failure, where it has one.
  const bearer = Math.max(0, cases.findIndex(isBad));
  return cases.map((one, index) => ({
    ...one,
    name: names[index] as string,
    seconds: finite(one.seconds),
    message: xmlText(one.message, LONGEST_MESSAGE),
    text: xmlText(one.text, LONGEST_TEXT),
    output: xmlText(one.output, LONGEST_TEXT),
    earlier: index === bearer ? earlier : [],
  }));
}

function attemptsOf({ earlier = [], verdict, attempts }: TestResult): JunitAttempt[] {
  const good = faultOf(verdict) === 'none';
  // Results of older releases have their number alone.
  const unknown = { verdict: 'qemu-failed', cause: `it ended in another way than attempt ${attempts}`, phases: [] } as const;
  const all = [...earlier, ...Array.from({ length: Math.max(0, attempts - 1 - earlier.length) }, () => unknown)];
  return all.map((one, index) => {
    const kind = outcomeOf(one.verdict) === 'failure' ? 'Failure' : 'Error';
    const excerpts = one.phases.flatMap((phase) => phase.excerpts).map(excerptLine);
    return {
      element: `${good ? 'flaky' : 'rerun'}${kind}`,
      type: one.verdict,
      message: xmlText(`attempt ${index + 1}: ${one.cause || one.verdict}`, LONGEST_MESSAGE),
      text: xmlText(excerpts.join('\n'), LONGEST_TEXT),
    };
  });
}

function excerptLine({ file, line, text }: PhaseResult['excerpts'][number]): string {
  return `${file}${line === null ? '' : `:${line}`}: ${text}`;
}

/** A test that ended well has no failed case: what failed in it was expected, and says so. */
function settled(drafts: readonly Draft[], test: TestResult, root: string | undefined): Draft[] {
  const failed = drafts.some(isBad);
  if (drafts.length === 0 || test.verdict === 'skipped' || (test.verdict === 'expected-failure' && !failed))
    return [...drafts, testCase(test, root)];
  const reason = test.reason === null ? '' : `: ${test.reason}`;
  return drafts.map((one) => {
    if (!isBad(one)) return one;
    const output = [`${test.verdict}${reason}`, `${one.type}: ${one.message}`, one.text, one.output].join('\n');
    return { ...one, outcome: 'passed', type: '', message: '', text: '', output };
  });
}

function isBad({ outcome }: Draft): boolean {
  return outcome === 'failure' || outcome === 'error';
}

/** The case that stands for the test itself: it never started, or none of its phases and checks carries its verdict. */
function testCase(test: TestResult, root: string | undefined): Draft {
  const name = test.phases.length === 0 ? 'start' : test.verdict === 'unexpected-pass' ? 'expectation' : 'test';
  const told = [test.cause, test.hint, test.reason].filter((part) => part !== null && part !== '');
  const output = outcomeOf(test.verdict) === 'passed' ? told.join('\n') : '';
  const message = test.cause || test.reason || test.verdict;
  return {
    name,
    seconds: test.phases.length === 0 ? test.seconds : 0,
    ...verdictParts(test.verdict, message, [...told, askedFor(test.place, root)].join('\n')),
    output,
  };
}

/** Readers that look for `FILE:LINE` in a text, such as mikepenz/action-junit-report, put their annotation there. */
function askedFor(place: Place, root: string | undefined): string {
  return `asked for in ${shownPath(place.file, root)}:${place.line}`;
}

function outcomeOf(verdict: Verdict): JunitCase['outcome'] {
  if (verdict === 'skipped') return 'skipped';
  if (verdict === 'missing') return 'error';
  return ({ none: 'passed', system: 'failure', host: 'error', cancelled: 'error' } as const)[faultOf(verdict)];
}

function verdictParts(verdict: Verdict, message: string, text: string): Pick<Draft, 'outcome' | 'type' | 'message' | 'text'> {
  const outcome = outcomeOf(verdict);
  return outcome === 'passed' ? { outcome, type: '', message: '', text: '' } : { outcome, type: verdict, message, text };
}

function phaseCase(phase: PhaseResult, test: TestResult, root: string | undefined): Draft {
  const excerpts = phase.excerpts.map(excerptLine);
  const replay = replayCommand(test, phase);
  const kept = test.folder === null || test.kept.length === 0 ? [] : [`kept: ${shellQuote(test.folder)}`];
  const text = [
    phase.cause,
    ...excerpts,
    askedFor(test.place, root),
    ...(test.hint === null ? [] : [`hint: ${test.hint}`]),
    ...kept,
    ...(replay === null ? [] : [`replay: ${replay}`]),
  ];
  return {
    name: phase.name,
    seconds: phase.seconds,
    ...verdictParts(phase.verdict, phase.cause || phase.verdict, text.join('\n')),
    output: '',
  };
}

function checkCases(check: Finding, root: string | undefined): Draft[] {
  const own = (check.cases ?? []).map((one) => findingCase(one, `${check.name}: ${one.name}`, root));
  return [findingCase(check, check.name, root), ...own];
}

function findingCase(finding: Finding, name: string, root: string | undefined): Draft {
  const place = finding.place === undefined ? '' : `\n${askedFor(finding.place, root)}`;
  const base = { name, seconds: finding.seconds, output: finding.output ?? '' };
  const message = (finding.message.split('\n', 1)[0] as string).replace(/:$/, '');
  if (finding.verdict === 'failed')
    return { ...base, outcome: 'failure', type: 'check-failed', message: message || 'failed', text: finding.message + place };
  if (finding.verdict === 'skipped') return { ...base, outcome: 'skipped', type: 'skipped', message, text: finding.message };
  return { ...base, outcome: 'passed', type: '', message: '', text: '' };
}
