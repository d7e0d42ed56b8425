import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckSettings, FileCheck, Test } from '../../src/model/suite.ts';
import { oneTest, suiteOf } from './helpers.ts';

function only(settings: string): Test {
  const { tests } = suiteOf(oneTest(settings));
  assert.equal(tests.length, 1);
  return tests[0] as Test;
}

const GiB = 2 ** 30;

test('a test that says nothing gets one boot, no installer and the default times', () => {
  const { machine, install, boots, timeouts, id, slug, image, origins, folder, place } = only('{}');
  assert.deepEqual(
    { id, slug, image, folder, place },
    { id: 't', slug: 't', image: null, folder: '/suite', place: { file: '/suite/vmtest.yaml', line: 4, column: 3 } },
  );
  assert.deepEqual(machine, {
    arch: null,
    cpus: null,
    memory: null,
    firmware: null,
    type: null,
    cpu: null,
    tpm: false,
    disks: null,
    nics: null,
    qemuArgs: [],
  });
  assert.equal(install.installer, 'none');
  assert.deepEqual(
    boots.map(({ name }) => name),
    ['boot'],
  );
  assert.deepEqual(timeouts, { install: 3000, boot: 300, silence: 180 });
  assert.deepEqual(origins, {});
});

test('text stays as it is written where text is wanted, and numbers are numbers where numbers are', () => {
  const { machine } = only(
    '{ machine: { cpus: 2, memory: 1.5G, type: 08, cpu: 13.0, disks: [{ size: 10G, serial: 24.10, wwn: 0x39cc071e72c64cc4, block-size: 4096 }] } }',
  );
  assert.deepEqual([machine.cpus, machine.memory, machine.type, machine.cpu], [2, 1.5 * GiB, '08', '13.0']);
  const disk = machine.disks?.[0];
  assert.deepEqual([disk?.serial, disk?.wwn, disk?.blockSize], ['24.10', '0x39cc071e72c64cc4', 4096]);
});

test('the spellings of an architecture are QEMU’s', () => {
  const spellings = { amd64: 'x86_64', x86_64: 'x86_64', arm64: 'aarch64', aarch64: 'aarch64', ppc64el: 'ppc64', ppc64le: 'ppc64' };
  for (const [written, arch] of Object.entries(spellings)) {
    assert.equal(only(`{ machine: { arch: ${written} } }`).machine.arch, arch);
  }
});

test('disks: sizes and mappings; several paths are scsi-hd; `from` is absolute', () => {
  const { machine } = only('{ machine: { disks: [10G, { size: 5G, paths: 2 }, { from: x/disk.img, format: raw }] } }');
  assert.deepEqual(
    machine.disks?.map(({ size, driver, paths, format, from }) => [size, driver, paths, format, from]),
    [
      [10 * GiB, 'virtio-blk', 1, 'qcow2', null],
      [5 * GiB, 'scsi-hd', 2, 'qcow2', null],
      [null, 'virtio-blk', 1, 'raw', '/suite/x/disk.img'],
    ],
  );
});

test('an installation: the installer, its file and everything beside it', () => {
  const { install } = only(
    '{ install: { script: in/stall.sh, replace: { __A__: 1 }, publish: { debs/*.deb: debs/ }, kernel-args: "a=1 b=\\"c d\\"", cloud-config: { mode: 0644, n: 5 }, end: reboot, reboots: 1, timeout: 1h30m, seed: disk, target: a } }',
  );
  const { place: _, ...rest } = install;
  assert.deepEqual(rest, {
    installer: 'script',
    file: '/suite/in/stall.sh',
    replace: { __A__: '1' },
    publish: { '/suite/debs/*.deb': 'debs/' },
    target: 'a',
    curtin: null,
    root: 'disk',
    timeout: 5400,
    kernelArgs: ['a=1', 'b="c d"'],
    cloudConfig: { mode: '0644', n: 5 },
    end: 'reboot',
    reboots: 1,
    seed: 'disk',
  });
  assert.equal(only('{ install: none }').install.installer, 'none');
});

test('an installation that is expected to fail is not booted, unless a boot is written', () => {
  assert.deepEqual(only('{ install: { script: x }, expect: { verdict: install-failed } }').boots, []);
  assert.equal(only('{ install: { script: x }, expect: { verdict: boot-timeout }, boot: {} }').boots.length, 1);
  assert.equal(only('{ expect: { verdict: kernel-panic, console: "^oops" } }').boots.length, 1);
});

