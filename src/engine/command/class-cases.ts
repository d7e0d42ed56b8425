import type { Finding } from '../../model/result.ts';

/** The Python tests of one class, and how setting it up ended where that did not go well. */
export interface ClassCases {
  readonly tests: readonly Finding[];
  /** `setUpClass` failed or skipped; null where nothing is said of it. */
  readonly setup: Finding | null;
}

/** nose's name of what failed around a class: `<nose.suite.ContextSuite context=tests.vmtests.test_basic.FocalTestBasic>:setup`. */
const CONTEXT = /context=(?:[\w.]*\.)?([A-Za-z_]\w*)>:(setup|teardown)/;
/** A method of a class: `tests.vmtests.test_basic.FocalTestBasic.test_fstab`. The class is the first part that begins like one. */
const METHOD = /^(?:[a-z_]\w*\.)*([A-Z]\w*)\.(.+)$/s;
/** pytest's word for a test whose class could not be set up. */
const SETUP_WORDS = /failed on setup|setUpClass|setup_class/;

/** Sorts the cases of a JUnit file by the Python classes that they belong to. Cases of no class come under ''. */
export function casesByClass(cases: readonly Finding[]): ReadonlyMap<string, ClassCases> {
  const found = new Map<string, { tests: Finding[]; setup: Finding | null }>();
  for (const one of cases) {
    const context = CONTEXT.exec(one.name);
    const method = context === null ? METHOD.exec(one.name) : null;
    const name = context?.[1] ?? method?.[1] ?? '';
    const own = found.get(name) ?? { tests: [], setup: null };
    found.set(name, own);
    if (context !== null) own.setup ??= { ...one, name: context[2] === 'setup' ? 'setUpClass' : 'tearDownClass' };
    else if (one.verdict === 'failed' && SETUP_WORDS.test(`${one.message}\n${one.output ?? ''}`))
      own.setup ??= { ...one, name: 'setUpClass' };
    else own.tests.push({ ...one, name: method?.[2] ?? one.name, phase: name });
  }
  return found;
}
