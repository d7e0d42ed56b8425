import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGithub } from '../../../src/faces/action/github.ts';
import { readInputs } from '../../../src/faces/action/inputs.ts';

test('a blank input, as a reusable workflow hands on what nobody gave it, has its default all the same', () => {
  const env = { 'INPUT_ARTIFACT-LIMIT': '', INPUT_CACHE: ' ', INPUT_SHARD: '', INPUT_ACCEL: '' };
  const { own, settings } = readInputs('main', env, readGithub({}, '/workspace'));
  assert.deepEqual([own['artifact-limit'], own.cache, own.shard, settings.accel], [2 * 2 ** 30, 'auto', null, 'kvm']);
});

test('retention-days 0 is what the repository says, as without it', () => {
  const { own } = readInputs('report', { 'INPUT_RETENTION-DAYS': '0' }, readGithub({}, '/workspace'));
  assert.equal(own['retention-days'], null);
});
