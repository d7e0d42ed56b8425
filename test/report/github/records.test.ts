import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GreenRecord, TestRecord } from '../../../src/model/gate.ts';
import type { TestPlan } from '../../../src/model/plan.ts';
import { NO_HISTORY, parseHistory } from '../../../src/report/github/history.ts';
import { differences, mergeHistory, recordOf } from '../../../src/report/github/records.ts';
import { bootOf, checkOf, planOf, testOf } from '../../plan/fixtures.ts';
import { EVERY_ENDING, testResult } from '../support.ts';

const planned = (choice: Parameters<typeof testOf>[0] = {}) => planOf(testOf(choice)).tests[0] as TestPlan;
const PLAN = planned();
const CONSOLE = [
  'Linux version 6.1.0',
  '[    0.5] vda: vda1 vda2',
  '[    1.0] EXT4-fs (vda1): mounted',
  '[  OK  ] Mounted /srv',
  'login:',
].join('\r\n');
const ran = testResult('a', { image: { name: 'noble', version: '20261101', digests: { root: 'aa' } } });
const green = recordOf(ran, PLAN, { boot: CONSOLE }, 1_795_342_210, 'abc')?.green as GreenRecord;

test('a pass is remembered with what it ran on, a failure with its time alone, what did not end not at all', () => {
  assert.deepEqual(
    [green.commit, green.at, green.image, green.imageDigests, green.accel],
    ['abc', 1_795_342_210, 'noble 20261101', { root: 'aa' }, 'tcg'],
  );
  assert.equal(green.configuration['machine.memoryMiB'], '2048');
  assert.deepEqual(green.console.boot?.slice(0, 2), ['Linux version N', 'vda: vdaN vdaN']);
  const of = (id: string) => recordOf(EVERY_ENDING.find((one) => one.id === id) ?? ran, null, {}, 0, null);
  assert.deepEqual(of('panic'), { seconds: 55.6, green: null });
  for (const id of ['gone', 'kvm', 'stopped', 'later']) assert.equal(of(id), null);
});

test('the same again differs in nothing, whatever its clocks and numbers say and in whatever order its units start', () => {
  const again = CONSOLE.replace('1.0]', '9.9]').split('\r\n').reverse().join('\n');
  assert.deepEqual(differences(ran, PLAN, { boot: again }, green), []);
  const elsewhere: TestPlan = { ...PLAN, folder: '/elsewhere', place: { file: '/x', line: 1, column: 1 } };
  assert.deepEqual(differences(ran, elsewhere, {}, green), []);
  assert.deepEqual(differences(ran, null, {}, green), []);
});

test('what differs is told: image, QEMU, machine, configuration, the first new console line', () => {
  const now = testResult('a', {
    image: { name: 'noble', version: '20261115', digests: { root: 'bb' } },
    qemu: { version: '10.0.3', accel: 'kvm', machineType: 'pc-i440fx-10.0', cpu: 'host' },
  });
  const plan = planned({ machine: { memory: 2 ** 32 }, boots: [bootOf({ checks: [checkOf()] })] });
  const failing = CONSOLE.replace('[  OK  ] Mounted /srv', '[\u001b[31mFAILED\u001b[0m] Failed to mount /srv at 17\nmore');
  const found = differences(now, plan, { boot: failing, install: 'never seen' }, green);
  assert.deepEqual(
    found.filter(({ what }) => !what.startsWith('phases.')),
    [
      { kind: 'image', what: 'image', before: 'noble 20261101', now: 'noble 20261115' },
      { kind: 'qemu', what: 'QEMU', before: '7.2.22', now: '10.0.3' },
      { kind: 'machine', what: 'accelerator', before: 'tcg', now: 'kvm' },
      { kind: 'machine', what: 'machine type', before: 'pc', now: 'pc-i440fx-10.0' },
      { kind: 'machine', what: 'processor', before: 'qemu64', now: 'host' },
      { kind: 'configuration', what: 'machine.memoryMiB', before: '2048', now: '4096' },
      { kind: 'console', what: 'boot console, line 4', before: '[ OK ] Mounted /srv', now: '[FAILED] Failed to mount /srv at 17' },
    ],
  );
  assert.ok(found.some(({ what }) => what === 'phases.boot.checks'));
  const rebuilt = testResult('a', { image: { name: 'noble', version: '20261101', digests: { root: 'bb' } } });
  assert.deepEqual(differences(rebuilt, PLAN, {}, green), [{ kind: 'image', what: 'image noble 20261101, root', before: 'aa', now: 'bb' }]);
});

