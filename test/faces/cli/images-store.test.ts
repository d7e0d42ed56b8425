import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagesDesk } from './images-support.ts';

const SUITE = `version: 1
images:
  noble: { simplestreams: { release: noble, arch: amd64 } }
  jammy: { simplestreams: { release: jammy, arch: amd64 } }
tests:
  one: { image: noble, boot: {} }
`;

test('a store that cannot be used is an error with a mend at each verb, and no bug of ours', async () => {
  await using here = await imagesDesk({ 'vmtest.yaml': SUITE, store: 'a file' });
  const verbs = [
    ['images', 'list'],
    ['images', 'query'],
    ['images', 'prune'],
    ['images', 'verify', '--repair'],
    ['images', 'sync', '--arches', 'amd64', 'noble'],
    ['images', 'sync'],
    ['plan'],
  ];
  const said = await Promise.all(verbs.map((args) => here.vmtest(args)));
  for (const [index, { code, err }] of said.entries()) {
    const verb = verbs[index]?.join(' ');
    // A plan says what stands in the way of a run, and is no failure itself.
    assert.equal(code, verb === 'plan' ? 0 : 3, `${verb}: ${err}`);
    assert.doesNotMatch(err, /VMTEST_INTERNAL|\n {4}at /, verb);
    assert.match(err, /The image store \/.*\/desk\/store cannot be used by the user \d+: there is something that is no folder/, verb);
    assert.match(err, /--image-dir/, verb);
  }
});
