import { decide, type Figure, median, relativeSpread } from './statistics.ts';

const HEADINGS = ['what', 'measured', 'bound', 'verdict', 'spread'];

/** The figures as lines of text, in columns. The spread is that of the bare runs, else of the values. */
export function tableLines(figures: readonly Figure[]): string[] {
  const rows = [HEADINGS, ...figures.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines;
}

function cells(figure: Figure): string[] {
  const { values, bound, unit } = figure;
  const noise = percent(relativeSpread(figure.bare?.values ?? values));
  const verdict = { within: 'ok', missed: 'MISSED', undecidable: `not decidable here (spread ${noise})` }[decide(figure)];
  return [figure.what, amount(median(values), unit), `≤ ${amount(bound, unit)}`, verdict, noise];
}

/** A value with its unit, with as many digits as mean something. */
export function amount(value: number, unit: Figure['unit']): string {
  if (Number.isNaN(value)) return 'none';
  const digits = { '%': 2, ms: 0, MB: 1, '×': 3 }[unit];
  const text = value.toFixed(digits).replace(/\.0+$/, '');
  return unit === '×' ? text : `${text} ${unit}`;
}

function percent(share: number): string {
  return Number.isNaN(share) ? 'unknown' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** All values of a figure, for the lines under the table. */
export function valuesLine({ what, values, unit, note }: Figure): string {
  const text = `${what}: ${values.map((value) => amount(value, unit)).join(', ')}`;
  return note === undefined ? text : `${text} (${note})`;
}
