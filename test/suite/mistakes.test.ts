import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneTest, problemsOf } from './helpers.ts';

const SOURCES =
  'write `cp:///FOLDER`, an address, an absolute path, or one of them behind `tgz:`, `tbz:`, `txz:`, `fsimage:`, `fsimage-layered:`, `squashfs:`, `dd-xz:`, `dd-raw:`, …';

// Each mistake with its value and its mend, as people read it; ▸ stands at the place that must be named.
const SETTINGS: readonly (readonly [settings: string, ...problems: string[]])[] = [
  ['{ ▸imgae: a }', 'tests.t: unknown key "imgae" (did you mean "image"?)'],
  ['{ image: ▸b }', 'tests.t.image: nothing defines the image "b" (there is a)'],
  ['{ machine: { memory: ▸2048 } }', 'tests.t.machine.memory: "2048" is no size: it has no unit (write 2048M or 2048G)'],
  ['{ machine: { memory: ▸much } }', 'tests.t.machine.memory: "much" is no size (a size is a number with K, M, G or T: 10G)'],
  ['{ machine: { cpus: ▸0 } }', 'tests.t.machine.cpus: "0" is not a number of CPUs from 1 to 255'],
  ['{ machine: { cpus: ▸"2" } }', 'tests.t.machine.cpus: "2" is not a number of CPUs from 1 to 255'],
  ['{ machine: { firmware: ▸eufi } }', 'tests.t.machine.firmware: "eufi" is not bios, uefi, uefi-secure or slof (did you mean "uefi"?)'],
  [
    '{ machine: { arch: ▸i386 } }',
    'tests.t.machine.arch: "i386" is not an architecture: amd64 (x86_64), arm64 (aarch64) or ppc64el (ppc64le) (there is amd64, x86_64, arm64, aarch64, ppc64el, ppc64le)',
  ],
  ['{ machine: { tpm: ▸yes } }', 'tests.t.machine.tpm: "yes" is not true or false'],
  ['{ machine: { disks: ▸10G } }', 'tests.t.machine.disks: "10G" is not a list'],
  ['{ machine: { disks: [10G, ▸10] } }', 'tests.t.machine.disks[1]: "10" is no size: it has no unit (write 10M or 10G)'],
  ['{ machine: { disks: [▸[1G]] } }', 'tests.t.machine.disks[0]: a list is not a size such as 10G, or a mapping with `size`'],
  ['{ machine: { disks: [▸{ driver: nvme }] } }', 'tests.t.machine.disks[0]: the disk has no size (write `size: 10G`, or `from: FILE`)'],
  ['{ machine: { disks: [{ size: 1G, ▸drivr: nvme }] } }', 'tests.t.machine.disks[0]: unknown key "drivr" (did you mean "driver"?)'],
  ['{ machine: { disks: [{ size: 1G, block-size: ▸1024 }] } }', 'tests.t.machine.disks[0].block-size: "1024" is not 512 or 4096'],
  [
    '{ machine: { disks: [{ size: 1G, driver: ▸nvme, paths: 2 }] } }',
    'tests.t.machine.disks[0]: a disk of driver nvme has one path, not 2 (several paths need `driver: scsi-hd`)',
  ],
  [
    '{ machine: { disks: [{ size: 1G, iscsi: ▸{ user: u } }] } }',
    'tests.t.machine.disks[0].iscsi: `user` is there without `password` (an account is both)',
  ],
  [
    '{ machine: { disks: [{ size: 1G, iscsi: { user: ▸"u:v", password: p } }] } }',
    'tests.t.machine.disks[0].iscsi.user: "u:v" is not a user of CHAP (it has no colon, at sign or space)',
  ],
  [
    '{ machine: { disks: [{ size: 1G, driver: ▸nvme, iscsi: {} }] } }',
    'tests.t.machine.disks[0]: a disk of iSCSI has no `driver` (it has `size` and `iscsi`)',
  ],
  [
    '{ machine: { nics: [{ mac: ▸"53:54:00:12:34:01", network: ▸tap }] } }',
    'tests.t.machine.nics[0].mac: "53:54:00:12:34:01" is not a MAC address of one machine (six bytes, the first of them even: 52:54:00:12:34:01)',
    'tests.t.machine.nics[0].network: "tap" is not a network (there is user, none and bridge:NAME)',
  ],
  ['{ install: { script: a, ▸curtin: b } }', 'tests.t.install: "script" and "curtin" exclude each other (keep one of them)'],
  ['{ install: { ▸end: reboot } }', 'tests.t.install: none of the keys script, curtin is there (there is script, curtin)'],
  ...['nonsense', '"tgz:"', 'cp:/x', 'image.squashfs'].map(
    (source) =>
      [
        `{ install: { curtin: c, source: ▸${source} } }`,
        `tests.t.install.source: "${source.replaceAll('"', '')}" is not an install source (${SOURCES})`,
      ] as const,
  ),
  ['{ install: ▸nothing }', 'tests.t.install: "nothing" is not none, or a mapping with one installer (script, curtin)'],
  ['{ install: { script: a, target: ▸b } }', 'tests.t.install.target: nothing defines the image "b" (there is a)'],
  ['{ boot: { timeout: ▸90 } }', 'tests.t.boot.timeout: "90" is no time: it has no unit (write 90s or 90m)'],
  [
    '{ boot: { name: ▸x/y } }',
    'tests.t.boot.name: "x/y" is not the name of a boot (letters, digits, ".", "_" and "-", at most 40, and not install)',
  ],
  [
    '{ boot: [{ name: b }, { name: ▸b }, ▸{}] }',
    'tests.t.boot[1].name: there is another boot "b" (name one of them otherwise)',
    'tests.t.boot[2]: of several boots each has a name (add `name`: checks and folders are called by it)',
  ],
  ['{ boot: ▸5 }', 'tests.t.boot: "5" is not a mapping, or a list of boots'],
  ['{ boot: { checks: [{ swaps: , from: ▸nope }] } }', 'tests.t.boot.checks[0].from: there is no boot "nope" (there is boot, install)'],
  ['{ boot: ▸}', 'tests.t.boot has no value (it must be a mapping, or a list of boots)'],
  ['{ checks: ▸swaps }', 'tests.t.checks: "swaps" is not a list of checks'],
  [
    '{ checks: [▸fstb] }',
    'tests.t.checks[0]: "fstb" is not a check that stands alone (fstab, swaps, services, storage, network, grub, dname, dname-rules, kernel-package, interfaces-removed, reporting) (did you mean "fstab"?)',
  ],
  [
    '{ checks: [▸packages] }',
    'tests.t.checks[0]: "packages" is not a check that stands alone (fstab, swaps, services, storage, network, grub, dname, dname-rules, kernel-package, interfaces-removed, reporting) (it needs a value: `- packages: …`)',
  ],
  [
    '{ checks: [{ ▸fille: x, exists: true }] }',
    'tests.t.checks[0]: none of the keys file, fstab, swaps, console, packages, services, run, storage, network, grub, dname, dname-rules, kernel-package, interfaces-removed, reporting is there (did you mean "file"?)',
  ],
  [
    '{ checks: [{ file: x, ▸console: y }] }',
    'tests.t.checks[0]: "file" and "console" exclude each other (keep one of them, and write the other as a check of its own)',
  ],
  [
    '{ checks: [▸{ file: x }] }',
    'tests.t.checks[0]: the check expects nothing of the file (write exists: true, or one of absent, contains, matches, equals, json, lines)',
  ],
  [
    '{ checks: [{ file: x, absent: true, ▸contains: y }] }',
    'tests.t.checks[0]: a file that is absent has nothing for "contains" (keep one of the two)',
  ],
  [
    '{ checks: [{ file: ▸/etc/x, exists: true }] }',
    'tests.t.checks[0].file: "/etc/x" leads out of the collected folder (it is the path of a file that `collect` writes in its current folder)',
  ],
  [
    "{ checks: [{ file: x, matches: ['a', ▸'('] }] }",
    'tests.t.checks[0].matches[1]: "(" is no regular expression: Unterminated group (expressions are JavaScript’s, with flag m)',
  ],
  [
    "{ checks: [{ console: ▸'[' }] }",
    'tests.t.checks[0].console: "[" is no regular expression: Unterminated character class (expressions are JavaScript’s, with flag m)',
  ],
  [
    '{ checks: [{ storage: ▸x.yaml }] }',
    'tests.t.checks[0].storage: "x.yaml" is not empty, or a mapping with `config`, the path of a curtin configuration',
  ],
  [
    '{ checks: [{ network: { config: c.yaml, ▸confg: x.yaml } }] }',
    'tests.t.checks[0].network: unknown key "confg" (did you mean "config"?)',
  ],
  [
    '{ checks: [{ reporting: { files: ▸[] } }] }',
    'tests.t.checks[0].reporting.files is an empty list (name something, or leave the key out)',
  ],
  ['{ packs: { ▸dnames: off } }', 'tests.t.packs: unknown key "dnames" (did you mean "dname"?)'],
  ['{ packs: { dname: ▸no } }', 'tests.t.packs.dname: "no" is not on or off (write on or off)'],
  ['{ packs: ▸off }', 'tests.t.packs: "off" is not a mapping from a pack’s name to on or off'],
  [
    '{ checks: [{ packages: ▸x }] }',
    'tests.t.checks[0].packages: "x" is not a list of packages, or a mapping with `installed` and `absent`',
  ],
  ['{ checks: [{ packages: ▸[] }] }', 'tests.t.checks[0].packages is an empty list (name something, or leave the key out)'],
  ['{ checks: [{ services: { failed: ▸all } }] }', 'tests.t.checks[0].services.failed: "all" is not none, or a list of units'],
  [
    '{ checks: [{ fstab: { /: ▸{ options: x } } }] }',
    'tests.t.checks[0].fstab./: the key "mountpoint" is missing (write `mountpoint: …`, a mount point)',
  ],
  [
    '{ checks: [{ run: x, timeout: ▸5, ▸form: boot }] }',
    'tests.t.checks[0].timeout: "5" is no time: it has no unit (write 5s or 5m)',
    'tests.t.checks[0]: unknown key "form" (did you mean "from"?)',
  ],
  ['{ timeouts: { boot: ▸1d } }', 'tests.t.timeouts.boot: "1d" is no time (a time is a number with ms, s, m or h: 90s, 5m, 1h30m)'],
  [
    '{ expect: { verdict: ▸boot-timeot } }',
    'tests.t.expect.verdict: "boot-timeot" is not a verdict that can be expected (did you mean "boot-timeout"?)',
  ],
  ['{ expect: ▸{} }', 'tests.t.expect says nothing (write one of verdict, console)'],
  ['{ skip: { until: ▸2027-02-30 } }', 'tests.t.skip.until: "2027-02-30" is no day (write it as YYYY-MM-DD: 2027-03-01)'],
  ['', '4:3: tests.t is not a mapping (write its settings below it, indented)'],
  ['{ image: ▸"${{ matrix.x }}" }', 'tests.t: ${{ matrix.x }} reads an axis that is not there (the test has no matrix)'],
  ['{ image: ▸"${{ env.HOME }}" }', 'tests.t: ${{ env.HOME }} is not known (only ${{ matrix.NAME }} is read)'],
  [
    '{ matrix: { ▸fs: [x] } }',
    'tests.t.matrix: nothing reads the axis "fs" (read it as ${{ matrix.fs }} or, in a script, as $VMTEST_FS; or name it after a setting)',
  ],
  ['{ matrix: { ▸machine.frimware: [bios] } }', 'tests.t.matrix: "machine.frimware" is no setting (did you mean "firmware"?)'],
  [
    '{ matrix: { ▸constructor.x: [bios] } }',
    'tests.t.matrix: nothing reads the axis "constructor.x" (read it as ${{ matrix.constructor.x }} or, in a script, as $VMTEST_X; or name it after a setting)',
  ],
  ['{ matrix: { image: [a, ▸b] } }', 'tests.t.image: nothing defines the image "b" (there is a)'],
  ['{ matrix: { machine.cpus: [1, ▸two] } }', 'tests.t.machine.cpus: "two" is not a number of CPUs from 1 to 255'],
  ['{ matrix: { image: ▸a } }', 'tests.t.matrix.image: "a" is not a list of values'],
  ['{ matrix: { image: ▸[] } }', 'tests.t.matrix.image is an empty list (name something, or leave the key out)'],
  ['{ matrix: { image: [a], exclude: [{ ▸imag: a }] } }', 'tests.t.matrix.exclude[0]: "imag" is no axis (did you mean "image"?)'],
  ['{ matrix: { image: [a], exclude: [▸{ image: b }] } }', 'tests.t.matrix.exclude[0] excludes nothing (no combination has these values)'],
  ['{ matrix: { image: [a, a] } }', '4:3: there are two tests t[image=a] (a matrix has a value twice, or `include` repeats a combination)'],
  [
    '{ matrix: ▸{ image: [a], exclude: [{ image: a }] } }',
    'tests.t.matrix leaves no test (name an axis with values, and exclude fewer of their combinations)',
  ],
  [
    '{ matrix: { ▸junit: [a] }, boot: { collect: "echo $VMTEST_JUNIT" } }',
    'tests.t.matrix: the axis "junit" would be VMTEST_JUNIT, which vmtest sets itself (name the axis otherwise)',
  ],
  [
    '{ matrix: { boot.timeout: [▸5m] }, boot: [{}] }',
    'tests.t: the axis "boot.timeout" cannot be set, because a part of it is no mapping here',
  ],
  [
    '{ matrix: { image: [a] }, checks: [{ run: ▸"x ${{ matrix.image }}" }] }',
    'tests.t: a script cannot hold ${{ matrix.image }} (read the environment: $VMTEST_IMAGE)',
  ],
  [
    '{ matrix: { image: [a] }, boot: { runcmd: [▸"x ${{ matrix.image }}"] } }',
    'tests.t: a script cannot hold ${{ matrix.image }} (read the environment: $VMTEST_IMAGE)',
  ],
  [
    '{ matrix: { image: [a], include: [{ image: ▸b, x: 1 }] }, checks: [{ file: ▸"${{ matrix.x }}", exists: true }] }',
    'tests.t.image: nothing defines the image "b" (there is a)',
    'tests.t: the axis x has no value in t[image=a] (give it one by `include`, or for all by an axis)',
  ],
];

