import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CurtinEvent, EVENT_LIMITS, eventLine, eventLog, readCurtinEvent } from '../../../src/installers/curtin/events.ts';

const EVENT: CurtinEvent = {
  name: 'cmd-install',
  event_type: 'finish',
  description: 'curtin command install',
  origin: 'curtin',
  timestamp: 1767225600.25,
  level: 'INFO',
  result: 'SUCCESS',
  files: [{ path: '/tmp/install.log', content: 'bG9n', encoding: 'base64' }],
};

test('an event is kept as curtin posts it, and nothing beside', () => {
  assert.deepEqual(readCurtinEvent({ ...EVENT, extra: { deep: [1] } }), EVENT);
  const start = { name: 'cmd-install', event_type: 'start', description: 'd', origin: 'curtin', timestamp: 1, level: 'DEBUG' };
  assert.deepEqual(readCurtinEvent(start), start);
  // A file that the guest did not have.
  const absent = { path: '/tmp/x', content: null };
  assert.deepEqual(readCurtinEvent({ ...start, files: [absent, 7, { path: 3 }] })?.files, [absent]);
});

test('what is no event is left out', () => {
  for (const body of [null, 7, 'text', [], {}, { name: 'x' }, { name: '', event_type: 'start' }, { name: 1, event_type: 'start' }])
    assert.equal(readCurtinEvent(body), null, JSON.stringify(body));
});

test('an event is one harmless line', () => {
  assert.equal(eventLine(EVENT), 'finish cmd-install: SUCCESS: curtin command install');
  const hostile = eventLine({ name: 'x\n::error::y', event_type: 'start', description: '\u001b[31mred' });
  assert.equal(hostile, 'start x ::error::y: red');
});

test('a guest that reports without end fills neither memory nor disk', () => {
  const heard: string[] = [];
  const log = eventLog(({ name }) => heard.push(name));
  for (let i = 0; i < EVENT_LIMITS.events; i++) assert.equal(log.add({ ...EVENT, name: String(i) }, 1), null);
  assert.match(log.add({ ...EVENT, name: 'more' }, 1) ?? '', /more than 10000 events/);
  assert.equal(heard.at(-1), '9999');
  // The end is heard all the same, but not again and again.
  for (let i = 0; i < EVENT_LIMITS.ends; i++) assert.equal(log.add(EVENT, 1), null);
  assert.match(log.add(EVENT, 1) ?? '', /more than 10000 events/);
  assert.equal(log.events.length, EVENT_LIMITS.events + EVENT_LIMITS.ends);
  const other = eventLog(() => undefined);
  assert.match(other.add(EVENT, EVENT_LIMITS.bytes + 1) ?? '', /more than 128 MiB/);
  assert.match(other.add('no event', 1) ?? '', /no event/);
  assert.equal(other.add(EVENT, 10), null);
});
