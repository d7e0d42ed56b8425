import { imageSettings } from '../../../engine/image-settings.ts';
import { exitCodeOfProblem } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { planJson } from '../../../plan/json.ts';
import { planText } from '../../../report/plan-text.ts';
import { problemText } from '../../../report/problems.ts';
import { settingsText } from '../../../report/settings-text.ts';
import { isColored } from '../color.ts';
import type { Flags } from '../flags.ts';
import { begin, prepare } from './common.ts';

/** `vmtest plan`: what run would do. Mistakes of the suite are exit 2; what the host lacks is listed and ends nothing. */
export async function plan(args: readonly string[], flags: Flags): Promise<number> {
  const begun = begin(args, flags);
  const { plan, store } = await prepare(begun);
  if (flags.json === true) process.stdout.write(jsonText(planJson(plan)));
  else {
    process.stdout.write(
      planText(plan, { color: isColored(process.stdout), root: process.cwd(), ...(flags.settings === true ? { settings: true } : {}) }),
    );
    if (flags.settings === true) {
      process.stdout.write(`\n${settingsText('images', imageSettings(begun.settings, store), { color: isColored(process.stdout) })}`);
    }
    if (plan.problems.length > 0)
      process.stderr.write(`${problemText(plan.problems, { color: isColored(process.stderr), root: process.cwd() })}\n`);
  }
  const mistakes = plan.problems.some((problem) => problem.severity === 'error' && exitCodeOfProblem(problem) === EXIT.usage);
  return mistakes ? EXIT.usage : EXIT.passed;
}

/** One line a test: a plan of a thousand tests has a third less to write and to read than an indented one, and lines can be searched. */
function jsonText({ version, problems, tests }: ReturnType<typeof planJson>): string {
  const lines = tests.map((test) => JSON.stringify(test)).join(',\n');
  return `{"version":${version},"problems":${JSON.stringify(problems)},"tests":[\n${lines}\n]}\n`;
}