test('consoles without an end and configurations without one stay small, and are still compared', () => {
  const words = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf', 'hotel', 'india', 'juliett'];
  const word = (index: number) => [...String(index)].map((digit) => words[Number(digit)]).join(' ');
  const long = Array.from({ length: 20_000 }, (_, index) => `started ${word(index)}`);
  const steps = Array.from({ length: 900 }, (_, index) => `echo ${index} ${'x'.repeat(300)}`);
  const plan = planned({ boots: [bootOf({ runcmd: steps })] });
  const record = recordOf(ran, plan, { install: long.join('\n'), boot: long.slice(0, 1500).join('\n') }, 0, null) as TestRecord;
  assert.ok(JSON.stringify(record).length < 50_000, String(JSON.stringify(record).length));
  const compare = (install: readonly string[]) => differences(ran, plan, { install: install.join('\n') }, record.green as GreenRecord);
  assert.deepEqual(compare(long), []);
  assert.deepEqual(compare([...long.slice(0, 19_990), 'it broke here', ...long.slice(19_990)]), [
    { kind: 'console', what: 'install console, line 19991', before: null, now: 'it broke here' },
  ]);
  const changed = differences(ran, planned({ boots: [bootOf({ runcmd: [...steps, 'one more'] })] }), {}, record.green as GreenRecord);
  assert.ok(changed.length > 0);
});

test('the history keeps the newest times, and greens only of a branch that others compare with', () => {
  const one = (seconds: number, at: number | null): TestRecord => ({ seconds, green: at === null ? null : { ...green, at } });
  const old = { version: 1, tests: { a: one(1, 10), b: one(2, 10), gone: one(3, 10) } } as const;
  const merged = mergeHistory(old, { a: one(5, 20), b: one(6, null), c: one(7, 20) }, { greenAllowed: true });
  assert.deepEqual(
    Object.entries(merged.tests).map(([id, { seconds, green: last }]) => [id, seconds, last?.at ?? null]),
    [
      ['a', 5, 20],
      ['b', 6, 10],
      ['c', 7, 20],
      ['gone', 3, 10],
    ],
  );
  const untrusted = mergeHistory(old, { a: one(5, 20), c: one(7, 20) }, { greenAllowed: false });
  assert.deepEqual([untrusted.tests.a?.seconds, untrusted.tests.a?.green?.at, untrusted.tests.c?.green], [5, 10, null]);
  const many = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`t${index}`, one(index, null)]));
  assert.equal(Object.keys(mergeHistory({ version: 1, tests: many }, { z: one(1, null) }, { greenAllowed: true }).tests).length, 1000);
});

test('a history is read as far as it is one: a cache is anybody’s', () => {
  const good = { version: 1, tests: { a: { seconds: 1, green }, b: { seconds: 2, green: null } } };
  assert.deepEqual(parseHistory(JSON.stringify(good)), { history: good, whole: true });
  for (const text of ['', '{', 'null', '[]', '{"version":2,"tests":{}}', '{"version":1}', '{"version":1,"tests":[]}']) {
    assert.deepEqual(parseHistory(text), { history: NO_HISTORY, whole: false }, text);
  }
  const wrong = [
    ...[null, 1, [], {}, { seconds: '1', green: null }, { seconds: -1, green: null }, { seconds: 1e300, green: null }, { seconds: 1 }],
    ...[{ accel: 'x' }, { at: '1' }, { image: 3 }, { console: { boot: 'x' } }, { console: { boot: [1] } }, { configuration: { a: 1 } }].map(
      (change) => ({
        seconds: 1,
        green: { ...green, ...change },
      }),
    ),
    { seconds: 1, green: { ...green, qemu: 'x'.repeat(300_000) } },
  ];
  const text = JSON.stringify({
    version: 1,
    tests: { ...good.tests, ...Object.fromEntries(wrong.map((one, index) => [`wrong${index}`, one])) },
  });
  assert.deepEqual(parseHistory(text), { history: good, whole: false });
  const { history } = parseHistory(`{"version":1,"tests":{"__proto__":{"seconds":3,"green":null}}}`);
  assert.deepEqual([Object.keys(history.tests), ({} as Record<string, unknown>).seconds], [['__proto__'], undefined]);
});
