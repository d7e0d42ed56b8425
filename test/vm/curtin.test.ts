import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/base/files.ts';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { CURTIN_PACKS } from '../../src/model/check.ts';
import { STANDIN, standinImage } from '../support/standin/image.ts';
import { tempFolder } from '../support/temp.ts';
import { type Ran, runTiny } from './harness.ts';

// Installations by the stand-in curtin (test/support/standin), which honours the real one's command line, configuration, events and log
// lines, in real machines. What it writes to the disk is the tiny system, which boots by its own boot loader.
const MOUNT = 'mkdir -p /mnt/disk; mount -t vfat /dev/disk/by-id/virtio-system /mnt/disk';

/** A configuration of one disk; `more` is laid over it. */
function config(more: Readonly<Record<string, unknown>>): string {
  const disk = { id: 'main', type: 'disk', serial: 'system', ptable: 'msdos', grub_device: true };
  return JSON.stringify({ storage: { version: 1, config: [disk] }, ...more }, null, 1);
}

/** TOKEN is what our URLs begin with, which a guest knows. */
const FORBIDDEN = [
  'TOKEN/../../etc/shadow',
  '/../../etc/shadow',
  '/etc/shadow',
  'TOKEN/',
  'TOKEN/target/../../../etc/shadow',
  '/0123/report',
];

/** Installations that end in the way that their name says; each boots only if it passed. */
const MISBEHAVIOUR: Readonly<Record<string, unknown>> = {
  stage: { fail: 'partitioning' },
  status: { exit: 7 },
  mute: { mute: true },
  said: { say: 'E: Unable to locate package grub-pc' },
  result: { result: 'FAIL' },
  'without-end': { events: 'without-end' },
  'not-json': { events: 'not-json' },
  reversed: { events: 'reversed' },
  thousands: { events: 'thousands' },
  huge: { events: 'huge' },
};

// What is installed is no system that the other packs could hold against a configuration.
const OFF = Object.fromEntries(CURTIN_PACKS.filter((name) => name !== 'reporting').map((name) => [name, 'off']));

let image: Awaited<ReturnType<typeof tempFolder>>;
let ran: Ran;
let packed: Ran;

before(async () => {
  image = await tempFolder();
  const shared = { images: { python: { files: await standinImage(image.path) } }, defaults: { image: 'python', packs: OFF } };
  const curtin = (file: string) => ({ curtin: file, target: 'target' });
  const whole = config({
    early_commands: { '10_marker': ['sh', '-c', 'echo "early: it is \'quoted\'"'] },
    late_commands: { '50_target': 'curtin in-target -- sh -c "echo late > installed-by"' },
    standin: { fetch: FORBIDDEN },
  });
  const boot = {
    collect: [`${MOUNT}; cat /mnt/disk/installed-by > installed-by; cp /mnt/disk/root/curtin-install.log .`, 'cat /proc/cmdline > cmdline'],
  };
  const checks = [
    { file: 'installed-by', equals: 'late' },
    { file: 'cmdline', not: true, contains: 'BOOTIF' },
  ];
  ran = await runTiny({
    ...shared,
    files: {
      'whole.yaml': whole,
      ...Object.fromEntries(Object.entries(MISBEHAVIOUR).map(([name, standin]) => [`${name}.yaml`, config({ standin })])),
    },
    settings: { curtinTree: STANDIN },
    tests: {
      whole: {
        install: curtin('whole.yaml'),
        boot,
        checks: [
          ...checks,
          { file: 'curtin-install.log', contains: ['early: it is', 'the defaults of the tree', 'curtin: Installation finished.'] },
        ],
      },
      offline: { install: curtin('whole.yaml'), machine: { nics: [{ network: 'none' }] }, boot, checks },
      ...Object.fromEntries(Object.keys(MISBEHAVIOUR).map((name) => [name, { install: curtin(`${name}.yaml`) }])),
    },
  });
  packed = await runTiny({
    ...shared,
    files: { 'whole.yaml': whole },
    settings: { curtinExe: `sh ${join(STANDIN, 'bin/curtin')}` },
    tests: { whole: { install: { ...curtin('whole.yaml'), seed: 'http' }, boot, checks } },
  });
});
after(async () => {
  await packed[Symbol.asyncDispose]();
  await ran[Symbol.asyncDispose]();
  await image[Symbol.asyncDispose]();
});

