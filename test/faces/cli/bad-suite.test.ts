import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, GOOD } from './support.ts';

/** A suite with a mistake in nearly every line. */
const BAD = `version: 1
images: { tiny: { files: { kernel: kernel, initrd: initrd } } }
defaults: { image: tiny, timeouts: { boot: 60 } }
tests:
  one:
    machine: { memry: 2G, memory: 2X, disks: [10] }
    boot: { runcmd: ['true'], timeout: 5 }
    checks: [nosuch, { file: x, lnes: [a] }]
  two:
    image: nosuch
    matrix: { flavour: [a, b] }
    boot: {}
  one: {}
  dup:
    matrix: { machine.firmware: [bios, bios] }
    boot: {}
`;

const SAID: readonly (readonly [at: string, message: string, hint: string])[] = [
  ['3:44', 'defaults.timeouts.boot: "60" is no time: it has no unit', 'write 60s or 60m'],
  ['6:16', 'tests.one.machine: unknown key "memry"', 'did you mean "memory"?'],
  ['6:35', 'tests.one.machine.memory: "2X" is no size', 'a size is a number with K, M, G or T: 10G'],
  ['6:47', 'tests.one.machine.disks[0]: "10" is no size: it has no unit', 'write 10M or 10G'],
  ['7:40', 'tests.one.boot.timeout: "5" is no time: it has no unit', 'write 5s or 5m'],
  ['8:14', 'tests.one.checks[0]: "nosuch" is not a check', 'there is file, fstab'],
  ['8:33', 'tests.one.checks[1]: unknown key "lnes"', 'did you mean "lines"?'],
  ['10:12', 'tests.two.image: nothing defines the image "nosuch"', 'there is tiny'],
  ['11:15', 'tests.two.matrix: nothing reads the axis "flavour"', '$VMTEST_FLAVOUR'],
  ['13:3', 'the key "one" is there twice in one mapping', 'the first is in line 5'],
  ['14:3', 'there are two tests dup[firmware=bios]', 'a matrix has a value twice'],
];

test('all mistakes of a suite come in one go, each with its place, value and mend', async () => {
  await using here = await desk({ ...GOOD, 'bad.yaml': BAD });
  const [run, json, lint] = await Promise.all([
    here.vmtest(['run', 'bad.yaml']),
    here.vmtest(['run', '--json', 'bad.yaml']),
    here.vmtest(['lint', 'bad.yaml']),
  ]);
  const lines = run.err.split('\n');
  for (const [at, message, hint] of SAID) {
    const line = lines.findIndex((one) => one.startsWith(`bad.yaml:${at}: error: ${message}`));
    assert.ok(line >= 0, `${at} ${message}\n${run.err}`);
    assert.ok(lines[line + 1]?.includes(hint), lines[line + 1]);
  }
  assert.deepEqual([run.code, run.out, run.left], [2, '', []]);
  assert.equal(lint.out, run.err);
  const { problems } = json.json() as { problems: { place: { file: string; line: number; column: number } }[] };
  assert.deepEqual([json.code, lint.code, json.err], [2, 2, run.err]);
  const places = problems.map(({ place }) => `${place.line}:${place.column}`);
  for (const [at] of SAID) assert.ok(places.includes(at), at);
  assert.equal(problems[0]?.place.file, `${here.path}/bad.yaml`);
});

const CURTIN = `storage:
  version: 1
  config:
  - { id: a, type: disk, serial: disk-a, ptable: gpt }
  - { id: ap, type: partition, device: a, size: 8GB }
  - { id: af, type: format, volume: ap, fstype: ext4 }
  - { id: am, type: mount, device: af, path: / }
  - { id: b, type: disk, serial: disk-b }
`;

const HELD = `version: 1
images: { tiny: { files: { kernel: kernel, initrd: initrd, root: initrd } } }
defaults: { image: tiny, install: { curtin: c.yaml }, boot: {} }
tests:
  few: { machine: { disks: [10G] } }
  small: { machine: { disks: [4G, 1G] } }
  named: { machine: { disks: [{ size: 10G, serial: x }, { size: 10G, serial: y }] } }
  good: { machine: { disks: [10G, 1G] } }
`;

