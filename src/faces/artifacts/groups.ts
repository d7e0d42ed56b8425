import type { TestResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';

/** As many failed tests have an artifact of their own: GitHub allows a job 500 artifacts, and people read a list of twenty. */
export const OWN_ARTIFACTS = 20;

/** Tests that share an artifact. */
export interface Group {
  /** Of the name of the artifact. */
  readonly slug: string;
  readonly tests: readonly TestResult[];
  /** For people: `the data of basic[image=noble]`. */
  readonly what: string;
}

/**
 * Sorts the tests that left something by how much they tell: the first failure of each cause, the other failures, what passed. What is dropped
 * for its size is dropped from the end.
 */
export function orderTests(tests: readonly TestResult[]): readonly TestResult[] {
  const left = tests.filter(({ folder }) => folder !== null);
  const failed = left.filter(({ verdict }) => faultOf(verdict) !== 'none');
  const causes = new Set<string>();
  const first = failed.filter(({ verdict, cause }) => {
    const key = `${verdict} ${cause}`;
    return causes.has(key) ? false : causes.add(key);
  });
  const passed = left.filter(({ verdict, kept }) => faultOf(verdict) === 'none' && kept.length > 0);
  return [...first, ...failed.filter((test) => !first.includes(test)), ...passed];
}

/** Which tests go into one artifact: the first failed ones each into their own, the other failures into one, what passed into one. */
export function groupTests(ordered: readonly TestResult[]): readonly Group[] {
  const failed = ordered.filter(({ verdict }) => faultOf(verdict) !== 'none');
  const passed = ordered.filter(({ verdict }) => faultOf(verdict) === 'none');
  const own = failed.slice(0, OWN_ARTIFACTS).map((test) => ({ slug: ownSlug(test), tests: [test], what: `the data of ${test.id}` }));
  const rest = failed.slice(OWN_ARTIFACTS);
  return [
    ...own,
    ...(rest.length === 0 ? [] : [{ slug: 'others', tests: rest, what: `the data of ${rest.length} more failed tests` }]),
    ...(passed.length === 0 ? [] : [{ slug: 'passed', tests: passed, what: `the data of ${passed.length} tests that passed` }]),
  ];
}

/** A gate hands on its plan and its shards' results under such names: a test's own must read otherwise. */
function ownSlug({ slug }: TestResult): string {
  return /^(?:plan|results-\d+)$/.test(slug) ? `test-${slug}` : slug;
}
