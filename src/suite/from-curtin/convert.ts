import { VmtestError } from '../../model/errors.ts';
import { parseSuite } from '../parse.ts';
import { type CarriedClass, carryClass } from './carry.ts';
import { type CarriedTest, groupClasses } from './group.ts';
import { type Lookup, lookupIn } from './lookup.ts';
import { type InitReport, initReport } from './report.ts';
import { readSource, type SourceClass } from './source.ts';
import { type SuiteText, suiteText } from './write.ts';

export interface ConvertInput {
  /** What the Python program printed. */
  readonly printed: string;
  /** The checkout, as texts name it. */
  readonly checkout: string;
  /** Whether a path below the checkout is a file. */
  readonly exists: (path: string) => boolean;
  /** Path from the suite's folder to a file below the checkout. */
  readonly pathTo: (path: string) => string;
}

export interface Converted {
  /** The suite's text, which is read without a mistake. */
  readonly suite: string;
  readonly report: InitReport;
}

interface Refused {
  readonly cls: SourceClass;
  readonly why: string;
}

/**
 * Makes a suite of what was read from a curtin checkout's tests, and says what it leaves out. Pure but for `exists`.
 * Throws VMTEST_USAGE where there is no test of a machine.
 */
export function convertCurtin({ printed, checkout, exists, pathTo }: ConvertInput): Converted {
  const lookup = lookupIn(readSource(printed));
  const { carried, refused } = carryAll(lookup, exists);
  const groups = groupClasses(lookup, carried);
  const { suite, tests, wrong } = readableSuite({ tests: groups, checkout, pathTo });
  const report = initReport({ lookup, checkout, tests, refused: [...refused, ...wrong] });
  if (tests.length === 0) throw nothingFound(report);
  return { suite, report };
}

function carryAll(lookup: Lookup, exists: ConvertInput['exists']): { carried: readonly CarriedClass[]; refused: readonly Refused[] } {
  const carried: CarriedClass[] = [];
  const refused: Refused[] = [];
  for (const cls of lookup.enabled) {
    const outcome = lookup.isMachineTest(cls) ? carryClass(lookup, cls, exists) : 'it does not inherit from VMBaseClass';
    if (typeof outcome === 'string') refused.push({ cls, why: outcome });
    else carried.push(outcome);
  }
  return { carried, refused };
}

/** The suite without the tests that could not be read again: values can be wrong in ways that only our own reader knows. */
function readableSuite(input: SuiteText): { suite: string; tests: readonly CarriedTest[]; wrong: readonly Refused[] } {
  const { tests } = input;
  const suite = suiteText(input);
  const mistakes = parseSuite(suite, 'vmtest.yaml').problems.filter(({ severity }) => severity === 'error');
  const lines = suite.split('\n');
  const wrongIn = new Map(mistakes.map(({ place, message }) => [testAt(lines, place?.line ?? 0), message]));
  const why = (test: CarriedTest) => wrongIn.get(test.name);
  const left = tests.filter((test) => why(test) === undefined);
  if (tests.length === 0 || mistakes.length === 0) return { suite, tests, wrong: [] };
  if (left.length === tests.length) throw new VmtestError('VMTEST_USAGE', `no suite can be made: ${mistakes[0]?.message}`);
  const gone = tests.flatMap((test) => {
    const message = why(test);
    return message === undefined ? [] : test.classes.map(({ cls }) => ({ cls, why: `a suite cannot say it: ${message}` }));
  });
  const rest = readableSuite({ ...input, tests: left });
  return { ...rest, wrong: [...gone, ...rest.wrong] };
}

/** The test that a line of the suite belongs to: its name stands by two spaces, and nothing else below `tests` does. */
function testAt(lines: readonly string[], line: number): string | undefined {
  for (let index = line - 1; index > lines.indexOf('tests:'); index--) {
    const name = /^ {2}([a-z0-9-]+):$/.exec(lines[index] as string)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

function nothingFound({ checkout, files, unread, notCarried }: InitReport): VmtestError {
  const said = [
    ...unread.slice(0, 3).map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ...notCarried.classes.slice(0, 3).map(({ name, why }) => `${name}: ${why}`),
  ];
  const why = said.length === 0 ? '' : `: ${said.join('; ')}`;
  return new VmtestError('VMTEST_USAGE', `${checkout}: none of the classes in ${files} files of tests/vmtests can become a test${why}`, {
    hint: 'name the folder of a checkout of curtin, whose tests/vmtests/__init__.py has the class VMBaseClass',
  });
}
