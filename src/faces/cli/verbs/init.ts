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
  const families = new Map<string, string[]>();
  for (const { name, family, classes } of tests) {
    const key = family.join(', ');
    families.set(key, [...(families.get(key) ?? []), `${name} (${classes.length})`]);
  }
  const lines = (title: string, all: readonly string[]) =>
    all.length === 0 ? [] : ['', `${title} (${all.length}):`, ...all.map((line) => `  ${line}`)];
  const files = [suite, report].map((file) => relative(cwd, file) || file);
  return [
    ...lines(
      'families and their tests, with the number of classes',
      [...families].map(([family, names]) => plainText(`${family}: ${names.join(', ')}`)),
    ),
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