const STAGE = 'cmd-install/stage-partitioning/builtin/cmd-block-meta';
const VERDICTS: readonly (readonly [string, string, RegExp])[] = [
  ['whole', 'passed', /^$/],
  ['offline', 'passed', /^$/],
  ['stage', 'install-failed', new RegExp(`curtin reported that ${STAGE} failed .*Installation failed with exception: Unexpected error`)],
  ['status', 'install-failed', /curtin ended with status 7/],
  ['mute', 'install-failed', /ended with 0, but never wrote "curtin: Installation finished\."/],
  ['said', 'install-failed', /a package is not in the archive \("E: Unable to locate package grub-pc"\)/],
  ['result', 'install-failed', /curtin reported that cmd-install failed/],
  ['without-end', 'install-failed', /never reported the end of cmd-install: \d+ events came/],
  ['not-json', 'passed', /^$/],
  ['reversed', 'check-failed', /the first event must be a start, and .* has "finish" of "cmd-install"/],
  ['thousands', 'passed', /^$/],
  ['huge', 'passed', /^$/],
];
for (const [name, verdict, cause] of VERDICTS) {
  test(`${name} is ${verdict}`, () => {
    const result = ran.of(name);
    assert.equal(result.verdict, verdict, result.cause);
    assert.match(result.cause, cause);
  });
}

test('a curtin that a command packs installs with a seed over HTTP', () => {
  const result = packed.of('whole');
  assert.equal(result.verdict, 'passed', result.cause);
  assert.match(notes(packed, 'whole'), /curtin packed by sh .*bin\/curtin, with 00-whole\.yaml, /);
});

interface Event {
  readonly name: string;
  readonly event_type: string;
  readonly level: string;
  readonly result?: string;
  readonly timestamp: number;
  readonly origin: string;
  readonly files?: readonly { readonly path: string; readonly content: string }[];
}
const eventsOf = async (name: string) => JSON.parse(await ran.kept(name, 'logs/webhooks-events.json')) as readonly Event[];

/** What people were told of a test. */
function notes(of: Ran, name: string): string {
  return of.events.flatMap((event) => (event.type === 'notice' && event.test === of.of(name).id ? [event.message] : [])).join('\n');
}

test('events are stored as they were posted, and are those of a real curtin in its order', async () => {
  const events = await eventsOf('whole');
  assert.deepEqual(Object.keys(events[0] as Event), ['name', 'event_type', 'description', 'origin', 'timestamp', 'level']);
  const plain = (line: string) => line.replace(/(stage-(?:early|late))\/[^/ ]+/, '$1/*');
  const real = (await readFile(join(STANDIN, 'real-events.txt'), 'utf8')).split('\n').slice(1, -1).map(plain);
  let place = -1;
  const own = new Set<string>();
  for (const { event_type: type, name, level, result } of events) {
    const line = plain([type, name, level, ...(result === undefined ? [] : [result])].join(' '));
    // Commands are the configuration's own, as many as it has.
    if (line.includes('/*')) {
      own.add(line);
      continue;
    }
    place = real.indexOf(line, place + 1);
    assert.notEqual(place, -1, `a real curtin has no ${line} here`);
  }
  for (const line of own) assert.ok(real.includes(line), line);
  assert.ok(events.every(({ origin, timestamp }) => origin === 'curtin' && Number.isFinite(timestamp)));
});

