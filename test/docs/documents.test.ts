import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { DOCUMENTS, prose, ROOT, readText } from './documents.ts';

/** GitHub's anchor of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): readonly string[] {
  return [...readText(path).matchAll(/^#+ (.*)$/gm)].map((match) => anchor(match[1] as string));
}

test('every link within the repository leads somewhere', () => {
  for (const name of DOCUMENTS) {
    for (const [, target] of prose(name).matchAll(/\]\(([^)]+)\)/g)) {
      const [path, hash] = (target as string).split('#') as [string, string | undefined];
      if (/^[a-z]+:/.test(path)) continue;
      const file = path === '' ? name : join(dirname(name), path);
      assert.ok(existsSync(join(ROOT, file)), `${name} links to ${target}, which is not there`);
      if (hash !== undefined) assert.ok(anchorsOf(file).includes(hash), `${name} links to ${target}, which has no such heading`);
    }
  }
});

test('the README leads to every document, and stays short', () => {
  for (const file of readdirSync(join(ROOT, 'docs'))) assert.ok(readText('README.md').includes(`(docs/${file})`), `docs/${file}`);
  assert.ok(readText('README.md').trimEnd().split('\n').length <= 230);
});

test('the page on architecture has every folder of layers.json', () => {
  const { folders } = JSON.parse(readText('layers.json')) as { folders: Record<string, unknown> };
  const present = Object.keys(folders).filter((name) => name === 'index' || existsSync(join(ROOT, 'src', name)));
  for (const name of present) assert.match(readText('docs/architecture.md'), new RegExp(`^\\| \`${name}\` \\|`, 'm'));
});

test('the page on architecture names files that are there', () => {
  const files = [...prose('docs/architecture.md').matchAll(/`([\w/-]+\/[\w-]+\.ts)`/g)].map((match) => match[1] as string);
  assert.ok(files.length > 5);
  for (const file of files) assert.ok(existsSync(join(ROOT, 'src', file)) || existsSync(join(ROOT, file)), file);
});