test('disks of a configuration that no disk of the machine can be: exit 2 of plan and of run', async () => {
  await using here = await desk({ ...GOOD, 'c.yaml': CURTIN, 'held.yaml': HELD });
  const [run, plan, lint] = await Promise.all([
    here.vmtest(['run', 'held.yaml', '--select', 'name!=good']),
    here.vmtest(['plan', '--json', 'held.yaml', '--accel', 'tcg']),
    here.vmtest(['lint', 'held.yaml']),
  ]);
  const mistakes = [
    /held\.yaml:5:28: error: few: no disk of the machine is left for .*`disk-b`.* 2 disks, and the machine has 1\n {2}→ add `\d+G` to machine\.disks/,
    /held\.yaml:6:30: error: small: disk0 has 4 GiB, and its configuration partitions 8\.0 GiB on it\n {2}→ give it 9G/,
    /held\.yaml:7:30: error: named: no disk of the machine is left for .*`disk-a`.*`disk-b`.*\n {2}→ .*disk0 \(`x`\), disk1 \(`y`\)/,
  ];
  for (const mistake of mistakes) for (const text of [run.err, lint.out]) assert.match(text, mistake);
  assert.deepEqual([run.code, plan.code, lint.code, run.out, run.left], [2, 2, 2, '', []]);
  const { tests, problems } = plan.json() as { tests: { id: string }[]; problems: { test: string }[] };
  assert.equal(tests.length, 4);
  assert.ok(problems.every(({ test: id }) => id !== 'good'));
});

test('what a run alone needs is refused by it alone, before anything starts', async () => {
  const bridge = 'machine: { nics: [{ network: "bridge:vmtest-none" }, { network: none }] }';
  await using here = await desk({
    ...GOOD,
    'c.yaml': CURTIN,
    'held.yaml': HELD,
    'bridge.yaml': GOOD['vmtest.yaml'].replace('one: { boot: {} }', `one: { boot: {}, ${bridge} }`),
  });
  const ofCurtin = ['held.yaml', '--accel', 'tcg', '--select', 'good'];
  const [curtin, plan, alone, byNic, byOption, byVariable, away] = await Promise.all([
    here.vmtest(['run', ...ofCurtin]),
    here.vmtest(['plan', '--json', ...ofCurtin]),
    here.vmtest(['run', 'c.yaml', '--image', 'noble']),
    here.vmtest(['run', 'bridge.yaml']),
    here.vmtest(['run', '--bridge', 'vmtest-none']),
    here.vmtest(['run'], { CURTIN_VMTEST_BRIDGE: 'vmtest-none' }),
    here.vmtest(['plan', '--json', 'bridge.yaml', '--accel', 'tcg', '--bridge', 'user']),
  ]);
  assert.match(
    curtin.err,
    /error: good: there is no curtin to install with: .*\n {2}→ name a checkout of curtin by `install\.tree` or --curtin-tree/,
  );
  assert.match(curtin.err, /^held\.yaml:3:/);
  assert.deepEqual([plan.code, (plan.json() as { problems: unknown[] }).problems], [0, []]);
  assert.match(alone.err, /c\.yaml:1:1: error: c: there is no curtin to install with/);
  for (const bridged of [byNic, byOption, byVariable]) {
    assert.match(bridged.err, /there is no bridge vmtest-none on this host.*\n {2}→ .*ip link add vmtest-none type bridge/);
    assert.deepEqual([bridged.code, bridged.out, bridged.left], [3, '', []], bridged.err);
  }
  for (const refused of [curtin, alone]) assert.deepEqual([refused.code, refused.out, refused.left], [2, '', []], refused.err);
  const nics = (away.json() as { tests: { machine: { nics: { network: string }[] } }[] }).tests[0]?.machine.nics;
  assert.deepEqual(
    nics?.map(({ network }) => network),
    ['user', 'none'],
    'a bridge is replaced, a closed network stays closed',
  );
});

test('a run in which nothing runs is a mistake, unless it is allowed', async () => {
  const skipped = GOOD['vmtest.yaml'].replace('{ boot: {} }', '{ boot: {}, skip: { reason: later } }');
  await using here = await desk({ ...GOOD, 'vmtest.yaml': skipped });
  const [none, allowed] = await Promise.all([
    here.vmtest(['run', '--topdir', 'a', '--accel', 'tcg']),
    here.vmtest(['run', '--topdir', 'b', '--accel', 'tcg', '--pass-with-no-tests']),
  ]);
  assert.deepEqual([none.code, allowed.code], [2, 0]);
  assert.match(none.err, /no test ran: all are skipped.*VMTEST_NO_TESTS/);
});
