import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSize, parseSize } from '../../src/base/sizes.ts';
import { formatDuration, parseDuration } from '../../src/base/times.ts';

test('sizes are read as qemu-img reads them', () => {
  const cases: [string, number | undefined][] = [
    ['10G', 10 * 2 ** 30],
    ['1.5G', 1.5 * 2 ** 30],
    ['2048M', 2 ** 31],
    ['512 KiB', 512 * 1024],
    ['1TB', 2 ** 40],
    ['10', undefined],
    ['', undefined],
    ['-1G', undefined],
    ['0G', undefined],
    ['10X', undefined],
    ['10GG', undefined],
    ['99999999T', undefined],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
});

test('sizes are written in the largest unit that keeps them readable', () => {
  assert.equal(formatSize(512), '512 B');
  assert.equal(formatSize(10 * 2 ** 30), '10 GiB');
  assert.equal(formatSize(1.5 * 2 ** 20), '1.5 MiB');
  assert.equal(formatSize(3 * 2 ** 40), '3.0 TiB');
});

test('times need a unit', () => {
  const cases: [string, number | undefined][] = [
    ['90s', 90],
    ['5m', 300],
    ['1h30m', 5400],
    ['250ms', 0.25],
    ['5', undefined],
    ['0s', undefined],
    ['5 m', undefined],
    ['m', undefined],
  ];
  for (const [text, seconds] of cases) assert.equal(parseDuration(text), seconds, text);
});

test('times are written for people', () => {
  assert.equal(formatDuration(0.42), '0.4 s');
  assert.equal(formatDuration(59.96), '1m 00s');
  assert.equal(formatDuration(125), '2m 05s');
  assert.equal(formatDuration(3725), '1h 02m');
});
