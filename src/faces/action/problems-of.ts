import type { Problem, VmtestError } from '../../model/errors.ts';
import { inputWords } from './input-words.ts';

/** The problems of an error, in the action's words; of one without any, itself. */
export function problemsOf(error: VmtestError): readonly Problem[] {
  const { code, message, hint, problems } = error;
  const all: readonly Problem[] =
    problems.length > 0 ? problems : [{ code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) }];
  return all.map((problem) => (problem.hint === undefined ? problem : { ...problem, hint: inputWords(problem.hint) }));
}
