import assert from 'node:assert/strict';
import { test } from 'node:test';
import { legOf, nameArtifact, nextName } from '../../../src/faces/artifacts/names.ts';

test('the name of an artifact is plain, short, and its own', () => {
  const naming = { prefix: 'vmtest', leg: 'uefi-1a2b3c4d', attempt: 2 };
  assert.equal(nameArtifact({ ...naming, slug: 'basic-noble' }), 'vmtest-basic-noble-uefi-1a2b3c4d-2');
  const names = ['a:b', 'a*b', 'a/b', 'a\nb', 'é', 'x'.repeat(200), `${'x'.repeat(200)}y`].map((slug) => nameArtifact({ ...naming, slug }));
  assert.equal(new Set(names).size, names.length);
  for (const name of [
    ...names,
    nextName(names[5] as string, 3),
    nameArtifact({ prefix: 'p'.repeat(90), slug: 's'.repeat(90), leg: 'l'.repeat(90), attempt: 1 }),
  ]) {
    assert.match(name, /^[A-Za-z0-9._-]+$/);
    assert.ok(name.length <= 100, `${name.length}`);
  }
  assert.equal(nextName('vmtest-a-1', 2), 'vmtest-a-1-2');
});

test('a leg reads like the matrix where that is short, and no two legs are alike', () => {
  const leg = (matrix: unknown, checkRunId = '', job = 'gate') => legOf({ matrixJson: JSON.stringify(matrix), checkRunId, job });
  assert.match(leg({ image: 'noble', firmware: 'uefi' }), /^noble-uefi-[0-9a-f]{8}$/);
  assert.match(leg({ gate: '9f86d081884c7d65', shard: 2, of: 4, tests: ['a', 'b'], seconds: 9 }), /^2of4-[0-9a-f]{8}$/);
  assert.match(leg(null), /^gate-[0-9a-f]{8}$/);
  assert.match(legOf({ matrixJson: '', checkRunId: '', job: '' }), /^[0-9a-f]{8}$/);
  assert.match(leg({ text: 'x'.repeat(100) }), /^[0-9a-f]{8}$/);
  assert.match(leg({ text: 'a/b:c' }), /^a-b-c-[0-9a-f]{8}$/);
  assert.match(legOf({ matrixJson: '{ broken', checkRunId: '', job: 'j' }), /^[0-9a-f]{8}$/);
  const legs = [
    leg({ a: 'x-y', b: 'z' }),
    leg({ a: 'x', b: 'y-z' }),
    leg({ a: 1 }),
    leg({ a: '1' }),
    leg({ b: '1' }),
    leg({ a: 1 }, '7'),
    leg({ a: 1 }, '8'),
    leg({ a: 1 }, '', 'other'),
    leg(null),
    leg(null, '9'),
  ];
  assert.equal(new Set(legs).size, legs.length);
});
