import { plainText } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { EXIT } from '../../model/verdict.ts';

/** Writes to the log. The runner reads it by lines, from a pipe, which Node writes to synchronously on Linux. */
const write = (text: string): void => {
  process.stdout.write(text);
};

/**
 * Runs a step of an action to its end, and ends the process with it: what a toolkit left open (sockets, timers) holds up no job. What is thrown
 * is the user's mistake, told as annotations, or a bug of ours.
 */
export async function runEntry(step: (write: (text: string) => void) => Promise<number>): Promise<never> {
  let code: number;
  try {
    code = await step(write);
  } catch (error) {
    code = await tellError(error);
  }
  process.exit(code);
}

async function tellError(error: unknown): Promise<number> {
  const { githubAnnotations } = await import('../../report/annotations.ts');
  const { problemsOf } = await import('./problems-of.ts');
  const { tellMistake } = await import('./tell-mistake.ts');
  const known =
    error instanceof VmtestError
      ? error
      : new VmtestError('VMTEST_INTERNAL', error instanceof Error ? (error.stack ?? error.message) : String(error));
  const problems = problemsOf(known);
  const root = process.env.GITHUB_WORKSPACE;
  write(githubAnnotations(problems, root === undefined ? {} : { root }));
  await tellMistake(known, problems, process.env, (line) => write(`${line}\n`)).catch((why: unknown) => {
    write(`what ended this step could not be told to others: ${plainText(why instanceof Error ? why.message : String(why))}\n`);
  });
  return known.exitCode === EXIT.passed ? EXIT.failed : known.exitCode;
}
