import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../src/evidence/rules.ts';
import { Scanner } from '../../src/evidence/scan.ts';

for (const rule of RULES) {
  test(`rule ${rule.id} meets its excerpt and not its near miss`, () => {
    const channel = rule.channels[0] as 'console';
    const met = (text: string) => {
      const scanner = new Scanner(channel);
      return [...scanner.feed(text).hits, ...scanner.feed('\r\n').hits].map((hit) => hit.rule.id);
    };
    assert.deepEqual(met(rule.excerpt), [rule.id]);
    assert.ok(!met(rule.nearMiss).includes(rule.id), 'the near miss');
    assert.equal(rule.pattern.test(rule.nearMiss), false);
  });
}

test('every rule has an id of its own, and every fatal one a verdict', () => {
  assert.equal(new Set(RULES.map((rule) => rule.id)).size, RULES.length);
  for (const rule of RULES) if (rule.severity === 'fatal') assert.ok(rule.verdict !== null, rule.id);
});

test('a line cut into pieces at any place is the same line', () => {
  const text = '[    4.0] \u001b[31mKernel panic - not syncing\u001b[0m: Attempted to kill init!\r\n';
  for (let cut = 0; cut <= text.length; cut++) {
    const scanner = new Scanner('console');
    const hits = [...scanner.feed(text.slice(0, cut)).hits, ...scanner.feed(text.slice(cut)).hits];
    assert.deepEqual(
      hits.map((hit) => [hit.rule.id, hit.line]),
      [['kernel-panic', 1]],
      `cut at ${cut}`,
    );
  }
});

test('a prompt is met without a newline, and once', () => {
  const scanner = new Scanner('console');
  scanner.feed('Gave up waiting for root\r\n');
  assert.equal(scanner.feed('(initramfs) ').hits[0]?.rule.id, 'initramfs-prompt');
  assert.deepEqual(scanner.feed('').hits, []);
  assert.deepEqual(scanner.feed('\r\n').hits, []);
});

test('text that differs in numbers alone is no news', () => {
  const scanner = new Scanner('console');
  assert.equal(scanner.feed('progress 1%\n').news, true);
  assert.equal(scanner.feed('progress 2%\n').news, false);
  assert.equal(scanner.feed('something else\n').news, true);
  assert.equal(scanner.feed('[*     ] A start job is running for /dev/sda (1s / 1min 30s)\n').news, false);
});

test('a gigabyte without a newline is neither kept nor slow', () => {
  const scanner = new Scanner('console');
  for (let i = 0; i < 2000; i++) scanner.feed('x'.repeat(64 << 10));
  assert.ok((scanner.recent(10)[0]?.length ?? 0) <= 1 << 20);
});

test('a line is found again with what follows it, and one that is long gone is not', () => {
  const scanner = new Scanner('console');
  scanner.feed('one\ntwo\nthree\nfour');
  assert.deepEqual(scanner.from(2, 1), ['two', 'three']);
  assert.deepEqual(scanner.from(2, 9), ['two', 'three', 'four']);
  assert.deepEqual(scanner.from(4, 9), ['four']);
  scanner.feed('\n'.repeat(1000));
  assert.deepEqual(scanner.from(2, 9), []);
});
