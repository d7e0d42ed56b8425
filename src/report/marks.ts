import { plainText } from '../base/text.ts';
import { faultOf, type Verdict } from '../model/verdict.ts';
import type { Paint } from './paint.ts';

/** The sign of a verdict, in the colour of whose fault it is. */
export function mark(verdict: Verdict, colors: Paint): string {
  if (verdict === 'skipped') return colors.faint('–');
  if (verdict === 'cancelled') return colors.warn('■');
  const fault = faultOf(verdict);
  return fault === 'none' ? colors.good('✓') : fault === 'host' ? colors.warn('!') : colors.bad('✗');
}

/** The verdict itself, coloured alike. */
export function verdictWord(verdict: Verdict, colors: Paint): string {
  if (verdict === 'skipped') return colors.faint(verdict);
  const fault = faultOf(verdict);
  return { none: colors.good, host: colors.warn, cancelled: colors.warn, system: colors.bad }[fault](verdict);
}

/** Text of a guest's, a user's or a tool's on one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}
