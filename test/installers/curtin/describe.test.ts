import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeCurtin } from '../../../src/installers/curtin/describe.ts';
import { curtinSize } from '../../../src/installers/curtin/sizes.ts';

const MiB = 2 ** 20;
const GiB = 2 ** 30;

/** A configuration of these storage entries, each in YAML's flow style. */
function storage(...entries: readonly string[]): string {
  return `storage:\n  version: 1\n  config:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`;
}

function disksOf(text: string) {
  return describeCurtin(text, '/c.yaml').disks;
}

describe('curtinSize', () => {
  for (const [text, want] of [
    ['1GB', GiB],
    ['3G', 3 * GiB],
    ['3.5G', 3.5 * GiB],
    ['.5G', GiB / 2],
    ['4194304B', 4 * MiB],
    ['512M', 512 * MiB],
    ['8MB', 8 * MiB],
    ['1073741824', GiB],
    ['2T', 2048 * GiB],
    ['0', 0],
    ['10GiB', undefined],
    ['10g', undefined],
    ['-1G', undefined],
    ['lots', undefined],
    ['__SIZE__', undefined],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(curtinSize(text), want));
  }
});

describe('disks of a curtin configuration', () => {
  it('keeps the order of storage.config, and nvme serials apart', () => {
    const needs = describeCurtin(
      storage(
        '{type: disk, id: a, serial: disk-a}',
        '{type: disk, id: n, serial: nvme-x}',
        '{type: partition, id: p, device: a, size: 1G}',
        '{type: disk, id: b, serial: disk-b}',
      ),
      '/c.yaml',
    );
    assert.deepEqual(
      needs.disks.map((disk) => disk.serial),
      ['disk-a', 'disk-b'],
    );
    assert.deepEqual(
      needs.nvme.map((disk) => disk.serial),
      ['nvme-x'],
    );
    assert.deepEqual(needs.problems, []);
  });

  it('keeps scalars as they are written, whatever YAML would make of them', () => {
    const [disk] = disksOf(storage('{type: disk, id: a, serial: 0010, wwn: 0x39cc071e72c64cc4}'));
    assert.deepEqual([disk?.serial, disk?.wwn], ['0010', '0x39cc071e72c64cc4']);
  });

  it('leaves out what is reached by iSCSI or made in the guest, and takes whatever else has a serial', () => {
    const other = [
      "{type: disk, id: i, path: 'iscsi:x'}",
      '{type: disk, id: b, path: /dev/bcache1}',
      '{type: disk, id: m, path: /dev/md0}',
    ];
    const disks = disksOf(storage(...other, '{type: dasd, id: d, serial: 0X1520}', '{type: disk, id: e}'));
    assert.deepEqual(
      disks.map((disk) => disk.serial),
      ['0X1520', null],
    );
  });

  it('reads anchors, merge keys, and the last of two equal keys, as PyYAML does', () => {
    const text = `base: &base {type: disk, ptable: gpt, serial: no}\nstorage:\n  config:\n  - {<<: *base, id: a, serial: x, serial: y}\n`;
    assert.equal(disksOf(text)[0]?.serial, 'y');
  });

  it('adds partitions up, from the first MiB, with a GPT’s tail, offsets and extended partitions', () => {
    const gpt = disksOf(
      storage('{type: disk, id: a, ptable: gpt}', '{type: partition, device: a, size: 1GB}', '{type: partition, device: a, size: 1M}'),
    );
    assert.equal(gpt[0]?.minimumBytes, MiB + GiB + MiB + 33 * 512);
    const offsets = disksOf(
      storage(
        '{type: disk, id: a, ptable: msdos}',
        '{type: partition, device: a, size: 512M, offset: 2M}',
        '{type: partition, device: a, size: 3G, offset: 6G}',
      ),
    );
    assert.equal(offsets[0]?.minimumBytes, 9 * GiB);
    const extended = disksOf(
      storage(
        '{type: disk, id: a, ptable: msdos}',
        '{type: partition, device: a, size: 4G, flag: extended}',
        '{type: partition, device: a, size: 3G, flag: logical}',
        '{type: partition, device: a, size: -1}',
        '{type: partition, device: a, size: 50%}',
      ),
    );
    assert.equal(extended[0]?.minimumBytes, MiB + 4 * GiB);
  });

  it('does not count partitions of what is not the disk', () => {
    const disks = disksOf(storage('{type: disk, id: a}', '{type: raid, id: md, devices: [a]}', '{type: partition, device: md, size: 9G}'));
    assert.equal(disks[0]?.minimumBytes, 0);
  });

  it('asks for the logical volumes of a group on one whole disk', () => {
    const disks = disksOf(
      storage(
        '{type: disk, id: a}',
        '{type: disk, id: c, serial: c}',
        '{type: bcache, id: bc, backing_device: a, cache_device: c}',
        '{type: lvm_volgroup, id: vg, devices: [bc]}',
        '{type: lvm_partition, id: lv, volgroup: vg, size: 3G}',
      ),
    );
    assert.deepEqual(
      disks.map((disk) => disk.minimumBytes),
      [3 * GiB + 4 * MiB, 0],
    );
  });

  it('names a size that curtin would refuse, with its place', () => {
    const { problems } = describeCurtin(storage('{type: disk, id: a}', '{type: partition, id: p1, device: a, size: lots}'), '/c.yaml');
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, 'VMTEST_CONFIG_INVALID');
    assert.match(problems[0]?.message ?? '', /`lots` of p1/);
    assert.deepEqual(problems[0]?.place, { file: '/c.yaml', line: 5, column: 48 });
  });

  it('places what is not YAML, and does not expand an alias bomb', () => {
    const [broken] = describeCurtin('storage:\n  config: [1,\n', '/c.yaml').problems;
    assert.deepEqual([broken?.code, broken?.place?.file], ['VMTEST_CONFIG_INVALID', '/c.yaml']);
    assert.match(broken?.message ?? '', /^this is no YAML: Flow sequence .* end with a \]$/);
    const [tab, ...more] = describeCurtin('storage:\n\tconfig: [{\n', '/c.yaml').problems;
    assert.deepEqual([tab?.message, tab?.hint, more.length], ['a tab is used to indent', 'YAML is indented by spaces', 1]);
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
    const { problems } = describeCurtin(`l0: &l0 [x, x]\n${levels.join('\n')}\n`, '/c.yaml');
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.hint ?? '', /write less of them/);
  });

  it('refuses what has no end, is nested without end, or is too large, once and with a mend', () => {
    for (const [text, said] of [
      ['storage: &a { config: [*a] }', /stands within what it stands for/],
      [`x: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, /nested too deeply/],
      [`#${' '.repeat(5 << 20)}`, /has 5242881 characters/],
    ] as const) {
      const { problems } = describeCurtin(text, '/c.yaml');
      assert.equal(problems.length, 1, String(said));
      assert.match(problems[0]?.message ?? '', said);
      assert.ok(problems[0]?.hint);
    }
    // A value that stands in two places is no circle.
    assert.deepEqual(describeCurtin('a: &a { x: 1 }\nb: [*a, *a]\n', '/c.yaml').problems, []);
  });

  it('refuses a reference to what is not there, with its place and what there is', () => {
    const text = storage(
      '{type: disk, id: a}',
      '{type: partition, id: p, device: b}',
      '{type: raid, id: md, devices: [a, p, gone]}',
      '{type: format, id: f, volume: md}',
      '{type: mount, id: m, device: f}',
      '{type: mount, id: t, spec: tmpfs, path: /tmp}',
    );
    const { problems } = describeCurtin(text, '/c.yaml');
    assert.deepEqual(
      problems.map(({ code, message, place }) => [code, message, place?.line]),
      [
        ['VMTEST_CONFIG_INVALID', 'device `b` of p is no entry of storage.config', 5],
        ['VMTEST_CONFIG_INVALID', 'devices `gone` of md is no entry of storage.config', 6],
      ],
    );
    assert.equal(problems[0]?.hint, 'there is a, p, md, f, m, t');
  });

  it('refuses a network of version 3 and a MAC address used twice; 1, 2 and none are fine', () => {
    const one = (id: string, mac: string) => `{type: physical, name: ${id}, mac_address: "${mac}"}`;
    const network = (version: string) => `network: {version: ${version}, config: [${one('a', '52:54:00:12:34:00')}]}`;
    const [problem, ...others] = describeCurtin(network('3'), '/c.yaml').problems;
    assert.deepEqual(others, []);
    assert.equal(problem?.message, 'the network configuration is of version `3`');
    assert.deepEqual(problem.place, { file: '/c.yaml', line: 1, column: 20 });
    assert.equal(problem.hint, 'versions 1 and 2 are read');
    for (const text of [
      network('1'),
      'network: {version: 2, ethernets: {}}',
      'network: {config: disabled}',
      'network: {version: 1, config: disabled}',
    ])
      assert.deepEqual(describeCurtin(text, '/c.yaml').problems, [], text);
    const twice = `network: {version: 1, config: [${one('a', '52:54:00:12:34:0a')}, ${one('b', '52:54:00:12:34:0A')}]}`;
    const netplan =
      'network: {version: 2, ethernets: {a: {match: {macaddress: "52:54:00:12:34:0a"}}, b: {macaddress: "52:54:00:12:34:0a"}}}';
    for (const text of [twice, netplan])
      assert.match(
        describeCurtin(text, '/c.yaml').problems[0]?.message ?? '',
        /two interfaces .* have the MAC address `52:54:00:12:34:0a`/,
      );
  });

  it('knows the types of storage and its versions, and tells others at their place', () => {
    const text = 'storage:\n  version: 1\n  config:\n  - {type: disk, id: a}\n  - {type: foo, id: b}\n  - {id: c}\n';
    assert.deepEqual(
      describeCurtin(text, '/c.yaml').problems.map(({ severity, message, place }) => [severity, message, place?.line, place?.column]),
      [
        ['warning', '`foo` of b is no type that curtin knows', 5, 12],
        ['warning', 'c has no type', 6, 5],
      ],
    );
    const [version, ...more] = describeCurtin(text.replace('version: 1', 'version: 3'), '/c.yaml').problems;
    assert.deepEqual(
      [version?.severity, version?.message, version?.place?.line, more],
      ['error', 'the storage configuration is of version `3`', 2, []],
    );
    assert.deepEqual(describeCurtin('storage: {version: 2, config: [{type: nvme_controller, id: n}]}', '/c.yaml').problems, []);
  });

  it('takes words that every object has for the words that they are', () => {
    const types = describeCurtin('storage: {version: 1, config: [{id: x, type: constructor}, {id: y, type: toString}]}', '/c.yaml');
    assert.deepEqual(
      types.problems.map(({ message }) => message),
      ['`constructor` of x is no type that curtin knows', '`toString` of y is no type that curtin knows'],
    );
    assert.doesNotThrow(() => describeCurtin('network: {version: 1, config: [{type: constructor, name: a}]}', '/c.yaml'));
  });

  it('has each interface that others are made of', () => {
    const one = (key: string) =>
      `network:\n  version: 1\n  config:\n  - {type: physical, name: eth0}\n  - {name: eth1, type: physical}\n  - {name: x, ${key}}\n`;
    const two = (section: string) => `network:\n  version: 2\n  ethernets: {eth0: {}, eth1: {}}\n  ${section}\n`;
    const said = (text: string) =>
      describeCurtin(text, '/c.yaml').problems.map(
        ({ severity, message, place }) => `${severity} ${place?.line}:${place?.column} ${message}`,
      );
    for (const right of [
      one('type: bond, bond_interfaces: [eth0, eth1]'),
      one('type: bridge, bridge_interfaces: [eth0, x]'),
      one('type: vlan, vlan_link: eth1'),
      two('bonds: {bond0: {interfaces: [eth0, eth1]}}'),
      two('vlans: {v: {link: br0}}\n  bridges: {br0: {interfaces: []}}'),
      // A later configuration may have the rest of it.
      'network: {version: 2, bridges: {br0: {interfaces: [eth0]}}}',
    ])
      assert.deepEqual(said(right), [], right);
    assert.deepEqual(said(one('type: bond, bond_interfaces: [eth0, eth7]')), [
      'error 6:51 bond_interfaces `eth7` of x is no interface of the network configuration',
    ]);
    assert.deepEqual(said(one('type: bridge, bridge_interfaces: [eth7]')), [
      'error 6:49 bridge_interfaces `eth7` of x is no interface of the network configuration',
    ]);
    assert.deepEqual(said(one('type: vlan, vlan_link: eth7')), [
      'error 6:38 vlan_link `eth7` of x is no interface of the network configuration',
    ]);
    assert.deepEqual(said(two('vlans: {v: {link: eth7}}')), ['error 4:21 link `eth7` of v is no interface of the network configuration']);
    assert.deepEqual(said(two('bridges: {br0: {interfaces: [eth7]}}')), [
      'error 4:32 interfaces `eth7` of br0 is no interface of the network configuration',
    ]);
    assert.match(describeCurtin(one('type: vlan, vlan_link: eth7'), '/c.yaml').problems[0]?.hint ?? '', /^there is eth0, eth1, x$/);
  });

  it('takes any shape without falling over', () => {
    for (const text of ['', 'storage: x', 'storage: {config: disabled}', 'storage: {config: [1, null, [2]]}', 'network: 7'])
      assert.doesNotThrow(() => describeCurtin(text, '/c.yaml'), text);
  });

  it('is a mapping', () => {
    for (const text of ['[]', 'a', '- storage: {}'])
      assert.deepEqual(
        describeCurtin(text, '/c.yaml').problems.map(({ message }) => message),
        ['the configuration is no mapping'],
        text,
      );
  });
});

