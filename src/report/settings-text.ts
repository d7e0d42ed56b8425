import type { Origin } from '../model/suite.ts';
import { oneLine } from './marks.ts';
import { paint } from './paint.ts';
import { columns } from './width.ts';

/** One setting of the whole run. */
export interface SettingRow {
  readonly name: string;
  readonly value: string;
  /** Absent: the default. */
  readonly from: Origin | undefined;
}

/** Settings that hold for all tests, under a heading, a line each: name, value, and which option or variable gave it. Ends in a newline. */
export function settingsText(heading: string, rows: readonly SettingRow[], options: { readonly color?: boolean } = {}): string {
  const colors = paint(options.color === true);
  const cells = rows.map(({ name, value, from }) => [colors.faint(name), oneLine(value), colors.faint(oneLine(from?.name ?? 'default'))]);
  return `${[colors.strong(heading), ...columns(cells).map((line) => `  ${line}`)].join('\n')}\n`;
}