/** Takes the marks out of settings: their places, as a message begins. */
function marked(settings: string): { readonly text: string; readonly places: readonly string[] } {
  const parts = settings.split('▸');
  const places = parts.slice(1).map((_, i) => `4:${6 + parts.slice(0, i + 1).join('').length}`);
  return { text: parts.join(''), places };
}

for (const [settings, ...expected] of SETTINGS) {
  test(`mistake: ${settings}`, () => {
    const { text, places } = marked(settings);
    const found = problemsOf(oneTest(text)).map((problem) => places.reduce((said, place) => said.replace(`${place}: `, ''), problem));
    assert.deepEqual(found, expected);
  });
}

const FILES: readonly (readonly [name: string, text: string, ...problems: string[]])[] = [
  ['nothing', '', '1:1: the file is empty (a suite has `version: 1` and `tests`)'],
  ['a list', '[1]', '1:1: suite: a list is not a mapping with `version` and `tests`'],
  ['another version', 'version: 2\ntests: { t: {} }', '1:10: suite.version: "2" is not 1, the version of suites that is read'],
  [
    'a version in quotes',
    'version: "1"\ntests: { t: {} }',
    '1:10: suite.version: "1" is not 1, the version of suites that is read (write 1 without the quotes)',
  ],
  [
    'another file',
    'placeholder_simple_install: unused\n',
    '1:1: "placeholder_simple_install", and none of "version", "tests", "images", "defaults": this is no suite (a curtin configuration? name its image: --image RELEASE)',
  ],
  ['no tests', 'version: 1', '1:1: suite: the key "tests" is missing (write `tests: …`, a mapping)'],
  ['empty tests', 'version: 1\ntests: {}', '2:8: tests is empty (a suite has one test at least)'],
  [
    'an open bracket',
    'version: 1\ntests: { t: {\n',
    '3:1: this is no YAML: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  [
    'what a parser guesses behind its first mistake in a line',
    'version: 1\ntests: { t: { image: ${{ matrix.x }} } }\n',
    '2:23: this is no YAML: Unexpected flow-map-start at node end (a `${{ … }}` within `{ }` or `[ ]` needs quotes)',
  ],
  ['a tab', 'version: 1\ntests:\n\tt: {}\n', '3:1: a tab is used to indent (YAML is indented by spaces)'],
  [
    'a key twice',
    'version: 1\ntests: { t: {}, t: {} }',
    '2:17: the key "t" is there twice in one mapping (keep one of the two; the first is in line 2)',
  ],
  [
    'an unknown anchor',
    'version: 1\ntests: { t: *x }',
    '2:13: no anchor &x stands before its alias *x (write the anchor at the value, above its first use)',
  ],
  [
    'an anchor in itself',
    'version: 1\ntests: { t: &x { boot: *x } }',
    '2:24: no anchor &x stands before its alias *x (write the anchor at the value, above its first use)',
  ],
  ['two documents', 'version: 1\ntests: { t: {} }\n---\na: 1\n', '3:1: the file has more than one YAML document (keep one: remove `---`)'],
  ['`<<` of a text', 'version: 1\ntests: { t: { <<: x } }', '2:15: `<<` takes a mapping or a list of mappings (write `<<: *ANCHOR`)'],
  [
    'a curtin configuration',
    'install: {}\nstorage: {}\n',
    '1:1: "install" and no "tests": this is a curtin configuration, not a suite (name its image: --image NAME)',
  ],
  [
    'a name with brackets',
    'version: 1\ntests: { "t[0]": {} }',
    '2:10: tests.t[0]: "t[0]" is no name of a test (at most 200 characters, on one line, without "[" and "]")',
  ],
  [
    'an alias: the places of definition and of use',
    'version: 1\ntests:\n  a: { machine: &m { memory: 5, foo: 1 } }\n  b: { machine: *m }\n',
    '3:30: tests.a.machine.memory: "5" is no size: it has no unit (write 5M or 5G)',
    '3:30: tests.b.machine.memory: "5" is no size: it has no unit (write 5M or 5G) ← 4:17',
    '3:33: tests.a.machine: unknown key "foo" (there is arch, cpus, memory, firmware, type, cpu, tpm, disks, nics, qemu-args)',
    '3:33: tests.b.machine: unknown key "foo" (there is arch, cpus, memory, firmware, type, cpu, tpm, disks, nics, qemu-args) ← 4:17',
  ],
  [
    'a merged key: the places of definition and of use',
    'version: 1\ntests:\n  a: &a { timeouts: { boot: 5 } }\n  b:\n    <<: *a\n    image: x\n',
    '3:29: tests.a.timeouts.boot: "5" is no time: it has no unit (write 5s or 5m)',
    '3:29: tests.b.timeouts.boot: "5" is no time: it has no unit (write 5s or 5m) ← 5:9',
    '6:12: tests.b.image: nothing defines the image "x" (the suite has no `images`)',
  ],
  [
    'defaults: once, whatever tests have them',
    'version: 1\ndefaults: { machine: { memory: 1, cpsu: 1 }, bot: {} }\ntests: { a: {}, b: {}, c: { machine: { memory: 1G } } }\n',
    '2:32: defaults.machine.memory: "1" is no size: it has no unit (write 1M or 1G)',
    '2:35: defaults.machine: unknown key "cpsu" (did you mean "cpus"?)',
    '2:46: defaults: unknown key "bot" (did you mean "boot"?)',
  ],
  [
    'images',
    'version: 1\nimages:\n  a: { files: { kernal: x } }\n  b: { mmdebstrap: { include: [x] } }\n  c: { files: { disk: x }, url: {} }\n  d: { mmdebootstrap: {} }\n  e: 5\n  f: { files: {} }\n  g: { url: { x: "${{ matrix.y }}" } }\n  h: { mmdebstrap: { suite: x, customize: { file: no.sh } } }\ntests: { t: {} }\n',
    '3:17: images.a.files: unknown key "kernal" (did you mean "kernel"?)',
    '4:20: images.b.mmdebstrap: the key "suite" is missing (write `suite: …`, the name of a Debian suite)',
    '5:28: images.c: "files" and "url" exclude each other (keep one of them)',
    '6:8: images.d: none of the keys files, mmdebstrap, simplestreams, url is there (did you mean "mmdebstrap"?)',
    '7:6: images.e: "5" is not a mapping with one source: files, mmdebstrap, simplestreams or url',
    '8:15: images.f.files names no file (there is kernel, initrd, root, root-tar, disk, iso)',
    '9:13: images.g.url names no file (there is kernel, initrd, root, root-tar, disk, iso)',
    '9:15: images.g.url: unknown key "x" (there is kernel, initrd, root, root-tar, disk, iso, sha256, sha512, sums, signature, keyring, verify, redirects)',
    '9:18: images.g.url.x: ${{ … }} cannot be here: an image has no matrix',
    '10:51: images.h.mmdebstrap.customize.file: /suite/no.sh cannot be read: nothing is read here (the path is relative to the suite file)',
  ],
];

for (const [name, text, ...expected] of FILES) {
  test(`mistake: ${name}`, () => {
    const found = problemsOf(text);
    assert.deepEqual(found, expected);
  });
}

test('aliases of aliases, and a file of more than 1 MiB, are refused', () => {
  const lines = Array.from({ length: 9 }, (_, i) => `  a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`);
  const bomb = `version: 1\nx:\n  a0: &a0 x\n${lines.join('\n')}\ntests: { t: {} }\n`;
  assert.match(problemsOf(bomb)[0] as string, /the aliases of this file stand for more than 100000 values/);
  assert.match(problemsOf(`version: 1 #${'x'.repeat(1 << 20)}`)[0] as string, /^1:1: the file has 1048588 characters, more than 1048576/);
});

test('install sources that curtin knows are right', () => {
  for (const source of [
    'cp:///media/root-ro',
    'https://images.example/root.tgz',
    '/srv/root.tar',
    'tgz:file:///srv/root',
    'fsimage:http://x/y',
    'squashfs://x/y',
    'dd-xz:http://x/y',
  ])
    assert.deepEqual(problemsOf(oneTest(`{ image: a, install: { curtin: c, source: '${source}' } }`)), [], source);
});
