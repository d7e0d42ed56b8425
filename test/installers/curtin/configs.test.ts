import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConfigInput, curtinConfigs, INSTALL_LOG } from '../../../src/installers/curtin/configs.ts';
import { CURTIN } from '../../plan/fixtures.ts';

const file = (path: string, text = `# ${path}\n`) => ({ path, text });
const INPUT: ConfigInput = {
  first: file('/suite/basic.yaml', 'storage: {}\n'),
  value: { storage: {} },
  settings: CURTIN,
  more: [],
  tree: {
    defaults: file('/curtin/examples/tests/vmtest_defaults.yaml'),
    centos: file('/c/centos_defaults.yaml'),
    dirtyDisks: file('/c/dirty.yaml'),
  },
  extra: null,
  firmware: 'bios',
  aptProxy: null,
  proxy: {},
  distribution: 'ubuntu',
  reporting: true,
};
const names = (change: Partial<ConfigInput> = {}) => curtinConfigs({ ...INPUT, ...change }).map(({ name }) => name);
const json = (stem: string, change: Partial<ConfigInput>) => {
  const found = curtinConfigs({ ...INPUT, ...change }).find(({ name }) => name.endsWith(`-${stem}.yaml`));
  return JSON.parse(found?.text ?? 'null');
};

test('a plain test has its configuration, curtin’s own defaults, and how to report', () => {
  assert.deepEqual(names(), ['00-basic.yaml', '01-vmtest_defaults.yaml', '02-reporting.yaml']);
  assert.deepEqual(json('reporting', {}), {
    install: { log_file: INSTALL_LOG, post_files: [INSTALL_LOG], error_tarfile: '/var/log/curtin/curtin-error-logs.tar' },
    reporting: { maas: { level: 'DEBUG', type: 'webhook', endpoint: '{http}/report' } },
  });
});

test('everything at once stands in the original’s order', () => {
  const all = names({
    more: [file('/suite/more.yaml')],
    aptProxy: 'http://proxy:3128',
    firmware: 'uefi',
    extra: file('/home/extra.cfg'),
    distribution: 'centos',
    settings: { ...CURTIN, dirtyDisks: true, addRepos: ['proposed'], upgradePackages: ['mdadm'], kernelPackage: 'linux-image-virtual' },
  });
  const stems = all.map((name) => name.slice(3, -5));
  assert.deepEqual(stems, [
    'basic',
    'more',
    'vmtest_defaults',
    'proxy',
    'grub',
    'dirty',
    'extra',
    'centos_defaults',
    'add-repos',
    'system-upgrade',
    'upgrade-packages',
    'reporting',
    'kernel',
  ]);
});

test('curtin gets the proxies of the run, and comes to us without them', () => {
  const proxy = { http_proxy: 'http://proxy:3128', no_proxy: 'localhost,.local' };
  assert.deepEqual(json('proxy', { proxy }), { proxy: { http_proxy: 'http://proxy:3128', no_proxy: 'localhost,.local,{http-host}' } });
  assert.deepEqual(json('proxy', { aptProxy: 'http://apt:3142' }), { apt_proxy: 'http://apt:3142' });
  assert.equal(json('proxy', { proxy: { no_proxy: 'localhost' } }), null);
});

test('the firmware’s variables are updated unless the configuration says otherwise', () => {
  assert.deepEqual(json('grub', { firmware: 'uefi' }), { grub: { update_nvram: true } });
  assert.equal(json('grub', { firmware: 'uefi', value: { grub: { update_nvram: 'false' } } }), null);
  assert.equal(json('grub', { firmware: 'bios' }), null);
});

test('disks are made dirty by the configuration’s own storage, or not at all', () => {
  const settings = { ...CURTIN, dirtyDisks: true };
  assert.ok(names({ settings }).includes('02-dirty.yaml'));
  assert.ok(!names({ settings, value: {} }).includes('02-dirty.yaml'));
});

test('repositories bring an upgrade unless it is refused, and an upgrade may come alone', () => {
  const settings = (change: Partial<typeof CURTIN>) => ({ settings: { ...CURTIN, ...change } });
  assert.deepEqual(json('add-repos', settings({ addRepos: ['ppa:a', 'PROPOSED'] })), {
    apt: { sources: { add_repos_00: { source: 'ppa:a' }, add_repos_01: { source: 'proposed' } } },
  });
  assert.deepEqual(json('system-upgrade', settings({ addRepos: ['ppa:a'] })), { system_upgrade: { enabled: true } });
  assert.equal(json('system-upgrade', settings({ addRepos: ['ppa:a'], systemUpgrade: false })), null);
  assert.deepEqual(json('system-upgrade', settings({ systemUpgrade: true })), { system_upgrade: { enabled: true } });
  assert.deepEqual(json('upgrade-packages', settings({ upgradePackages: ['a', 'b'] })).late_commands.install_pkg_00.slice(-2), ['a', 'b']);
});

test('Ubuntu Core gets no defaults, a host without a tree gets ours, and a guest without a network reports to nobody', () => {
  assert.deepEqual(names({ distribution: 'ubuntu-core' }), ['00-basic.yaml', '01-reporting.yaml']);
  assert.deepEqual(names({ tree: { defaults: null, centos: null, dirtyDisks: null } })[1], '01-defaults.yaml');
  assert.equal('reporting' in json('reporting', { reporting: false }), false);
});
