import { plainText } from '../../base/text.ts';
import { INHERITED } from './checks.ts';
import { type InitReport, MEANINGLESS, type NotCarried } from './report.ts';

/** The summary in one sentence. */
export function summary({ classes, tests, families, files, carriedAssertions, notCarried }: InitReport): string {
  const became = `${classes.carried} of ${counted(classes.enabled, 'test class')} in ${counted(files, 'file')} became ${counted(tests.length, 'test')} in ${counted(families, 'family')}`;
  const rest = `${counted(carriedAssertions, 'assertion')} became checks, ${notCarried.assertions.length} not`;
  return `${became}; ${rest}`;
}

function counted(count: number, word: string): string {
  const many = word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}${word.endsWith('s') ? 'es' : 's'}`;
  return `${count} ${count === 1 ? word : many}`;
}

/** The report as Markdown; what comes from the checkout stands in code spans. */
export function reportMarkdown(report: InitReport): string {
  const { notCarried } = report;
  const sections: readonly (readonly [title: string, about: string, lines: readonly string[]])[] = [
    [
      'Tests',
      'Each with its configuration and its classes.',
      report.tests.map(({ name, conf, classes }) => `${code(name)}: ${code(conf)}: ${classes.map(code).join(', ')}`),
    ],
    [
      'Classes that are planned once',
      'They differ in nothing that a suite says: image, target and kernel are the same.',
      report.same.map(({ test, classes }) => `${code(test)}: ${classes.map(code).join(', ')}`),
    ],
    ['Classes that are no test', 'A runner would run them; the suite does not have them.', notCarried.classes.map(markdownLine)],
    ['Settings that the suite cannot say', 'They stand as comments in the suite.', settingLines(report)],
    [
      'Assertions that were not carried over',
      'What to write as `checks`: `run:` takes a program of any language over the collected files.',
      notCarried.assertions.map(markdownLine),
    ],
    ['Other methods', 'Helpers of assertions, and what overrides the harness.', notCarried.methods.map(markdownLine)],
    ['Other attributes', 'Nothing but Python reads them.', notCarried.attributes.map(markdownLine)],
    ['Left out on purpose', 'For every class.', leftOut()],
    ['Taken for granted', 'Because only the host could tell.', report.assumed.map(code)],
    [
      'Files that were not read',
      'Their classes are missing.',
      report.unread.map(({ file, line, message }) => `${code(`${file}:${line}`)}: ${code(message)}`),
    ],
  ];
  const parts = sections.flatMap(([title, about, lines]) =>
    lines.length === 0 ? [] : [`## ${title} (${lines.length})`, about, lines.map((line) => `- ${line}`).join('\n')],
  );
  return `${['# What became of the original tests', `Read from ${code(report.checkout)}. ${summary(report)}.`, ...parts].join('\n\n')}\n`;
}

/** Each setting once, with the tests that have it. */
function settingLines({ notCarried }: InitReport): string[] {
  const tests = new Map<string, string[]>();
  for (const { test, text } of notCarried.settings) tests.set(text, [...(tests.get(text) ?? []), test]);
  return [...tests].map(([text, names]) => `${code(text)}: ${names.map(code).join(', ')}`);
}

function leftOut(): string[] {
  return [
    `Collect scripts that all classes share (${code('DEFAULT_COLLECT_SCRIPTS')}): every boot collects the same files by itself.`,
    `Inherited tests, by packs: ${[...INHERITED].map(([test, pack]) => `${code(test)} is ${code(pack)}`).join(', ')}.`,
    `${code('fallback-package')} of HWE kernels is ${code('kernel-package')} here.`,
    ...[...MEANINGLESS].map(([name, why]) => `${code(name)}: ${why}.`),
  ];
}

function markdownLine({ name, file, line, why, classes }: NotCarried): string {
  return `${code(name)} (${code(`${file}:${line}`)}${classes > 1 ? `, in ${classes} classes` : ''}): ${code(why)}`;
}

/** Text of the checkout's, which cannot leave its code span. */
function code(text: string): string {
  return `\`${plainText(text).replaceAll('\n', ' ').replaceAll('`', "'")}\``;
}
