import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { licencesOf } from '../../tools/licences.ts';
import { tempFolder } from '../support/temp.ts';

const MIT = 'MIT License\n\nCopyright (c) 2026 us\n\nPermission is hereby granted.\n';

interface Made {
  readonly license?: string;
  readonly author?: unknown;
  /** Of its licence file; none by default. */
  readonly text?: string;
}

/** Makes a package; gives a module of it. */
function makePackage(root: string, name: string, { text, ...fields }: Made): string {
  const folder = join(root, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...fields }));
  if (text !== undefined) writeFileSync(join(folder, 'LICENSE'), text);
  return join(folder, 'lib/index.js');
}

const chunk = (...moduleIds: string[]) => [{ fileName: 'some.js', moduleIds }];

test('name, version, licence and text of each package, once, ordered by name', async () => {
  await using folder = await tempFolder();
  const b = makePackage(folder.path, 'b', { license: 'ISC', text: 'text of b' });
  const a = makePackage(folder.path, '@scope/a', { license: '(Apache-2.0 AND BSD-3-Clause)', text: 'text of a\r\nits end\r\n' });
  assert.equal(
    licencesOf(chunk(b, a, `${b}x`, '/checkout/src/ours.ts', '\0rolldown/runtime.js'), 'Title.', MIT),
    `Title.\n\n@scope/a 1.2.3 ((Apache-2.0 AND BSD-3-Clause))\n\ntext of a\nits end\n\n${'-'.repeat(80)}\n\nb 1.2.3 (ISC)\n\ntext of b\n`,
  );
});

test('a package that names MIT and brings no text gets the common one with its author', async () => {
  await using folder = await tempFolder();
  const one = makePackage(folder.path, 'one', { license: 'MIT', author: { name: 'Ann' } });
  const two = makePackage(folder.path, 'two', { license: 'MIT/X11', author: 'Bob <b@example.org>' });
  const text = licencesOf(chunk(one, two), 'Title.', MIT);
  assert.match(text, /one 1\.2\.3 \(MIT\)\n\nMIT License\n\nCopyright \(c\) Ann\n\nPermission/);
  assert.match(text, /two 1\.2\.3 \(MIT\)\n\nMIT License\n\nCopyright \(c\) Bob <b@example\.org>\n/);
});

test('a licence that asks more, none, or one without text fails, all told at once', async () => {
  await using folder = await tempFolder();
  const modules = [
    makePackage(folder.path, 'gpl', { license: 'GPL-3.0-only', text: 'text' }),
    makePackage(folder.path, 'both', { license: '(MIT AND LGPL-3.0)', text: 'text' }),
    makePackage(folder.path, 'none', { text: 'text' }),
    makePackage(folder.path, 'lgpl', { license: 'LGPL-3.0+', text: 'text' }),
    makePackage(folder.path, 'empty', { license: 'ISC' }),
    makePackage(folder.path, 'nobody', { license: 'MIT' }),
    makePackage(folder.path, 'choice', { license: '(GPL-2.0 OR MIT)', text: 'text' }),
  ];
  assert.throws(() => licencesOf(chunk(...modules), 'Title.', MIT), {
    message: [
      'both 1.2.3 is under (MIT AND LGPL-3.0): not to be bundled',
      'empty 1.2.3 (ISC) has no licence text',
      'gpl 1.2.3 is under GPL-3.0-only: not to be bundled',
      'lgpl 1.2.3 is under LGPL-3.0+: not to be bundled',
      'nobody 1.2.3 (MIT) has no licence text',
      'none 1.2.3 is under undefined: not to be bundled',
    ].join('\n'),
  });
});

test('openpgp is LGPL: in a chunk of its own, and in no other', async () => {
  await using folder = await tempFolder();
  const openpgp = makePackage(folder.path, 'openpgp', { license: 'LGPL-3.0+', text: 'LGPL' });
  const other = makePackage(folder.path, 'other', { license: 'MIT', text: 'MIT' });
  const apart = [...chunk(openpgp, '\0rolldown/runtime.js'), { fileName: 'other.js', moduleIds: [other, '/checkout/src/ours.ts'] }];
  assert.match(licencesOf(apart, 'Title.', MIT), /openpgp 1\.2\.3 \(LGPL-3\.0\+\)\n\nLGPL\n\nGNU GENERAL PUBLIC LICENSE\n/);
  for (const beside of [other, '/checkout/src/ours.ts']) {
    assert.throws(() => licencesOf(chunk(openpgp, beside), 'Title.', MIT), /some\.js holds openpgp and something else/);
  }
});
