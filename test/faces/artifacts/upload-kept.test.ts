import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { unpackArtifact } from '../../../src/evidence/artifact/unpack.ts';
import { type UploadKept, uploadKept } from '../../../src/faces/artifacts/upload-kept.ts';
import { FAULTS } from '../../action/support/faults.ts';
import { type ResultsService, resultsService } from '../../action/support/results-service.ts';
import { phaseResult } from '../../report/support.ts';
import { tempFolder } from '../../support/temp.ts';
import { jobEnv, leaveTest, qemuImg, runResult, testResult } from './kept.ts';

const never = new AbortController().signal;

function request(service: ResultsService | null, topdir: string, slugs: readonly string[], more: Partial<UploadKept> = {}): UploadKept {
  return {
    run: runResult(
      topdir,
      slugs.map((slug) => testResult(topdir, slug)),
    ),
    staging: join(topdir, '.upload'),
    naming: { prefix: 'vmtest', leg: 'noble-1a2b3c4d', attempt: 1 },
    retentionDays: null,
    limitBytes: 2 ** 31,
    qemuImg: 'qemu-img',
    signal: never,
    tell: () => undefined,
    env: service === null ? {} : jobEnv(service),
    ...more,
  };
}

/** The artifact of this name, unpacked. */
async function unpacked(service: ResultsService, name: string, folder: string) {
  const artifact = service.artifacts.list().find((one) => one.name === name);
  assert.ok(artifact !== undefined, `${name} is not among ${service.artifacts.list().map((one) => one.name)}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'a.zip'), await service.bytesOf(artifact));
  return await unpackArtifact(join(folder, 'a.zip'), join(folder, name));
}

test('a failed test is an artifact of its own: disks compressed, what was collected with its names and links, all of it equal', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  await leaveTest(topdir, 'basic', { 'collect/we:ird?': 'odd\n', 'disks/efivars.fd': 'variables' });
  await symlink('etc/fstab', join(topdir, 'basic/collect/link'));
  await writeFile(join(temp.path, 'raw'), Buffer.alloc(3 << 20, 'data of a disk '));
  await qemuImg('create', '-q', '-f', 'qcow2', '-b', join(temp.path, 'raw'), '-F', 'raw', join(topdir, 'basic/disks/disk0.qcow2'));
  await writeFile(join(topdir, 'basic/disks/disk1.img'), Buffer.alloc(2 << 20, 'more '));

  const told: string[] = [];
  const { artifacts, notes } = await uploadKept(request(service, topdir, ['basic'], { tell: (line) => told.push(line) }));

  assert.deepEqual(notes, []);
  assert.equal(artifacts.length, 1);
  const [artifact] = artifacts;
  assert.equal(artifact?.name, 'vmtest-basic-noble-1a2b3c4d-1');
  assert.match(artifact?.url ?? '', /^https:\/\/github\.com\/acme\/installer\/actions\/runs\/4711\/artifacts\/\d+$/);
  assert.match(artifact?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual([artifact?.tests, artifact?.dropped], [['basic'], []]);
  assert.match(told.join('\n'), /uploaded vmtest-basic-noble-1a2b3c4d-1: .* MB\/s/);
  assert.equal((await readdir(topdir)).includes('.upload'), false);

  const { manifest, folder, notes: left } = await unpacked(service, 'vmtest-basic-noble-1a2b3c4d-1', temp.path);
  assert.deepEqual(manifest?.tests, [
    { id: 'basic', slug: 'basic', verdict: 'check-failed', parts: ['boot', 'collect', 'disks', 'install', 'logs'], missing: [] },
  ]);
  const home = join(folder, 'basic');
  for (const path of [
    'result.json',
    'replay.json',
    'logs/boot-console.log',
    'boot/user-data',
    'collect/etc/fstab',
    'collect/we:ird?',
    'disks/efivars.fd',
  ])
    assert.deepEqual(await readFile(join(home, path)), await readFile(join(topdir, 'basic', path)), path);
  assert.match(left.join(), /link.*symbolic link to .*etc\/fstab/);
  for (const [name, original] of [
    ['disk0.qcow2', join(temp.path, 'raw')],
    ['disk1.img.qcow2', join(topdir, 'basic/disks/disk1.img')],
  ] as const) {
    const info = JSON.parse(await qemuImg('info', '--output=json', join(home, 'disks', name))) as Record<string, unknown>;
    assert.equal(info['backing-filename'], undefined);
    await qemuImg('compare', '-f', 'qcow2', '-F', 'raw', join(home, 'disks', name), original);
  }
});

test('no file of the host comes along: not by a link, not by the header that a guest writes into its raw disk', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  const secret = join(temp.path, 'secret');
  await writeFile(secret, 'TOPSECRET '.repeat(10_000));
  await leaveTest(topdir, 'evil');
  const home = join(topdir, 'evil');
  for (const path of ['logs/link.log', 'boot/link', 'collect/link', 'disks/link.qcow2', 'output', 'replay-link.json'])
    await symlink(secret, join(home, path));
  await symlink(temp.path, join(home, 'install/folder'));
  await qemuImg('create', '-q', '-f', 'qcow2', '-b', secret, '-F', 'raw', join(home, 'disks/disk0.img'));
  for (const tool of ['qemu-img', null]) {
    const { artifacts } = await uploadKept(request(service, topdir, ['evil'], { qemuImg: tool }));
    assert.equal(artifacts.length, 1);
    const { folder } = await unpacked(service, artifacts[0]?.name as string, join(temp.path, String(tool)));
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const path = join(file.parentPath, file.name);
      assert.equal((await readFile(path)).includes('TOPSECRET'), false, path);
      if (!path.endsWith('.qcow2')) continue;
      await qemuImg('convert', '-f', 'qcow2', '-O', 'raw', path, join(temp.path, 'out'));
      assert.equal((await readFile(join(temp.path, 'out'))).includes('TOPSECRET'), false, path);
    }
    assert.equal(
      files.some((one) => one.isSymbolicLink()),
      false,
    );
  }
});

test('what is too large is left out: disks first, of the least telling test first, and the manifest says how to get it', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  const noise = (bytes: number) => crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65536)));
  for (const slug of ['first', 'same', 'other']) {
    await leaveTest(topdir, slug, { 'collect/big': noise(65536), 'boot/big': noise(65536) });
    await writeFile(join(topdir, slug, 'disks/disk0.img'), Buffer.concat(Array.from({ length: 16 }, () => noise(65536))));
  }
  const run = runResult(topdir, [
    testResult(topdir, 'first', { cause: 'one' }),
    testResult(topdir, 'same', { cause: 'one' }),
    testResult(topdir, 'other', { cause: 'two' }),
  ]);
  const upload = async (limitBytes: number) => {
    const { artifacts, notes } = await uploadKept({ ...request(service, topdir, []), run, limitBytes });
    return { dropped: artifacts.flatMap(({ dropped }) => dropped), artifacts, notes };
  };
  const generous = await upload(3_600_000);
  assert.deepEqual(generous.dropped, ['disks of same']);
  assert.match(generous.notes[0]?.message ?? '', /left out of vmtest-same-.* disks of same/);
  assert.match(generous.notes[0]?.hint ?? '', /artifact-limit/);
  const { manifest } = await unpacked(service, generous.artifacts.find(({ tests }) => tests.includes('same'))?.name ?? '', temp.path);
  assert.deepEqual(manifest?.tests[0]?.missing, [{ part: 'disks', why: 'size', mend: 'raise the input artifact-limit' }]);
  const tight = await upload(300_000);
  assert.deepEqual(
    new Set(tight.dropped),
    new Set(['disks of first', 'disks of other', 'disks of same', 'collect of same', 'collect of other']),
  );
  const nothing = await upload(1);
  assert.equal(nothing.artifacts.length, 3);
  assert.deepEqual(
    nothing.dropped.filter((one) => one.startsWith('logs')),
    [],
  );
  assert.deepEqual((await upload(0)).artifacts, []);
});

test('the policy left parts out: the manifest names the setting; tests that passed share one artifact', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  for (const slug of ['bad', 'good', 'fine']) await leaveTest(topdir, slug);
  await rm(join(topdir, 'bad/disks'), { recursive: true });
  for (const slug of ['good', 'fine']) await rm(join(topdir, slug, 'install'), { recursive: true });
  const run = runResult(topdir, [
    testResult(topdir, 'good', { verdict: 'passed' }),
    // It installed nothing: nothing was left out.
    testResult(topdir, 'fine', { verdict: 'expected-failure', phases: [phaseResult({ kind: 'boot' })] }),
    testResult(topdir, 'bad'),
    testResult(topdir, 'nothing', { verdict: 'passed', kept: [] }),
    testResult(topdir, 'unstarted', { verdict: 'image-unavailable', folder: null }),
  ]);
  const { artifacts } = await uploadKept({ ...request(service, topdir, []), run });
  assert.deepEqual(
    artifacts.map(({ name, tests }) => [name, tests]),
    [
      ['vmtest-bad-noble-1a2b3c4d-1', ['bad']],
      ['vmtest-passed-noble-1a2b3c4d-1', ['good', 'fine']],
    ],
  );
  const one = await unpacked(service, 'vmtest-bad-noble-1a2b3c4d-1', temp.path);
  assert.deepEqual(one.manifest?.tests[0]?.missing, [
    { part: 'disks', why: 'policy', mend: 'add disks to keep-data-fail, or set it to all' },
  ]);
  const two = await unpacked(service, 'vmtest-passed-noble-1a2b3c4d-1', temp.path);
  assert.deepEqual(two.manifest?.tests[0]?.missing, [
    { part: 'install', why: 'policy', mend: 'add install to keep-data-pass, or set it to all' },
  ]);
  assert.deepEqual(two.manifest?.tests[1]?.missing, []);
});

test('after twenty failed tests the others share an artifact', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  const slugs = Array.from({ length: 23 }, (_, index) => `t${index}`);
  for (const slug of slugs) await leaveTest(topdir, slug);
  const { artifacts, notes } = await uploadKept(request(service, topdir, slugs));
  assert.deepEqual(notes, []);
  assert.equal(artifacts.length, 21);
  assert.deepEqual([artifacts[20]?.name, artifacts[20]?.tests], ['vmtest-others-noble-1a2b3c4d-1', ['t20', 't21', 't22']]);
});

test('a name that is taken gets a number, and a note says so', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await leaveTest(temp.path, 'basic');
  await uploadKept(request(service, temp.path, ['basic']));
  await uploadKept(request(service, temp.path, ['basic']));
  const { artifacts, notes } = await uploadKept(request(service, temp.path, ['basic']));
  assert.equal(artifacts[0]?.name, 'vmtest-basic-noble-1a2b3c4d-1-3');
  assert.deepEqual(
    notes.map(({ severity }) => severity),
    ['notice'],
  );
  assert.match(notes[0]?.message ?? '', /vmtest-basic-noble-1a2b3c4d-1 is there already.* in vmtest-basic-noble-1a2b3c4d-1-3/);
});

test('what fails is a note with the folder and the step that saves it, and ends at once', async (t) => {
  await using temp = await tempFolder();
  await leaveTest(temp.path, 'basic');
  await leaveTest(temp.path, 'more');
  const failing = async (more: Partial<UploadKept>, prepare: (service: ResultsService) => void) => {
    await using service = await resultsService();
    prepare(service);
    const env = { ...jobEnv(service), ...more.env };
    const ended = await uploadKept(request(service, temp.path, ['basic', 'more'], { ...more, env }));
    assert.deepEqual(ended.artifacts, []);
    return ended.notes.map(({ message, hint }) => `${message} → ${hint}`);
  };
  await t.test('no service', async () => {
    const { notes } = await uploadKept(request(null, temp.path, ['basic', 'more']));
    assert.equal(notes.length, 1);
    assert.equal(notes[0]?.severity, 'notice');
    assert.match(`${notes[0]?.message} ${notes[0]?.hint}`, /the data of 2 tests is not uploaded: .*ACTIONS_RUNTIME_TOKEN/);
    assert.ok(notes[0]?.hint?.includes(temp.path));
  });
  await t.test('quota', async () => {
    const notes = await failing({}, (service) => service.fault('CreateArtifact', FAULTS.quota));
    assert.equal(notes.length, 2);
    assert.match(notes[0] as string, /the data of basic is not uploaded: the storage for artifacts is full/);
    assert.ok(notes[0]?.includes(join(temp.path, 'basic')));
    assert.match(notes[0] as string, /uses: actions\/upload-artifact/);
    assert.match(notes[1] as string, /the data of more is not uploaded/);
  });
  await t.test('GitHub Enterprise Server', async () => {
    const notes = await failing({ env: { GITHUB_SERVER_URL: 'https://github.example.com' } }, () => undefined);
    assert.match(notes[0] as string, /GitHub Enterprise Server has no such service/);
  });
  await t.test('denied', async () => {
    const notes = await failing({}, (service) => service.fault('CreateArtifact', FAULTS.denied));
    assert.match(notes[0] as string, /GitHub refuses it: .*permission/);
  });
  await t.test('stall', async () => {
    const notes = await failing({ stallSeconds: 1.5 }, (service) => service.fault('blob:put', FAULTS.stall));
    assert.match(notes[0] as string, /nothing moved for 1\.5 seconds/);
  });
  await t.test('cancelled while it uploads', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const notes = await failing({ signal: stop.signal }, (service) => {
      service.fault('blob:put', FAULTS.stall);
      setTimeout(() => stop.abort(), 1000);
    });
    assert.match(notes[0] as string, /the job was cancelled/);
    assert.ok(performance.now() - began < 60_000);
  });
  await t.test('gone', async () => {
    const notes = await failing({}, (service) => void service.close());
    assert.match(notes[0] as string, /ECONNREFUSED/);
  });
});

test('a command’s classes have parts of their own, and disks of a format that nobody knows', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  await leaveTest(topdir, 'suite', {
    'output/TestBasic/logs/install-serial.log': 'serial',
    'output/TestBasic/collect/fstab': 'LABEL=root',
    'output/TestBasic/disks/disk.img': Buffer.alloc(2 << 20, 'raw '),
    'output/TestBasic/errors.txt': 'traceback',
    'output/run.log': 'log',
  });
  await qemuImg('create', '-q', '-f', 'qcow2', join(topdir, 'suite/output/TestBasic/disks/own.img'), '1G');
  const { artifacts, notes } = await uploadKept(request(service, topdir, ['suite']));
  assert.deepEqual(notes, []);
  const { folder, manifest } = await unpacked(service, artifacts[0]?.name as string, temp.path);
  const below = ['collect', 'disks', 'logs'].map((part) => `output/TestBasic/${part}`);
  assert.deepEqual(manifest?.tests[0]?.parts, ['boot', 'collect', 'install', 'logs', ...below]);
  const home = join(folder, 'suite/output');
  for (const path of [
    'TestBasic/logs/install-serial.log',
    'TestBasic/collect/fstab',
    'TestBasic/errors.txt',
    'run.log',
    'TestBasic/disks/own.img',
  ])
    assert.deepEqual(await readFile(join(home, path)), await readFile(join(topdir, 'suite/output', path)), path);
  await qemuImg(
    'compare',
    '-f',
    'qcow2',
    '-F',
    'raw',
    join(home, 'TestBasic/disks/disk.img.qcow2'),
    join(topdir, 'suite/output/TestBasic/disks/disk.img'),
  );
});

test('a qemu-img without Zstandard packs by zlib; without any, disks that stand alone go as they are, and others do not', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  await leaveTest(topdir, 'alone', { 'disks/disk0.img': Buffer.alloc(1 << 20, 'raw ') });
  await leaveTest(topdir, 'layered', { base: Buffer.alloc(1 << 20, 'base ') });
  await qemuImg('create', '-q', '-f', 'qcow2', '-b', join(topdir, 'layered/base'), '-F', 'raw', join(topdir, 'layered/disks/disk0.qcow2'));
  const old = join(temp.path, 'qemu-img');
  await writeFile(
    old,
    '#!/bin/sh\ncase "$*" in *compression_type*) echo "Invalid parameter \'zstd\'" >&2; exit 1;; esac\nexec qemu-img "$@"\n',
    { mode: 0o755 },
  );
  const first = await uploadKept(request(service, topdir, ['alone'], { qemuImg: old, retentionDays: 7 }));
  assert.deepEqual([first.notes, first.artifacts.length], [[], 1]);
  const days = ((service.artifacts.list()[0]?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
  assert.ok(days > 6 && days < 8, `${days} days`);
  const { folder } = await unpacked(service, first.artifacts[0]?.name as string, temp.path);
  await qemuImg('compare', '-f', 'qcow2', '-F', 'raw', join(folder, 'alone/disks/disk0.img.qcow2'), join(topdir, 'alone/disks/disk0.img'));

  const second = await uploadKept(
    request(service, topdir, ['alone', 'layered'], { qemuImg: null, naming: { prefix: 'x', leg: 'l', attempt: 1 } }),
  );
  assert.match(second.notes[0]?.message ?? '', /disks of layered could not be packed: there is no qemu-img/);
  const alone = await unpacked(service, 'x-alone-l-1', temp.path);
  assert.deepEqual(await readFile(join(alone.folder, 'alone/disks/disk0.img')), Buffer.alloc(1 << 20, 'raw '));
  const layered = await unpacked(service, 'x-layered-l-1', temp.path);
  assert.match(layered.manifest?.tests[0]?.missing[0]?.mend ?? '', /no qemu-img/);
});

test('cancelled before it begins, it says so once for all', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  for (const slug of ['a', 'b', 'c']) await leaveTest(temp.path, slug);
  const { artifacts, notes } = await uploadKept(request(service, temp.path, ['a', 'b', 'c'], { signal: AbortSignal.abort() }));
  assert.deepEqual(artifacts, []);
  assert.deepEqual(
    notes.map(({ message }) => message),
    ['the data of a is not uploaded: the job was cancelled', 'the data of 2 tests is not uploaded: the job was cancelled'],
  );
});

test('a service that fails for a moment is asked again', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await leaveTest(temp.path, 'basic');
  service.fault('CreateArtifact', FAULTS.unavailable, 1);
  const { artifacts, notes } = await uploadKept(request(service, temp.path, ['basic']));
  assert.deepEqual([artifacts.length, notes], [1, []]);
});

test('an output disk of 4 GiB of which little was written is a small qcow2 of the same content, and its holes are never read', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const topdir = join(temp.path, 'top');
  await leaveTest(topdir, 'basic', {});
  const output = join(topdir, 'basic/boot/output.img');
  await mkdir(join(output, '..'), { recursive: true });
  await writeFile(output, Buffer.alloc(1 << 20, 'half a tar '));
  await truncate(output, 4 * 2 ** 30);

  const { artifacts, notes } = await uploadKept(request(service, topdir, ['basic']));

  assert.deepEqual(notes, []);
  assert.ok((artifacts[0]?.bytes ?? Number.POSITIVE_INFINITY) < 1 << 20);
  const { folder } = await unpacked(service, artifacts[0]?.name ?? '', join(temp.path, 'home'));
  assert.deepEqual((await readdir(join(folder, 'basic/boot'))).sort(), ['output.img.qcow2', 'user-data']);
  await qemuImg('compare', '-f', 'raw', '-F', 'qcow2', output, join(folder, 'basic/boot/output.img.qcow2'));
});
