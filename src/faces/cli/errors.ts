import type { CommanderError } from 'commander';
import { plainLines } from '../../base/text.ts';
import { exitCodeOfProblem, type Problem, VmtestError } from '../../model/errors.ts';
import { EXIT, worstExitCode } from '../../model/verdict.ts';
import { problemsJson } from '../../plan/json.ts';
import { problemText } from '../../report/problems.ts';
import { stoppedWith } from '../settings/interrupt.ts';
import { isColored } from './color.ts';

/** Tells an error on stderr (with `--json` also as JSON on stdout) and returns the exit code. A bug of ours keeps its stack. */
export function reportError(error: unknown, json: boolean): number {
  const known = error instanceof VmtestError ? error : bug(error);
  const problems = problemsOf(known);
  if (json) process.stdout.write(`${JSON.stringify(documentOf(known), null, 2)}\n`);
  process.stderr.write(`${known.problems.length > 0 ? textOfMany(problems) : textOf(known)}\n`);
  return stoppedCode(known) ?? (error instanceof VmtestError ? worst(known, problems) : EXIT.host);
}

/** What an error tells, as JSON, for a document that has more to tell beside it. */
export function errorJson(error: VmtestError | null) {
  return error === null ? [] : documentOf(error).problems;
}

/** What was stopped by SIGTERM is cancelled as by Ctrl-C, and ends with a code of its own; null of what nobody stopped. */
function stoppedCode({ code }: VmtestError): number | null {
  return code === 'VMTEST_CANCELLED' ? stoppedWith() : null;
}

function documentOf(error: VmtestError) {
  const { problems, ...rest } = problemsJson(problemsOf(error));
  const stopped = stoppedCode(error);
  return { ...rest, problems: stopped === null ? problems : problems.map((problem) => ({ ...problem, exitCode: stopped })) };
}

function problemsOf(error: VmtestError): readonly Problem[] {
  return error.problems.length > 0 ? error.problems : [asProblem(error)];
}

/** What commander found wrong with the command line, as an error of ours. Its message begins with `error: ` and may end in a guess. */
export function commandLineError({ message }: CommanderError): VmtestError {
  const [said = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const guess = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1];
  return new VmtestError('VMTEST_USAGE', said.replace(/\.$/, ''), {
    hint: guess === undefined ? 'vmtest --help lists the verbs, vmtest VERB --help the options of one' : `did you mean ${guess}?`,
  });
}

function bug(error: unknown): VmtestError {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new VmtestError('VMTEST_INTERNAL', `this is a bug of vmtest, please report it: ${what}`);
}

function asProblem(error: VmtestError): Problem {
  return { code: error.code, severity: 'error', message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}

/** Of several problems the first decides in `VmtestError`; a mistake among them makes it usage. */
function worst(error: VmtestError, problems: readonly Problem[]): number {
  return worstExitCode([error.exitCode, ...problems.filter(({ severity }) => severity === 'error').map(exitCodeOfProblem)]);
}

function textOfMany(problems: readonly Problem[]): string {
  return problemText(problems, { color: isColored(process.stderr), root: process.cwd() });
}

function textOf(error: VmtestError): string {
  const hint = error.hint === undefined ? '' : `\n  → ${error.hint.split('\n').join('\n    ')}`;
  // A message may quote what a stream, a server or a guest said: its lines stay away from the first column, and are no orders.
  return plainLines(`error: ${error.message.split('\n').join('\n  ')} [${error.code}]${hint}`);
}
