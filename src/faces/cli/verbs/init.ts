import { relative } from 'node:path';
import { plainText } from '../../../base/text.ts';
import { type InitResult, initFromCurtin } from '../../../engine/init.ts';
import { VmtestError } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { summary } from '../../../suite/from-curtin/report-text.ts';
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

/** The summary and where the rest stands: a checkout's report has hundreds of lines. */
function textOf({ suite, report, outcome }: InitResult, cwd: string): string {
  const { notCarried, same, unread } = outcome;
  const [suiteFile, reportFile] = [suite, report].map((file) => relative(cwd, file) || file);
  const left = [
    `${notCarried.classes.length} classes that are no test`,
    `${notCarried.assertions.length} assertions`,
    `${notCarried.methods.length} other methods`,
    `${notCarried.attributes.length} attributes`,
    `${notCarried.settings.length} settings`,
  ];
  return [
    ...unread.map(({ file, line, message }) => plainText(`not read: ${file}:${line}: ${message}`).replaceAll('\n', ' ')),
    `${summary(outcome)}.`,
    ...(same.length === 0
      ? []
      : [`${same.flatMap(({ classes }) => classes.slice(1)).length} of them the same as another of their test, and planned once.`]),
    `Not carried over: ${left.join(', ')}.`,
    `wrote ${suiteFile}, and what became of each class and assertion in ${reportFile}`,
    '',
  ].join('\n');
}
