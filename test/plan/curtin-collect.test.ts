import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { run } from '../../src/base/spawn.ts';
import { curtinDefaults } from '../../src/plan/curtin-collect.ts';
import { isDefaultFile } from '../../src/suite/from-curtin/default-files.ts';
import { tempFolder } from '../support/temp.ts';
import { bootOf, curtinTest, planOf, testOf } from './fixtures.ts';

/** What a system has, whose second disk is ours, by files and by links below /dev/disk. */
const FILES: Readonly<Record<string, string>> = {
  'root/curtin-install.log': 'curtin: Installation finished.\n',
  'etc/fstab': '# fstab\n',
  'etc/udev/rules.d/main.rules': 'ENV{ID_SERIAL}=="main"\n',
  'var/log/syslog': 'syslog\n',
  'var/log/cloud-init.log': 'log\n',
  'var/log/cloud-init-output.log': 'output\n',
  'var/lib/cloud/seed/meta-data': 'meta\n',
  'run/cloud-init/result.json': '{}\n',
  'var/log/journal/0123/system.journal': 'journal\n',
  'var/log/journal/0123/user-1000.journal': 'user\n',
  'proc/cmdline': 'root=UUID=1\n',
  'proc/mounts': '/dev/vda1 / ext4 rw 0 0\n',
  'proc/swaps': 'Filename\n',
  'proc/partitions': 'major minor  #blocks  name\n\n 253 0 10 vda\n 253 1 9 vda1\n 253 16 10 vdb\n 253 17 9 vdb1\n 253 32 9 vdba\n',
  'sys/block/vda/serial': 'main',
  'sys/block/vdb/serial': 'vmtest-seed',
  'boot/vmlinuz': '',
  'sys/firmware/efi/vars': '',
  'etc/default/grub': 'GRUB_TIMEOUT=0\n',
  'etc/default/grub.d/50-curtin.cfg': 'GRUB_TERMINAL=serial\n',
};

const LINKS: Readonly<Record<string, string>> = {
  'dev/disk/by-dname/main': '../../vda',
  'dev/disk/by-id/virtio-main': '../../vda',
  'dev/disk/by-id/virtio-vmtest-seed': '../../vdb',
  'dev/disk/by-uuid/0a': '../../vda1',
  'dev/disk/by-uuid/0b': '../../vdb1',
};

const DEBIAN: Readonly<Record<string, string>> = {
  'etc/network/interfaces': 'auto lo\n',
  'etc/network/interfaces.d/eth0.cfg': 'auto eth0\n',
  'etc/kernel-img.conf': 'link_in_boot = no\n',
};

const BLKID = 'DEVNAME=/dev/vda1\nUUID=0a\n\nDEVNAME=/dev/vdb1\nUUID=0b\n\nDEVNAME=/dev/vdba\nUUID=0c\n';
const TOOLS: Readonly<Record<string, string>> = {
  blkid: `[ "$*" = '-o export' ] && printf '${BLKID.replaceAll('\n', '\\n')}'`,
  ip: 'echo "1: lo"',
  efibootmgr: 'echo "BootCurrent: 0000"',
  journalctl: ':',
};
const DPKG = {
  'dpkg-query': "printf 'ii \\tgrub-pc\\t2.06\\n'",
  'apt-config': `[ "$*" = 'shell v Acquire::HTTP::Proxy' ] && echo "v='http://proxy:3128/'"`,
};
const RPM = { rpm: 'case $1 in -qa) echo kernel-1 ;; -q) echo 0.7.9 ;; -E) echo 7 ;; esac' };

/** Tools of this machine that every system has; nothing else is found. */
const PLAIN = ['cat', 'cp', 'find', 'gzip', 'ls', 'mv', 'rm', 'sed'];

type Texts = Readonly<Record<string, string>>;