test('boots: a mapping or a list, a text or a list; the checks of a boot read its data', () => {
  const { boots } = only(
    '{ boot: [{ name: first, runcmd: [a, b], checks: [swaps] }, { name: again, collect: c, timeout: 90s, checks: [{ swaps: , from: first }] }] }',
  );
  assert.deepEqual(
    boots.map(({ name, runcmd, collect, timeout, checks }) => [name, runcmd, collect, timeout, checks[0]?.from]),
    [
      ['first', ['a', 'b'], [], null, 'first'],
      ['again', [], ['c'], 90, 'first'],
    ],
  );
});

const CHECKS: readonly (readonly [written: string, made: object])[] = [
  ['fstab', { kind: 'fstab', entries: [] }],
  [
    '{ fstab: { LABEL=root: { mountpoint: /, options: defaults }, UUID=1: { mountpoint: /boot } } }',
    {
      kind: 'fstab',
      entries: [
        { spec: 'LABEL=root', mountpoint: '/', options: 'defaults' },
        { spec: 'UUID=1', mountpoint: '/boot', options: null },
      ],
    },
  ],
  ['swaps', { kind: 'swaps' }],
  ['{ swaps: true, from: install, not: true }', { kind: 'swaps', from: 'install', not: true }],
  ['services', { kind: 'services', active: [], allowedFailures: [] }],
  ['{ services: [a.service] }', { kind: 'services', active: ['a.service'], allowedFailures: null }],
  ['{ services: { active: [a], failed: none } }', { kind: 'services', active: ['a'], allowedFailures: [] }],
  ['{ services: { failed: [b] } }', { kind: 'services', active: [], allowedFailures: ['b'] }],
  ['{ packages: [a] }', { kind: 'packages', installed: ['a'], absent: [] }],
  ['{ packages: { absent: [b] } }', { kind: 'packages', installed: [], absent: ['b'] }],
  ['{ console: x }', { kind: 'console', matches: ['x'] }],
  ['{ console: [x, y] }', { kind: 'console', matches: ['x', 'y'] }],
  ['{ run: "pytest x.py" }', { kind: 'run', command: 'pytest x.py', timeout: 300 }],
  ['{ run: x, timeout: 2s }', { kind: 'run', command: 'x', timeout: 2 }],
];

test('checks: bare words, and mappings with one key and its options', () => {
  const { checks } = only(`{ checks: [${CHECKS.map(([written]) => written).join(', ')}] }`);
  checks.forEach(({ place, ...check }: CheckSettings, i) => {
    assert.deepEqual(check, { from: null, not: false, ...CHECKS[i]?.[1] });
    assert.equal(place.line, 4);
  });
});

test('a check of a file: every expectation', () => {
  const { checks } = only(
    '{ checks: [{ file: a/b, contains: x, matches: [y], equals: 1.0, json: { a: [1.10, null] }, lines: [l], not: true }, { file: c, exists: false }] }',
  );
  const { place: _, ...check } = checks[0] as FileCheck;
  assert.deepEqual(check, {
    kind: 'file',
    path: 'a/b',
    exists: false,
    absent: false,
    contains: ['x'],
    matches: ['y'],
    equals: '1.0',
    json: { a: [1.1, null] },
    lines: ['l'],
    from: null,
    not: true,
  });
  assert.equal((checks[1] as FileCheck).absent, true);
});

test('defaults lie under each test: mappings are merged, lists and installers replaced', () => {
  const { tests } = suiteOf(
    'version: 1\ndefaults:\n  machine: { cpus: 2, disks: [1G] }\n  install: { script: a.sh, end: reboot }\n  timeouts: { boot: 1m }\ntests:\n  a: {}\n  b: { machine: { disks: [2G] }, install: { curtin: c.yaml }, timeouts: { silence: 9s } }\n  c: { install: none }\n',
  );
  const [a, b, c] = tests as [Test, Test, Test];
  assert.deepEqual([a.machine.disks?.[0]?.size, b.machine.disks?.[0]?.size, b.machine.cpus], [GiB, 2 * GiB, 2]);
  assert.deepEqual(
    [a.install.file, b.install.installer, b.install.file, b.install.end, c.install.installer],
    ['/suite/a.sh', 'curtin', '/suite/c.yaml', 'reboot', 'none'],
  );
  assert.deepEqual(b.timeouts, { install: 3000, boot: 60, silence: 9 });
  assert.deepEqual(b.origins['machine.cpus'], { level: 'defaults', place: { file: '/suite/vmtest.yaml', line: 3, column: 20 } });
  assert.equal(b.origins['machine.disks']?.level, 'test');
  assert.equal(b.origins['install.script'], undefined);
});

