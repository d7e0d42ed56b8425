import { plainText } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { EXIT } from '../../model/verdict.ts';
import { problemText } from '../../report/problems.ts';

/** Tells an error on stderr (with `--json` also as JSON on stdout) and returns the exit code. A bug of ours keeps its stack. */
export function reportError(error: unknown, json: boolean): number {
  if (!(error instanceof VmtestError)) {
    process.stderr.write(`vmtest: this is a bug of vmtest, please report it: ${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.host;
  }
  const problems = error.problems.length > 0 ? error.problems : [asProblem(error)];
  if (json) process.stdout.write(`${JSON.stringify({ version: 1, problems }, null, 2)}\n`);
  process.stderr.write(`${error.problems.length > 0 ? problemText(error.problems) : textOf(error)}\n`);
  return error.exitCode;
}

function asProblem(error: VmtestError) {
  return {
    code: error.code,
    severity: 'error' as const,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

function textOf(error: VmtestError): string {
  const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
  return plainText(`vmtest: ${error.message} [${error.code}]${hint}`);
}
