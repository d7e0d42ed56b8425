import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRecord } from '../../src/evidence/record.ts';

const member = { path: 'a', size: 1, sha256: '0'.repeat(64) };
const good = { version: 1, phase: 'boot', bootId: 'b', steps: [{ name: 's', status: -1 }], members: [member] };
const error = (value: unknown) => {
  const parsed = parseRecord(typeof value === 'string' ? value : JSON.stringify(value));
  return 'error' in parsed ? parsed.error : '';
};

describe('parseRecord', () => {
  it('makes the record anew from its own fields', () => {
    const noisy = { ...good, more: 1, steps: [{ name: 's', status: -1, more: 1 }], members: [{ ...member, more: 1 }] };
    assert.deepEqual(parseRecord(JSON.stringify(noisy)), { record: good });
  });

  it('says what is wrong with anything else', () => {
    assert.match(error(''), /not JSON/);
    assert.match(error('[]'), /not a JSON object/);
    assert.match(error({ ...good, version: undefined }), /version none/);
    assert.match(error({ ...good, version: 'x'.repeat(100) }), /version "x{39} ?, and/);
    assert.match(error({ ...good, phase: 1 }), /no phase/);
    assert.match(error({ ...good, bootId: null }), /no boot id/);
    for (const steps of [
      null,
      {},
      [1],
      [{ name: 's' }],
      [{ name: 's', status: 0.5 }],
      [{ name: 's', status: '0' }],
      [{ name: 1, status: 0 }],
    ]) {
      assert.match(error({ ...good, steps }), /list of steps/);
    }
    assert.match(error({ ...good, members: {} }), /list of members/);
    for (const bad of [
      null,
      { ...member, path: 1 },
      { ...member, size: -1 },
      { ...member, size: 1e300 },
      { ...member, sha256: 'A'.repeat(64) },
      { path: 'a', size: 1 },
    ]) {
      assert.match(error({ ...good, members: [bad] }), /member 1 of the completion record/);
    }
    assert.match(error({ ...good, members: [member, member] }), /names a file twice/);
  });
});
