import { stripAnsi } from '../base/text.ts';

// Marks and joiners take no column; East Asian wide and full-width forms, and emoji, take two.
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** The columns that text takes on a terminal; colours take none. */
export function width(text: string): number {
  let columns = 0;
  for (const character of stripAnsi(text)) columns += widthOf(character);
  return columns;
}

function widthOf(character: string): number {
  const code = character.codePointAt(0) as number;
  if (code < 0x300) return 1;
  return NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** Cuts text without colours to at most so many columns, with an ellipsis in the last. */
export function cutTo(text: string, columns: number): string {
  if (columns <= 0) return '';
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) return `${keep(kept, columns - 1)}…`;
    kept += character;
  }
  return kept;
}

function keep(text: string, columns: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) break;
    kept += character;
  }
  return kept;
}

/** Adds spaces at the end up to so many columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** Rows as columns two spaces apart; a last column is not padded, an empty one is left out. `right`: columns set to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) => Math.max(0, ...rows.map((row) => width(row[index] ?? ''))));
  return rows.map((row) =>
    widths
      .flatMap((wide, index) => {
        const cell = row[index] ?? '';
        if (wide === 0) return [];
        return [right.includes(index) ? ' '.repeat(wide - width(cell)) + cell : pad(cell, wide)];
      })
      .join('  ')
      .trimEnd(),
  );
}
