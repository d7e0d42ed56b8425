import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trustOf } from '../../../src/faces/action/trust.ts';

const repository = 'octo/os';
const main = { ref: 'refs/heads/main', repository };
const pull = (head: unknown) => ({ pull_request: { head } });
const of = (eventName: string, event: unknown = {}, more: object = {}) => {
  const { stranger, mayWriteCache, green } = trustOf({ eventName, event, ...main, ...more });
  return { stranger, mayWriteCache, green };
};
const STRANGER = { stranger: true, mayWriteCache: false, green: false };
const GUEST = { stranger: false, mayWriteCache: false, green: false };
const OWN = { stranger: false, mayWriteCache: true, green: false };

test('a pull request is a stranger’s where its head is no branch of the repository, or where nobody can tell', () => {
  for (const event of ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment']) {
    assert.deepEqual(of(event, pull({ repo: { full_name: 'octo/os' } })), GUEST, event);
    assert.deepEqual(of(event, pull({ repo: { full_name: 'mallory/os' } })), STRANGER, event);
  }
  // A fork that was deleted, no payload, a payload that is none.
  for (const event of [pull({ repo: null }), pull(null), {}, null, 'text', pull({ repo: { full_name: null } })])
    assert.deepEqual(of('pull_request', event), STRANGER, JSON.stringify(event));
  assert.deepEqual(of('pull_request', pull({ repo: {} }), { repository: null }), STRANGER);
});

test('a workflow run is judged by whose commit it ran', () => {
  assert.deepEqual(of('workflow_run', { workflow_run: { head_repository: { full_name: 'octo/os' } } }), GUEST);
  assert.deepEqual(of('workflow_run', { workflow_run: { head_repository: { full_name: 'mallory/os' } } }), STRANGER);
  assert.deepEqual(of('workflow_run'), STRANGER);
});

test('the repository’s own events write the cache, and on the default branch a pass is green', () => {
  for (const event of ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'merge_group', 'release'])
    assert.deepEqual(of(event, {}, { ref: 'refs/heads/topic' }), OWN, event);
  assert.equal(of('push', { repository: { default_branch: 'main' } }).green, true);
  assert.equal(of('push', { repository: { default_branch: 'trunk' } }).green, false);
  assert.equal(of('push', { repository: { default_branch: 'trunk' } }, { ref: 'refs/heads/trunk' }).green, true);
  assert.equal(of('push', {}, { ref: 'refs/tags/main' }).green, false);
});

test('what anybody can start, and what nobody has heard of, is a stranger’s', () => {
  for (const event of ['issue_comment', 'issues', 'fork', 'watch', 'discussion', 'check_run', '', 'made_up', 'constructor'])
    assert.deepEqual(of(event), STRANGER, event);
});
