import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GuestEvent, guestEvents } from '../../src/guest/events.ts';

function heard(chunks: readonly (string | Buffer)[], limits: { lineBytes?: number; events?: number } = {}) {
  const events: GuestEvent[] = [];
  const sink = guestEvents((event) => events.push(event), limits);
  for (const chunk of chunks) sink(Buffer.from(chunk as string));
  return { events, counts: sink.counts() };
}

describe('guestEvents', () => {
  it('reads lines however they are cut, also within a character', () => {
    const bytes = Buffer.from('{"type":"ä🙂"}\n\n{"type":"b","status":0}\r\n');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { events, counts } = heard([bytes.subarray(0, cut), bytes.subarray(cut)]);
      assert.deepEqual(events, [{ type: 'ä🙂' }, { type: 'b', status: 0 }]);
      assert.deepEqual(counts, { events: 2, invalid: 0, dropped: 0 });
    }
  });

  it('counts what is no event and drops it', () => {
    const { events, counts } = heard([
      'nonsense\n[1]\n"x"\nnull\n7\n{}\n{"type":1}\n{"type":"ok"}\n',
      Buffer.from([0xff, 0, 0x0a]),
      '{"type":"cut off"}',
    ]);
    assert.deepEqual(events, [{ type: 'ok' }]);
    assert.deepEqual(counts, { events: 1, invalid: 8, dropped: 0 });
  });

  it('throws away a line that is too long, however it comes, and reads the next', () => {
    const long = `{"type":"${'x'.repeat(200)}"}`;
    for (const size of [1, 7, 1000]) {
      const text = `${long}\n{"type":"next"}\n`;
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
      const { events, counts } = heard(chunks, { lineBytes: 100 });
      assert.deepEqual(events, [{ type: 'next' }]);
      assert.equal(counts.invalid, 1);
    }
  });

  it('passes on no more than its limit', () => {
    const { events, counts } = heard(['{"type":"a"}\n'.repeat(10)], { events: 3 });
    assert.equal(events.length, 3);
    assert.deepEqual(counts, { events: 3, invalid: 0, dropped: 7 });
  });
});
