import type { ActionName, InputRow } from './input-row.ts';
import { INPUTS } from './input-table.ts';
import { OUTPUTS, type OutputRow } from './output-table.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Where an input or output is: in the action itself unless it says otherwise. */
function where(actions: readonly ActionName[]): string {
  if (actions.length === 3) return 'all';
  return actions.map((action) => (action === 'main' ? 'vmtest' : action)).join(', ');
}

/** The inputs as a table of Markdown: for one action, or with a column that says whose each is. */
export function inputTable(action: ActionName | null): string {
  const rows = Object.entries(INPUTS).filter(([, row]) => row.hidden !== true && (action === null || row.actions.includes(action)));
  const line = ([name, row]: readonly [string, InputRow]) => [
    `\`${name}\``,
    ...(action === null ? [where(row.actions)] : []),
    cell(row.description),
    row.default === undefined ? '' : `\`${row.default}\``,
  ];
  return table(['input', ...(action === null ? ['of'] : []), 'meaning', 'default'], rows.map(line));
}

/** The outputs as a table of Markdown. */
export function outputTable(): string {
  const line = ([name, row]: readonly [string, OutputRow]) => [`\`${name}\``, where(row.actions), cell(row.description)];
  return table(['output', 'of', 'meaning'], Object.entries<OutputRow>(OUTPUTS).map(line));
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
  return [header, header.map(() => '---'), ...rows].map(line).join('\n');
}

/** A document with its generated tables renewed: each stands between two marks of its name. */
export function withTables(document: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce(
    (text, [name, made]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_, begin: string, end: string) => `${begin}${made}\n${end}`,
      ),
    document,
  );
}
