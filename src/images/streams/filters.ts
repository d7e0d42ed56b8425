import { VmtestError } from '../../model/errors.ts';
import { type Condition, parseCondition } from '../../model/filter.ts';

/** The conditions in the words of a command line or a suite; all of them must be met. Error: VMTEST_USAGE for what is none. */
export function parseConditions(texts: readonly string[]): Condition[] {
  return texts.map((text) => {
    const condition = parseCondition(text);
    if (condition !== undefined) return condition;
    throw new VmtestError('VMTEST_USAGE', `"${text}" is not a filter`, {
      hint: 'write KEY=VALUE, KEY!=VALUE, KEY~REGEX or KEY!~REGEX, such as release=noble',
    });
  });
}
