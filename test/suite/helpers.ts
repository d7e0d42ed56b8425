import { formatProblem } from '../../src/model/errors.ts';
import type { Suite } from '../../src/model/suite.ts';
import type { ReadText } from '../../src/suite/images.ts';
import { parseSuite } from '../../src/suite/parse.ts';

/** The problems of a suite, one a line, without the file's name; a related place behind an arrow. */
export function problemsOf(text: string, readText?: ReadText): string[] {
  return parseSuite(text, '/suite/vmtest.yaml', readText).problems.map((problem) => {
    const related = (problem.related ?? []).map(({ place }) => ` ← ${place.line}:${place.column}`).join('');
    return formatProblem(problem).replace('/suite/vmtest.yaml:', '') + related;
  });
}

/** A suite that must be right. */
export function suiteOf(text: string, readText?: ReadText): Suite {
  const { suite, problems } = parseSuite(text, '/suite/vmtest.yaml', readText);
  if (suite === undefined) throw new Error(problems.map(formatProblem).join('\n'));
  return suite;
}

/** A suite of one test `t`, its settings given as YAML in one line, with an image `a`; the settings begin in line 4, column 6. */
export function oneTest(settings: string): string {
  return `version: 1\nimages: { a: { files: { disk: a.img } } }\ntests:\n  t: ${settings}\n`;
}
