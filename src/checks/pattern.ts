import { type Context, createContext, Script } from 'node:vm';

/** Seconds that one expression may take: JavaScript's expressions backtrack, and the text is the guest's. */
export const PATTERN_SECONDS = 2;
/** Characters of the longest text that an expression is tried on. */
const LONGEST_TEXT = 128 << 20;

const search = new Script('(() => { const found = new RegExp(pattern, "m").exec(text); return found === null ? -1 : found.index; })()');
let context: Context | undefined;

/**
 * Looks for a regular expression of the user's (flag `m`) in text of the guest's, for at most `PATTERN_SECONDS`.
 * Returns the offset of the first match, -1 for none, or why there is no answer.
 */
export function findPattern(pattern: string, text: string): number | { readonly obstacle: string } {
  if (text.length > LONGEST_TEXT) return { obstacle: `the text of ${text.length} characters is too long for /${pattern}/m` };
  context ??= createContext(Object.create(null) as Context);
  Object.assign(context, { pattern, text });
  try {
    return search.runInContext(context, { timeout: PATTERN_SECONDS * 1000 }) as number;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return {
        obstacle: `/${pattern}/m was given up after ${PATTERN_SECONDS} s: it backtracks without end on this text; write it with fewer nested repetitions`,
      };
    }
    return { obstacle: `/${pattern}/m is no regular expression: ${(error as Error).message}` };
  } finally {
    Object.assign(context, { pattern: '', text: '' });
  }
}
