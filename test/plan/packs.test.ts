import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { curtinTest, planOf, testOf } from './fixtures.ts';

const CONFIG = `storage:
  version: 1
  config:
    - { id: disk, type: disk, serial: disk-a, ptable: gpt, name: main, grub_device: true }
    - { id: part, type: partition, device: disk, size: 3G }
    - { id: fs, type: format, fstype: ext4, volume: part }
    - { id: mount, type: mount, device: fs, path: / }
`;
const PLACE = { file: '/suite/vmtest.yaml', line: 9, column: 1 };
const storage = (configFile: string | null) =>
  ({ kind: 'storage', config: null, configFile, from: null, not: false, place: PLACE }) as const;
const kinds = (...given: Parameters<typeof planOf>) => planOf(...given).tests[0]?.checks.map(({ kind }) => kind) ?? [];

describe('the packs of curtin', () => {
  it('come with the installer, and collect what they read', () => {
    const plan = planOf(curtinTest(), { config: CONFIG, collectFor: (check) => [{ name: `for ${check.kind}`, script: ':' }] });
    const [test] = plan.tests;
    assert.ok(['fstab', 'dname', 'storage', 'grub', 'reporting'].every((kind) => test?.checks.some((check) => check.kind === kind)));
    assert.ok(test?.phases.at(-1)?.steps.some(({ name }) => name === 'for storage'));
    assert.deepEqual(plan.problems, []);
  });

  it('are switched off by name, and give way to the suite’s own', () => {
    assert.ok(!kinds(curtinTest({ packsOff: ['storage', 'grub'] }), { config: CONFIG }).includes('storage'));
    const own = kinds(curtinTest({ checks: [storage(null)] }), { config: CONFIG });
    assert.equal(own.filter((kind) => kind === 'storage').length, 1);
  });

  it('do not ask for reports of a guest that cannot send any', () => {
    const nics = [{ mac: null, network: 'none' }];
    assert.ok(!kinds(curtinTest({ machine: { nics } }), { config: CONFIG }).includes('reporting'));
  });

  it('do not come to an installation that is expected to fail, and boots nothing', () => {
    const plan = planOf(curtinTest({ boots: [], expect: { verdict: 'install-failed', console: null, reason: null } }), { config: CONFIG });
    assert.deepEqual(plan.problems, []);
    assert.deepEqual(plan.tests[0]?.checks, []);
  });

  it('do not come with other installers', () => assert.deepEqual(kinds(testOf()), []));
});

describe('a check against a configuration', () => {
  it('has what curtin makes of all its configurations', () => {
    const test = curtinTest({ checks: [storage(null)] });
    const install = {
      ...test.install,
      curtin: { ...(test.install.curtin as NonNullable<typeof test.install.curtin>), configs: ['/suite/more.yaml'] },
    };
    const more = { '/suite/more.yaml': { text: 'storage: { swap: { size: 0 } }\n' }, '/suite/config.yaml': { text: CONFIG } };
    const [check] = planOf({ ...test, install }, { documents: more }).tests[0]?.checks ?? [];
    const { storage: merged } = (check as unknown as { config: { storage: Record<string, unknown> } }).config;
    assert.deepEqual(Object.keys(merged), ['version', 'config', 'swap']);
  });

  it('may name one, with any installer', () => {
    const documents = { '/suite/install.sh': { text: '' }, '/suite/asked.yaml': { text: CONFIG } };
    const [check] = planOf(testOf({ checks: [storage('/suite/asked.yaml')] }), { documents }).tests[0]?.checks ?? [];
    assert.equal((check as unknown as { config: { storage: { config: unknown[] } } }).config.storage.config.length, 4);
  });

  it('is judged as that of an installation, and has what the check reads', () => {
    const said = (text: string, kind: 'storage' | 'network' | 'grub' = 'storage') =>
      planOf(testOf({ checks: [{ ...storage('/suite/asked.yaml'), kind }] }), {
        documents: { '/suite/install.sh': { text: '' }, '/suite/asked.yaml': { text } },
      }).problems.map(({ severity, message, place }) => `${severity} ${place?.file}:${place?.line} ${message}`);
    const network = 'network: { version: 1, config: [] }\n';
    assert.deepEqual([said(CONFIG), said(network, 'network'), said('{}', 'grub')], [[], [], []]);
    assert.deepEqual(said(network), ['error /suite/asked.yaml:1 the configuration of the check storage has no `storage`']);
    assert.deepEqual(said(CONFIG, 'network'), ['error /suite/asked.yaml:1 the configuration of the check network has no `network`']);
    assert.deepEqual(said(''), ['error /suite/asked.yaml:1 the configuration is empty']);
    assert.deepEqual(said(CONFIG.replace('version: 1', 'version: 3')), [
      'error /suite/asked.yaml:2 the storage configuration is of version `3`',
    ]);
    assert.deepEqual(said('network: { version: 3 }', 'network'), ['error /suite/asked.yaml:1 the network configuration is of version `3`']);
    assert.match(
      said(CONFIG.replace('device: disk', 'device: disc')).join(),
      /^error \/suite\/asked\.yaml:5 device `disc` of part is no entry/,
    );
    assert.equal(said('network: { version: 3 }').length, 2);
    assert.match(said('[]').join(), /^error \/suite\/asked\.yaml:1 the configuration is no mapping$/);
  });

  it('needs one, that can be read', () => {
    const messages = (configFile: string | null) =>
      planOf(testOf({ checks: [storage(configFile)] })).problems.map(({ message }) => message);
    assert.match(messages(null).join(), /storage has no configuration: the test does not install by curtin/);
    assert.match(messages('/suite/none.yaml').join(), /\/suite\/none\.yaml of the check storage cannot be read/);
  });
});
