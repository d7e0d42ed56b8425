import { relative } from 'node:path';
import { plainText } from '../../../base/text.ts';
import { type InitResult, initFromCurtin } from '../../../engine/init.ts';
import { VmtestError } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { notCarriedLine, summary } from '../../../suite/from-curtin/report-text.ts';
import { readSurroundings } from '../../settings/surroundings.ts';
import type { Flags } from '../flags.ts';

/** `vmtest init --from-curtin PATH`: a suite from the Python tests of a curtin checkout. */
export async function init(_args: readonly string[], flags: Flags): Promise<number> {
  const checkout = flags.fromCurtin as string | undefined;
  if (checkout === undefined || checkout === '')
    throw new VmtestError('VMTEST_USAGE', 'init needs something to start from', { hint: 'vmtest init --from-curtin PATH' });
  const { cwd, path } = readSurroundings();
  const output = (flags.output as string | undefined) ?? 'vmtest.yaml';
  const result = await initFromCurtin({ checkout, output, force: flags.force === true, cwd, path });
  process.stdout.write(flags.json === true ? jsonText(result) : textOf(result, cwd));
  return EXIT.passed;
}

function jsonText({ suite, report, outcome }: InitResult): string {
  const { version, ...rest } = outcome;
  return `${JSON.stringify({ version, suite, report, ...rest }, null, 2)}\n`;
}

function textOf({ suite, report, outcome }: InitResult, cwd: string): string {
  const { notCarried, tests, unread } = outcome;
  const families = familyLines(tests);
  const lines = (title: string, all: readonly string[]) =>
    all.length === 0 ? [] : ['', `${title} (${all.length}):`, ...all.map((line) => `  ${line}`)];
  const files = [suite, report].map((file) => relative(cwd, file) || file);
  return [
    ...lines('families and their tests, with the number of classes', families),
    ...lines('classes that are no test', notCarried.classes.map(notCarriedLine)),
    ...lines('assertions that are not carried over', notCarried.assertions.map(notCarriedLine)),
    ...lines(
      'files that were not read',
      unread.map(({ file, line, message }) => plainText(`${file}:${line}: ${message}`).replaceAll('\n', ' ')),
    ),
    '',
    `${summary(outcome)}.`,
    `${notCarried.methods.length} other methods, ${notCarried.attributes.length} attributes, ${notCarried.settings.length} settings: see the report.`,
    `wrote ${files.join(' and ')}`,
    '',
  ]
    .join('\n')
    .replace(/^\n/, '');
}

/** One line a family; two of one name, in different files, are told by their files. */
function familyLines(tests: InitResult['outcome']['tests']): string[] {
  const families = new Map<string, { readonly names: string; readonly file: string; readonly tests: string[] }>();
  for (const { name, family, file, classes } of tests) {
    const names = family.join(', ');
    const key = `${file}: ${names}`;
    const known = families.get(key) ?? { names, file, tests: [] };
    families.set(key, known);
    known.tests.push(`${name} (${classes.length})`);
  }
  const all = [...families.values()];
  return all.map((one) => {
    const apart = all.some((other) => other !== one && other.names === one.names);
    return plainText(`${one.names}${apart ? ` (${one.file})` : ''}: ${one.tests.join(', ')}`);
  });
}