describe('the disk of /', () => {
  const disks = ['{type: disk, id: a, serial: a}', '{type: disk, id: b, serial: b}'];
  for (const [what, entries] of [
    [
      'a partition',
      ['{type: partition, id: p, device: b, size: 1G}', '{type: format, id: f, volume: p}', '{type: mount, path: /, device: f}'],
    ],
    ['the whole disk', ['{type: format, id: f, volume: b}', '{type: mount, path: /, device: f}']],
    [
      'LVM over dm_crypt',
      [
        '{type: partition, id: p, device: b, size: 1G}',
        '{type: dm_crypt, id: c, volume: p}',
        '{type: lvm_volgroup, id: vg, devices: [c]}',
        '{type: lvm_partition, id: lv, volgroup: vg, size: 1G}',
        '{type: format, id: f, volume: lv}',
        '{type: mount, path: /, device: f}',
      ],
    ],
    [
      'a bcache, and not its cache',
      [
        '{type: bcache, id: bc, backing_device: b, cache_device: a}',
        '{type: format, id: f, volume: bc}',
        '{type: mount, path: /, device: f}',
      ],
    ],
    ['a zpool', ['{type: partition, id: p, device: b, size: 9G}', '{type: zpool, id: z, vdevs: [p], mountpoint: /}']],
    ['a zfs', ['{type: zpool, id: z, vdevs: [b]}', '{type: zfs, pool: z, volume: /r, properties: {mountpoint: /, canmount: noauto}}']],
  ] as const) {
    it(`is found under ${what}`, () => {
      assert.deepEqual(
        disksOf(storage(...disks, ...entries)).map((disk) => disk.root),
        [false, true],
      );
    });
  }

  it('is each disk of a raid', () => {
    const entries = ['{type: raid, id: md, devices: [a, b]}', '{type: format, id: f, volume: md}', '{type: mount, path: /, device: f}'];
    assert.deepEqual(
      disksOf(storage(...disks, ...entries)).map((disk) => disk.root),
      [true, true],
    );
  });

  it('is the first where nothing is said, and a circle ends', () => {
    assert.deepEqual(
      disksOf(storage(...disks, '{type: raid, id: x, devices: [x]}', '{type: mount, path: /, device: x}')).map((disk) => disk.root),
      [true, false],
    );
  });
});

