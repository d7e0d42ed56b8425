import { type Problem, VmtestError } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { problemsJson } from '../../../plan/json.ts';
import { githubAnnotations } from '../../../report/annotations.ts';
import { problemText } from '../../../report/problems.ts';
import { sarif } from '../../../report/sarif.ts';
import { isColored } from '../color.ts';
import type { Flags } from '../flags.ts';
import { type Begun, begin, prepare } from './common.ts';

/** `vmtest lint`: the mistakes of a suite, for people, programs, GitHub's annotations and code scanning. */
export async function lint(args: readonly string[], flags: Flags): Promise<number> {
  const begun = begin(args, flags);
  const problems = await problemsOf(begun);
  const format = flags.json === true ? 'json' : ((flags.format as string | undefined) ?? 'text');
  process.stdout.write(formatted(problems, format, begun));
  return problems.some((problem) => problem.severity === 'error') ? EXIT.usage : EXIT.passed;
}

async function problemsOf(begun: Begun): Promise<readonly Problem[]> {
  try {
    // Emulation is named so that no machine is asked; what the host lacks is no mistake of the suite's.
    const { plan } = await prepare({ ...begun, settings: { ...begun.settings, accel: 'tcg' } });
    return plan.problems.flatMap((problem) => {
      if (new VmtestError(problem.code, '').verdict === undefined) return [problem];
      // A keyring belongs to the suite; but it may be put there before a run.
      return problem.code === 'VMTEST_KEYRING_INVALID' ? [{ ...problem, severity: 'warning' as const }] : [];
    });
  } catch (error) {
    if (error instanceof VmtestError && error.code !== 'VMTEST_SUITE_NOT_FOUND' && error.problems.length > 0) return error.problems;
    throw error;
  }
}

function formatted(problems: readonly Problem[], format: string, { surroundings }: Begun): string {
  if (format === 'json') return `${JSON.stringify(problemsJson(problems), null, 2)}\n`;
  const root = checkout(surroundings.cwd);
  if (format === 'github') return githubAnnotations(problems, { root });
  if (format === 'sarif') return sarif(problems, { toolVersion: surroundings.tool.vmtest, root });
  const text = problemText(problems, { color: isColored(process.stdout), root: surroundings.cwd });
  return problems.length === 0 ? 'no problems\n' : `${text}\n`;
}

/** What GitHub's paths are relative to: the checkout, in a step that works in a folder of it too. */
function checkout(cwd: string): string {
  const workspace = process.env.GITHUB_WORKSPACE;
  return workspace && cwd.startsWith(`${workspace}/`) ? workspace : cwd;
}