test('the posted log is saved, and the configurations are printed and kept', async () => {
  const log = (await ran.kept('whole', 'logs/install.log')).trim().split('\n');
  assert.deepEqual([log[0], log.at(-1)], ['curtin: Installation started. (0.1)', 'curtin: Installation finished.']);
  assert.match(notes(ran, 'whole'), /packed by vmtest, as the packer of .* cannot work here: .*00-whole\.yaml, 01-vmtest_defaults\.yaml, /);
  assert.deepEqual(await readdir(join(ran.topdir, 'whole/install/configs')), [
    '00-whole.yaml',
    '01-vmtest_defaults.yaml',
    '02-reporting.yaml',
  ]);
  const reporting = JSON.parse(await ran.kept('whole', 'install/configs/02-reporting.yaml')) as {
    reporting: { maas: { endpoint: string } };
  };
  assert.match(reporting.reporting.maas.endpoint, /^http:\/\/10\.0\.2\.2:\d+\/[0-9a-f]{32}\/report$/);
});

test('without a network nothing is served, and the system comes from a disk', async () => {
  assert.match(notes(ran, 'offline'), /the source tgz:file:\/\/\/dev\/disk\/by-id\/virtio-vmtest-target/);
  await assert.rejects(ran.kept('offline', 'logs/webhooks-events.json'), /ENOENT/);
});

test('a failed installation leaves curtin’s error tar and its log, once', async () => {
  const collected = await readdir(join(ran.topdir, 'stage/install/collect/curtin'));
  assert.ok(collected.includes('curtin-error-logs.tar'), collected.join(' '));
  assert.match(await ran.kept('stage', 'install/collect/curtin/curtin-error-logs.tar'), /Installation failed with exception/);
  const logs = await readdir(join(ran.topdir, 'stage/logs'));
  assert.deepEqual(
    logs.filter((name) => name.endsWith('install.log')),
    ['install.log'],
  );
  assert.equal((await eventsOf('stage')).at(-1)?.files?.length, 2);
});

test('what was posted and is no event is left out, said, and harms no file', async () => {
  assert.match(notes(ran, 'not-json'), /2 of the guest's reports were left out: what was posted is not JSON/);
  assert.match(notes(ran, 'not-json'), /2 of the guest's reports were left out: what was posted is no event/);
  assert.equal(await ran.kept('not-json', 'logs/passwd'), 'passwd');
  assert.equal(await ran.kept('not-json', 'logs/hidden'), 'hidden');
  assert.equal(await ran.kept('not-json', 'logs/2-events.jsonl'), 'lies');
  const lines = (await ran.kept('not-json', 'logs/events.jsonl')).trim().split('\n');
  for (const line of lines) JSON.parse(line);
  // A guest draws nothing on the terminal and gives the runner no command.
  for (const sign of ['\u001b', '\u202e']) assert.ok(!lines.join('').includes(sign));
});

test('a flood of events is cut, and its end is heard', async () => {
  assert.match(notes(ran, 'thousands'), /\d+ of the guest's reports were left out: more than 10000 events/);
  const events = await eventsOf('thousands');
  assert.equal(events.length, 10_001);
  assert.equal(events.at(-1)?.name, 'cmd-install');
});

test('an event of a gigabyte is refused', async () => {
  assert.match(notes(ran, 'huge'), /2 of the guest's reports were left out: more than 64 MiB in one/);
  assert.ok((await eventsOf('huge')).length < 100);
});

test('a guest gets nothing of the host but what is offered', async () => {
  const fetched = (await ran.kept('whole', 'install/collect/fetched')).trim().split('\n');
  assert.equal(fetched.length, FORBIDDEN.length);
  for (const line of fetched) assert.match(line, /^\d HTTP\/1\.1 404 Not Found content-length: 0 connection: close Date: [^\n]* GMT\s*$/);
});

test('the installation runs again without vmtest: its system is served, reports are swallowed, and the disks stay as they were', async () => {
  const folder = join(ran.topdir, 'whole');
  const disk = async () => sha256(await readFile(join(folder, 'disks/disk0.qcow2')));
  const before = await disk();
  const outcome = await run('sh', [join(folder, 'logs/qemu-install.sh'), '-snapshot'], { env: TOOL_ENV, timeout: 300 });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  assert.match(outcome.stdout, /acquiring and extracting image from http[\s\S]*curtin: Installation finished\.[\s\S]*Power down/);
  assert.doesNotMatch(outcome.stdout, /failed posting event/);
  assert.equal(await disk(), before);
});