describe('NICs of a curtin configuration', () => {
  for (const [what, text, want] of [
    [
      'version 1: physical ones with an address',
      'network:\n  version: 1\n  config:\n  - {type: physical, name: a, mac_address: 52:54:00:12:34:00}\n  - {type: physical, name: b}\n  - {type: bond, name: c, mac_address: aa:bb:cc:dd:ee:ff}\n',
      ['52:54:00:12:34:00'],
    ],
    [
      'version 1 without a version, which curtin does not read',
      'network: {config: [{type: physical, mac_address: 52:54:00:12:34:00}]}',
      [],
    ],
    [
      'version 2: by match and by macaddress',
      "network:\n  version: 2\n  ethernets:\n    e0: {match: {macaddress: '52:54:00:12:34:00'}}\n    e1: {macaddress: 52:54:00:12:34:02}\n    e2: {dhcp4: true}\n  bridges: {br0: {macaddress: 'aa:bb:cc:dd:ee:ff'}}\n",
      ['52:54:00:12:34:00', '52:54:00:12:34:02'],
    ],
    ['disabled', 'network: {config: disabled}', []],
    ['disabled with a version', 'network: {version: 1, config: disabled}', []],
    ['none', 'showtrace: true', []],
  ] as const) {
    it(what, () => assert.deepEqual(describeCurtin(text, '/c.yaml').macs, want));
  }
});
