import type { Problem, VmtestError } from '../../model/errors.ts';

/** The problems of an error; of one without any, itself. */
export function problemsOf(error: VmtestError): readonly Problem[] {
  if (error.problems.length > 0) return error.problems;
  return [{ code: error.code, severity: 'error', message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }];
}
