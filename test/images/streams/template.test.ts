import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileTemplate, DEFAULT_TEMPLATE } from '../../../src/images/streams/template.ts';

const ITEM = { release: 'noble', arch: 'amd64', subarch: 'ga-24.04', kflavor: 'generic', version_name: '20250801', item_name: 'squashfs' };
const write = (template: string, item: Readonly<Record<string, string>> = ITEM) => compileTemplate(template)(item);

test("writes the original's default", () => {
  assert.equal(write(DEFAULT_TEMPLATE), 'noble   amd64/ga-24.04/generic 20250801   squashfs');
  const { kflavor: _, ...centos } = ITEM;
  assert.equal(write(DEFAULT_TEMPLATE, centos), 'noble   amd64/ga-24.04/ 20250801   squashfs');
});

test('knows width, precision, side and percent signs as Python does', () => {
  assert.equal(
    write('[%(release)7s][%(release)-7s][%(release).3s][%(release)6.2s][%(release)-6.2s]'),
    '[  noble][noble  ][nob][    no][no    ]',
  );
  assert.equal(write('[%(release)07s][%(release)+s][%(release).s]'), '[  noble][noble][]');
  assert.equal(write('100%% %(arch)s'), '100% amd64');
  assert.equal(write('no field'), 'no field');
  assert.equal(write(''), '');
});

test('refuses what is no template, and names that an item has not, with those that it has', () => {
  for (const template of ['%', '%s', '%(release)', '%(release)d', '%(release', '%(release)5', '100% sure', '%(release)99999s']) {
    assert.throws(() => compileTemplate(template), { code: 'VMTEST_USAGE', message: /wrong field at character/ }, template);
  }
  const { kflavor: _, ...centos } = ITEM;
  assert.throws(() => write('%(kflavor)s', centos), {
    code: 'VMTEST_USAGE',
    message: /"kflavor"/,
    hint: 'it has arch, item_name, release, subarch, version_name',
  });
});

test('makes what a stream says harmless', () => {
  assert.equal(write('%(release)s', { release: 'a\u001b[31mb\nc' }), 'ab c');
});
