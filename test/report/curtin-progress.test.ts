import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../src/model/event.ts';
import { curtinProgress } from '../../src/report/curtin-progress.ts';
import { eventLine } from '../../src/report/event-line.ts';
import { type Live, reduceLive } from '../../src/report/live-state.ts';

const event = (line: string): RunEvent => ({ type: 'guest', at: 1, test: 'basic', phase: 'install', event: { type: 'curtin', line } });
const STAGE = 'start cmd-install/stage-partitioning: configuring storage';

test('each stage of curtin is a line, what is in it is not, and other events of a guest are none of it', () => {
  assert.match(eventLine(event(STAGE)) ?? '', /basic {2}install: start cmd-install\/stage-partitioning: configuring storage/);
  assert.equal(eventLine(event('start cmd-install/stage-partitioning/builtin: running block-meta')), null);
  assert.equal(eventLine(event('finish cmd-install/stage-partitioning: SUCCESS: configuring storage')), null);
  for (const other of [null, 7, { type: 'step-start', line: STAGE }, { type: 'curtin', line: 3 }])
    assert.equal(curtinProgress(other), null);
});

test('a terminal shows the last word of curtin beside its test', () => {
  const running = [{ id: 'basic', doing: 'install', since: 0, limit: null, line: '' }];
  const state = { startedAt: 0, total: 1, running, images: [], done: {} } as unknown as Live;
  const line = 'start cmd-install/stage-extract/builtin: acquiring';
  assert.equal(reduceLive(state, event(line)).running[0]?.line, line);
});