test('images: mmdebstrap and files; images.test.ts has the published ones', () => {
  const { images } = suiteOf(
    'version: 1\nimages:\n  deb: { mmdebstrap: { suite: 13.0, arch: arm64, include: [a, b], customize: { file: c.sh }, files: { /etc/x: "" } } }\n  f: { files: { root-tar: x.tar } }\ntests: { t: { image: deb } }\n',
    (path) => ({ text: `text of ${path}` }),
  );
  assert.deepEqual(images.deb?.source, {
    kind: 'mmdebstrap',
    suite: '13.0',
    arch: 'aarch64',
    variant: 'minbase',
    include: ['a', 'b'],
    components: ['main'],
    mirrors: [],
    files: { '/etc/x': '' },
    customize: 'text of /suite/c.sh',
    root: 'ext4',
  });
  assert.deepEqual(images.f?.source, { kind: 'files', files: { 'root-tar': '/suite/x.tar' } });
});

test('anchors and `<<`: own keys before merged ones, the first of several mappings before the next', () => {
  const { tests } = suiteOf(
    'version: 1\ntests:\n  a: &a { machine: &m { cpus: 1, memory: 1G } }\n  b: { machine: { <<: [{ cpus: 3 }, *m], memory: 2G } }\n  c: *a\n',
  );
  assert.deepEqual(
    tests.map(({ machine }) => [machine.cpus, machine.memory]),
    [
      [1, GiB],
      [3, 2 * GiB],
      [1, GiB],
    ],
  );
});

test('the suite of the design', () => {
  const { tests, images } = suiteOf(`
version: 1
images:
  noble:    { simplestreams: { release: noble, arch: amd64, subarch: ga-24.04 } }
  bookworm: { mmdebstrap: { suite: bookworm, include: [cloud-init, linux-image-cloud-amd64] } }
  tiny:     { files: { kernel: build/vmlinuz, initrd: build/initrd } }
defaults:
  machine: { cpus: 1, memory: 2G }
  timeouts: { install: 50m, boot: 5m, silence: 3m }
tests:
  basic:
    matrix:
      image: [noble, bookworm]
      machine.firmware: [bios, uefi]
      exclude: [{ image: bookworm, machine.firmware: uefi }]
    machine:
      disks: [10G, 15G, 20G, { size: 25G, driver: nvme }]
    install: { curtin: examples/tests/basic.yaml }
    boot:
      collect: ['sfdisk -d /dev/vda > sfdisk_vda']
    checks:
      - fstab: { 'LABEL=root': { mountpoint: /, options: defaults } }
      - swaps
      - file: blkid.out
        matches: 'PTTYPE=.?dos'
      - run: pytest tests/verify/test_basic.py
  upgrade:
    image: noble
    install: { curtin: examples/tests/simple.yaml, replace: { __ROOTFS_FORMAT__: xfs }, publish: { debs/*.deb: debs/ } }
    boot:
      - { name: first,   runcmd: ['apt-get -y dist-upgrade'] }
      - { name: again,   collect: ['uname -r > kernel'] }
    expect: { verdict: install-failed, console: 'regex' }
    skip: { until: 2027-03-01, reason: later, link: there }
`);
  assert.deepEqual(Object.keys(images), ['noble', 'bookworm', 'tiny']);
  assert.deepEqual(
    tests.map(({ id, slug }) => [id, slug]),
    [
      ['basic[firmware=bios,image=noble]', 'basic-bios-noble'],
      ['basic[firmware=uefi,image=noble]', 'basic-uefi-noble'],
      ['basic[firmware=bios,image=bookworm]', 'basic-bios-bookworm'],
      ['upgrade', 'upgrade'],
    ],
  );
  assert.deepEqual(tests[1]?.axes, { image: 'noble', 'machine.firmware': 'uefi' });
  assert.equal(tests[1]?.machine.firmware, 'uefi');
  assert.deepEqual(tests[1]?.origins['machine.firmware'], { level: 'matrix', place: { file: '/suite/vmtest.yaml', line: 14, column: 32 } });
});
