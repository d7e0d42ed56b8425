import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const git = (...args: string[]): string[] => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);

/** What a job downloads with `uses:`, which GitHub packs by `git archive`. */
const NEEDED = ['action.yml', 'dist', 'package.json', 'plan', 'report'];
const WELCOME = ['LICENSE', 'README.md', 'SECURITY.md'];

test('a job that uses the action downloads what it needs and no more', { skip: !existsSync(join(ROOT, '.git')) }, () => {
  const top = [...new Set([...git('ls-files').map((file) => file.split('/')[0] as string), ...NEEDED])];
  const ignored = git('check-attr', 'export-ignore', '--', ...top)
    .filter((line) => line.endsWith(': set'))
    .map((line) => line.split(':')[0]);
  assert.deepEqual(top.filter((name) => !ignored.includes(name)).sort(), [...NEEDED, ...WELCOME].sort());
});

test('a change of dist/ shows no diff', { skip: !existsSync(join(ROOT, '.git')) }, () => {
  assert.deepEqual(git('check-attr', 'diff', 'linguist-generated', '--', 'dist/main.js'), [
    'dist/main.js: diff: unset',
    'dist/main.js: linguist-generated: set',
  ]);
});
