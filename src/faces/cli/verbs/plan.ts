import { imageSettings } from '../../../engine/image-settings.ts';
import type { PreparedPlan } from '../../../engine/prepare.ts';
import { curtinSettings, runSettings } from '../../../engine/run-settings.ts';
import { exitCodeOfProblem } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { planJson } from '../../../plan/json.ts';
import { planText } from '../../../report/plan-text.ts';
import { problemText } from '../../../report/problems.ts';
import { type SettingRow, settingsText } from '../../../report/settings-text.ts';
import { isColored } from '../color.ts';
import type { Flags } from '../flags.ts';
import { type Begun, begin, prepare } from './common.ts';

/** `vmtest plan`: what run would do. Mistakes of the suite are exit 2; what the host lacks is listed and ends nothing. */
export async function plan(args: readonly string[], flags: Flags): Promise<number> {
  const begun = begin(args, flags);
  const prepared = await prepare(begun);
  const { plan } = prepared;
  if (flags.json === true) process.stdout.write(jsonText(planJson(plan)));
  else {
    process.stdout.write(
      planText(plan, { color: isColored(process.stdout), root: process.cwd(), ...(flags.settings === true ? { settings: true } : {}) }),
    );
    if (flags.settings === true) process.stdout.write(settings(begun, prepared));
    if (plan.problems.length > 0)
      process.stderr.write(`${problemText(plan.problems, { color: isColored(process.stderr), root: process.cwd() })}\n`);
  }
  const mistakes = plan.problems.some((problem) => problem.severity === 'error' && exitCodeOfProblem(problem) === EXIT.usage);
  return mistakes ? EXIT.usage : EXIT.passed;
}

/** What holds for the whole run: of curtin only where it installs something. */
function settings({ settings, surroundings }: Begun, { plan, curtin, store }: PreparedPlan): string {
  const groups: readonly (readonly [heading: string, rows: readonly SettingRow[]])[] = [
    ['run', runSettings(settings, surroundings)],
    ...(plan.tests.some(({ install }) => install.installer === 'curtin') ? [['curtin', curtinSettings(settings, curtin)] as const] : []),
    ['images', imageSettings(settings, store)],
  ];
  return groups.map(([heading, rows]) => `\n${settingsText(heading, rows, { color: isColored(process.stdout) })}`).join('');
}

/** One line a test: a plan of a thousand tests has a third less to write and to read than an indented one, and lines can be searched. */
function jsonText({ version, problems, tests }: ReturnType<typeof planJson>): string {
  const lines = tests.map((test) => JSON.stringify(test)).join(',\n');
  return `{"version":${version},"problems":${JSON.stringify(problems)},"tests":[\n${lines}\n]}\n`;
}
