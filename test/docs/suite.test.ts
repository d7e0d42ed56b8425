import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IMAGE_ROLES } from '../../src/model/suite.ts';
import { parseSuite } from '../../src/suite/parse.ts';
import { type CodeBlock, codeBlocks, codeSpans, DOCUMENTS, propertiesOf, readText } from './documents.ts';

const IMAGES = `
images:
  bookworm: { mmdebstrap: { suite: bookworm, include: [linux-image-cloud-amd64] } }
defaults: { image: bookworm, install: { script: install.sh } }
`;

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

/** A whole suite of a fragment: what stands behind `yaml` on the fence says where it belongs. */
const WRAPPED: Readonly<Record<string, (text: string) => string>> = {
  'yaml suite': (text) => text,
  'yaml images': (text) => `version: 1\n${text}tests: { example: {} }\n`,
  'yaml tests': (text) => `version: 1${IMAGES}${text}`,
  'yaml test': (text) => `version: 1${IMAGES}tests:\n  example:\n${indented(text)}`,
};

/** Those of GitHub's workflows, which are linted with the workflows. */
const OF_WORKFLOWS = ['yaml workflow', 'yaml jobs', 'yaml steps'];

const blocks = DOCUMENTS.flatMap((name) => codeBlocks(name).map((block) => [name, block] as const)).filter(
  ([, { kind }]) => kind.startsWith('yaml') && !OF_WORKFLOWS.includes(kind),
);

test('every YAML block says where it belongs', () => {
  assert.ok(blocks.length >= 10);
  for (const [name, { kind, line }] of blocks) assert.ok(Object.hasOwn(WRAPPED, kind), `${name}:${line}: "${kind}"`);
});

test('every YAML block is read without a problem', () => {
  for (const [name, block] of blocks) {
    const { suite, problems } = read(block, name);
    assert.deepEqual(problems, [], `${name}:${block.line}`);
    assert.notEqual(suite?.tests.length, 0);
  }
});

function read({ kind, text }: CodeBlock, name: string) {
  return parseSuite(WRAPPED[kind]?.(text) ?? '', name, () => ({ text: '' }));
}

test('a mistake in a block is seen: the wrapping hides nothing', () => {
  const mistaken = { kind: 'yaml test', line: 1, text: 'machine: { memmory: 1G }\n' };
  assert.match(read(mistaken, 'docs/suite.md').problems[0]?.message ?? '', /unknown key "memmory"/);
});

test('the page names every key of the schema', () => {
  const spans = codeSpans('docs/suite.md');
  for (const key of propertiesOf(JSON.parse(readText('vmtest.schema.json')))) assert.ok(spans.has(key), key);
});

test('the page names every role of an image, and no key in a table that the schema lacks', () => {
  const spans = codeSpans('docs/suite.md');
  for (const role of IMAGE_ROLES) assert.ok(spans.has(role), role);
  const known = new Set([...propertiesOf(JSON.parse(readText('vmtest.schema.json'))), ...IMAGE_ROLES]);
  const rows = readText('docs/suite.md').matchAll(/^\| ((?:`[^`|]+`(?:, )?)+) \|/gm);
  for (const [, cell] of rows) for (const [, key] of (cell as string).matchAll(/`([^`]+)`/g)) assert.ok(known.has(key as string), key);
});
