import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** The documents for users, by path below the repository. */
export const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'docs/action.md',
  'docs/library.md',
  'docs/suite.md',
  'docs/curtin.md',
  'docs/images.md',
  'docs/settings.md',
  'docs/guest-contract.md',
  'docs/results.md',
  'docs/architecture.md',
] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

/** A fenced code block: what stands behind its fence (`yaml test`), its text, and the line of the document where that begins. */
export interface CodeBlock {
  readonly kind: string;
  readonly text: string;
  readonly line: number;
}

export function readText(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

/** The fenced blocks of a document, in their order. */
export function codeBlocks(name: DocumentName): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { kind: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of readText(name).split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === null) open = { kind: fence[1] as string, line: index + 2, lines: [] };
    else {
      blocks.push({ kind: open.kind, text: `${open.lines.join('\n')}\n`, line: open.line });
      open = null;
    }
  }
  return blocks;
}

/** A document without its fenced blocks. */
export function prose(name: DocumentName): string {
  return readText(name).replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** Every `code span` of a document's prose. */
export function codeSpans(name: DocumentName): ReadonlySet<string> {
  return new Set([...prose(name).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] as string));
}

/** The cells of every table row of a document that begins with a code span. */
export function tableRows(name: DocumentName): readonly (readonly string[])[] {
  return prose(name)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** The properties that a JSON schema names anywhere. */
export function propertiesOf(schema: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { properties } = node as { properties?: object };
    for (const name of Object.keys(properties ?? {})) names.add(name);
    Object.values(node).forEach(look);
  };
  look(schema);
  return names;
}
