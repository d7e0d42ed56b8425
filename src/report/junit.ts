import builder from 'junit-report-builder';
import type { RunResult } from '../model/result.ts';
import { completeJunit } from './junit-complete.ts';
import { type JunitCase, type JunitOptions, type JunitSuite, junitSuites } from './junit-model.ts';

/**
 * The run as a JUnit file, valid against Jenkins' junit-10.xsd. One suite for each test, named by its id, with its suite file on it;
 * one case for each phase, each check, and each case that a `run:` command reported. Pure; the text of guests is made harmless.
 */
export function junitXml(run: RunResult, options: JunitOptions = {}): string {
  const suites = junitSuites(run, options);
  const report = builder.newBuilder().name('vmtest');
  for (const suite of suites) addSuite(report, suite);
  return completeJunit(report.build(), suites, run, options);
}

type Report = ReturnType<typeof builder.newBuilder>;
type Suite = ReturnType<Report['testSuite']>;

function addSuite(report: Report, suite: JunitSuite): void {
  const element = report.testSuite().name(suite.name).timestamp(suite.timestamp).time(suite.seconds);
  for (const [name, value] of suite.properties) element.property(name, value);
  for (const one of suite.cases) addCase(element, suite, one);
}

/** The texts come with the completion: the builder makes CDATA of them, and masks only the first `]]>` of each. */
function addCase(suite: Suite, { name }: JunitSuite, one: JunitCase): void {
  const element = suite.testCase().className(name).name(one.name).time(one.seconds);
  if (one.outcome === 'failure') element.failure(one.message, one.type);
  if (one.outcome === 'error') element.error(one.message, one.type);
  if (one.outcome === 'skipped') element.skipped();
}