/** Runs the script over a system of these files; each collected file with its text. */
async function collect(shell: readonly string[], files: Texts, links: Texts, tools: Texts): Promise<Map<string, Buffer>> {
  await using work = await tempFolder();
  const [root, bin, out] = ['root', 'bin', 'out'].map((name) => join(work.path, name)) as [string, string, string];
  for (const folder of [root, bin, out]) await mkdir(folder);
  const place = async (path: string) => mkdir(dirname(join(root, path)), { recursive: true });
  for (const [path, text] of Object.entries(files)) await place(path).then(() => writeFile(join(root, path), text));
  for (const [path, to] of Object.entries(links)) await place(path).then(() => symlink(to, join(root, path)));
  const all = { ...Object.fromEntries(PLAIN.map((tool) => [tool, `exec ${where(tool)} "$@"`])), ...tools };
  for (const [name, text] of Object.entries(all)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const [program = 'sh', ...rest] = shell;
  const outcome = await run(where(program) ?? program, [...rest, '-c', curtinDefaults(root)], {
    env: { PATH: bin },
    cwd: out,
    timeout: 60,
  });
  assert.deepEqual([outcome.exitCode, outcome.stderr], [0, '']);
  const found = await readdir(out, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(paths.map(async (path) => [path.slice(out.length + 1), await readFile(path)] as const)));
}

function where(tool: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((one) => join(one, tool)).find((path) => existsSync(path));
}

const COMMON = [
  ...[
    'blkid.out',
    'efibootmgr.out',
    'etc_default_grub',
    'etc_default_grub_d/50-curtin.cfg',
    'find_boot.out',
    'fstab',
    'ifconfig_a',
    'ip_a',
  ],
  ...['ls_al_bydname', 'ls_al_byid', 'ls_al_bypartuuid', 'ls_al_bypath', 'ls_al_byuuid', 'ls_dname', 'proc-swaps', 'proc_cmdline'],
  ...['proc_mounts', 'proc_partitions', 'root/curtin-install.log', 'run_cloud-init/result.json', 'syslog', 'cloud-init.log'],
  ...['cloud-init-output.log', 'udev_rules.d/main.rules', 'var_lib_cloud/seed/meta-data'],
  ...['var-log-journal/0123/system.journal.gz', 'var-log-journal/0123/user-1000.journal'],
];

for (const shell of [['sh'], ['bash', '--posix']] as const) {
  describe(`what is collected by ${shell.join(' ')} of each system that curtin installed`, { skip: where(shell[0]) === undefined }, () => {
    it('has the original’s names, and those of Debian where dpkg is', async () => {
      const files = await collect(shell, { ...FILES, ...DEBIAN }, LINKS, { ...TOOLS, ...DPKG, ...RPM });
      const text = (name: string) => files.get(name)?.toString();
      const own = [
        'apt-proxy',
        'debian-packages.txt',
        'debian-packages.txt.err',
        'find_interfacesd',
        'interfaces',
        'interfaces.d/eth0.cfg',
      ];
      assert.deepEqual([...files.keys()].sort(), [...COMMON, ...own, 'kernel-img.conf'].sort());
      assert.deepEqual(
        [...files.keys()].filter((path) => !isDefaultFile(path)),
        [],
        'assertions over these are not carried over',
      );
      assert.equal(text('debian-packages.txt'), 'ii \tgrub-pc\t2.06\n');
      assert.equal(text('apt-proxy'), 'http://proxy:3128/\n');
      assert.equal(text('ifconfig_a'), '# absent: ifconfig\n');
      assert.equal(text('ls_dname'), 'main\n');
      assert.match(text('find_boot.out') ?? '', /\/boot\n.*\/boot\/vmlinuz\n$/);
      assert.equal(gunzipSync(files.get('var-log-journal/0123/system.journal.gz') as Buffer).toString(), 'journal\n');
    });

    it('has the names of CentOS where rpm is and no dpkg', async () => {
      const centos = {
        'var/lib/rpm/Packages': '',
        'etc/centos-release': 'CentOS 7\n',
        'etc/sysconfig/network-scripts/ifcfg-eth0': 'DEVICE=eth0\n',
      };
      const files = await collect(shell, { ...FILES, ...DEBIAN, ...centos }, LINKS, { ...TOOLS, ...RPM });
      const own = ['centos-release', 'network-scripts/ifcfg-eth0', 'rpm_ci_version', 'rpm_dist_version_major', 'rpm_qa'];
      assert.deepEqual([...files.keys()].sort(), [...COMMON, ...own].sort());
      assert.deepEqual(
        [...files.keys()].filter((path) => !isDefaultFile(path)),
        [],
      );
      assert.deepEqual([files.get('rpm_ci_version')?.toString(), files.get('rpm_dist_version_major')?.toString()], ['0.7.9\n', '7\n']);
    });

    it('leaves our own disks out of every listing, wherever they are', async () => {
      const files = await collect(shell, FILES, LINKS, TOOLS);
      const names = (name: string) => files.get(name)?.toString().match(/vd\w+/g);
      assert.deepEqual(names('proc_partitions'), ['vda', 'vda1', 'vdba']);
      assert.deepEqual([names('ls_al_byid'), names('ls_al_byuuid')], [['vda'], ['vda1']]);
      assert.equal(files.get('blkid.out')?.toString(), 'DEVNAME=/dev/vda1\nUUID=0a\n\nDEVNAME=/dev/vdba\nUUID=0c\n');
    });

    it('is no failure of a system that has nothing', async () => {
      const files = await collect(shell, {}, {}, {});
      for (const name of ['ls_al_byid', 'ls_dname']) assert.equal(files.get(name)?.length, 0);
      assert.deepEqual([files.get('ip_a')?.toString(), files.get('blkid.out')?.toString()], ['# absent: ip\n', '# absent: blkid\n']);
      assert.ok(!files.has('debian-packages.txt') && !files.has('rpm_qa') && !files.has('fstab'));
    });
  });
}

// The shell of busybox takes its own tools before any other, as it does in a guest of its own.
describe('what is collected by busybox', { skip: where('busybox') === undefined }, () => {
  it('has the same names, without our disks', async () => {
    const files = await collect(['busybox', 'sh'], { ...FILES, ...DEBIAN }, LINKS, { ...TOOLS, ...DPKG });
    for (const name of [...COMMON, 'debian-packages.txt', 'apt-proxy', 'find_interfacesd', 'interfaces.d/eth0.cfg'])
      assert.ok(files.has(name), name);
    const names = (name: string) => files.get(name)?.toString().match(/vd\w+/g);
    assert.deepEqual(names('proc_partitions'), ['vda', 'vda1', 'vdba']);
    assert.deepEqual([names('ls_al_byid'), names('ls_al_byuuid')], [['vda'], ['vda1']]);
  });

  it('is no failure of a system that has nothing', async () => {
    const files = await collect(['busybox', 'sh'], {}, {}, {});
    assert.ok(files.has('ls_al_byid') && !files.has('rpm_qa') && !files.has('fstab'));
  });
});

describe('the original’s default scripts', () => {
  const steps = (test: Parameters<typeof planOf>[0]) => planOf(test).tests[0]?.phases.map((phase) => phase.steps.map(({ name }) => name));

  it('run in every boot of what curtin installed, before the suite’s own', () => {
    const boots = [bootOf({ name: 'first', runcmd: ['a'], collect: ['b'] }), bootOf({ name: 'again' })];
    const [install, first, again] = steps(curtinTest({ boots })) ?? [];
    assert.ok(!install?.includes('curtin defaults'));
    assert.deepEqual(first?.slice(0, 3), ['runcmd 1', 'curtin defaults', 'collect 1']);
    assert.equal(again?.filter((name) => name === 'curtin defaults').length, 1);
  });

  it('run nowhere else', () => {
    assert.ok(!steps(testOf())?.flat().includes('curtin defaults'));
    assert.ok(
      !steps(testOf({ install: { installer: 'none', file: null } }))
        ?.flat()
        .includes('curtin defaults'),
    );
  });
});
