import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CurtinHost, CurtinPlan, Documents } from '../../src/model/plan.ts';
import type { CurtinSettings, Suite, Test } from '../../src/model/suite.ts';
import { NO_CURTIN } from '../../src/plan/curtin.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { CURTIN, curtinTest, FACTS, planOf, SETTINGS, told } from './fixtures.ts';

const TREE = '/curtin';
const DOCUMENTS: Documents = {
  '/suite/config.yaml': { text: 'showtrace: true\n' },
  '/suite/storage.yaml': { text: 'storage: {version: 1, config: [{id: a, type: disk, serial: a}]}\n' },
  '/suite/more.yaml': { text: 'debconf_selections: {}\n' },
  '/home/extra.yaml': { text: 'apt_mirrors: {}\n' },
  '/curtin/examples/tests/vmtest_defaults.yaml': { text: 'late_commands: {}\n' },
  '/curtin/examples/tests/dirty_disks_config.yaml': { text: 'early_commands: {}\n' },
};

/** The plan of one test, with what the run says of all curtin installations. */
function planned(test: Test, host: Partial<CurtinHost> = {}) {
  const live = { roles: ['kernel', 'initrd', 'root', 'root-tar'], problems: [] } as const;
  return makePlan({
    suite: { tests: [test], images: {}, problems: [] },
    ...{ facts: FACTS, catalogue: { live }, documents: DOCUMENTS, settings: SETTINGS, collectFor: () => [] },
    curtin: { ...NO_CURTIN, ...host },
  });
}

function curtinOf(settings: Partial<CurtinSettings>, host: Partial<CurtinHost> = {}): CurtinPlan {
  return planned(curtinTest({ install: { curtin: { ...CURTIN, ...settings } } }), host).tests[0]?.phases[0]?.curtin as CurtinPlan;
}

const names = (plan: CurtinPlan) => plan.configs.map(({ name }) => name.slice(3, -5));
const json = (plan: CurtinPlan, stem: string) =>
  JSON.parse(plan.configs.find(({ name }) => name.endsWith(`-${stem}.yaml`))?.text ?? 'null');

describe('a curtin installation', () => {
  it('is told of the NIC that it boots by, and what it installs is not', () => {
    const config = 'network: {version: 1, config: [{type: physical, name: e, mac_address: "52:54:00:12:34:0B"}]}';
    const argv = planOf(curtinTest(), { config }).tests[0]?.phases[0]?.argv ?? [];
    assert.match(argv[argv.indexOf('-append') + 1] ?? '', / ds=nocloud BOOTIF=01-52-54-00-12-34-0b --- /);
  });

  it('takes the run’s words over the suite’s', () => {
    const suite = { addRepos: ['ppa:suite'], systemUpgrade: true, upgradePackages: ['mdadm'] };
    const own = curtinOf(suite);
    assert.equal(json(own, 'add-repos').apt.sources.add_repos_00.source, 'ppa:suite');
    const over = curtinOf(suite, { addRepos: ['ppa:run'], systemUpgrade: false, upgradePackages: [] });
    assert.deepEqual(names(over), ['config', 'defaults', 'add-repos', 'reporting']);
    assert.equal(json(over, 'add-repos').apt.sources.add_repos_00.source, 'ppa:run');
  });

  it('reaches a proxy at the host’s loopback by the host’s name on the user network, and on no other', () => {
    const proxies = (aptProxy: string, network = 'user') => {
      const nics = [{ mac: null, network }];
      const host = { aptProxy, names: { aptProxy: 'apt-config' }, proxy: { http_proxy: 'http://[::1]:3128/', no_proxy: 'localhost' } };
      const plan = planned(curtinTest({ machine: { nics } }), host);
      return [json(plan.tests[0]?.phases[0]?.curtin as CurtinPlan, 'proxy'), told(plan).filter((line) => line.includes('proxy'))];
    };
    const proxy = { http_proxy: 'http://{http-host}:3128/', no_proxy: 'localhost,{http-host}' };
    for (const [given, reached] of [
      ['http://127.0.0.1:3142/', 'http://{http-host}:3142/'],
      ['http://user:word@LOCALHOST:3142', 'http://user:word@{http-host}:3142'],
      ['127.1.2.3:3142', '{http-host}:3142'],
      ['http://127.0.0.1.example/', 'http://127.0.0.1.example/'],
      ['http://localhost.example:1/', 'http://localhost.example:1/'],
    ] as const)
      assert.deepEqual(proxies(given), [{ apt_proxy: reached, proxy }, []]);
    const [configuration, lines] = proxies('http://127.0.0.1:3142/', 'bridge:br0');
    assert.equal(configuration, null);
    assert.match(lines.join('\n'), /^warning: the proxy that apt-config names is at the host’s loopback, where a guest on bridge:br0/m);
    assert.equal(lines.length, 2);
    assert.deepEqual(proxies('http://proxy:3142/', 'bridge:br0')[0], { apt_proxy: 'http://proxy:3142/' });
    assert.deepEqual(proxies('http://127.0.0.1:3142/', 'none'), [null, []]);
  });

  it('adds no `proposed` to a release in development, but PROPOSED', () => {
    const images = {
      live: { name: 'live', source: { kind: 'simplestreams', arch: 'x86_64', fields: { release: 'plucky' } } },
    } as unknown as Suite['images'];
    const repositories = (develReleases: readonly string[]) => {
      const plan = makePlan({
        suite: { tests: [curtinTest({ install: { curtin: { ...CURTIN, addRepos: ['proposed', 'PROPOSED'] } } })], images, problems: [] },
        ...{ facts: FACTS, catalogue: {}, documents: DOCUMENTS, settings: SETTINGS, collectFor: () => [] },
        curtin: { ...NO_CURTIN, develReleases },
      });
      return Object.keys(json(plan.tests[0]?.phases[0]?.curtin as CurtinPlan, 'add-repos').apt.sources).length;
    };
    assert.deepEqual([repositories([]), repositories(['noble']), repositories(['noble', 'plucky'])], [2, 2, 1]);
  });

  it('is given the proxy for apt, further configurations and the extra one, which must be there', () => {
    const given = curtinOf({ configs: ['/suite/more.yaml'] }, { extraConfig: '/home/extra.yaml', aptProxy: 'http://proxy:3128' });
    assert.deepEqual(names(given), ['config', 'more', 'defaults', 'proxy', 'extra', 'reporting']);
    assert.deepEqual(json(given, 'proxy'), { apt_proxy: 'http://proxy:3128' });
    assert.match(
      told(planned(curtinTest(), { extraConfig: '/home/gone.yaml', names: { extraConfig: 'CURTIN_VMTEST_EXTRA_CONFIG' } })).join(),
      /^error: the configuration \/home\/gone\.yaml, named by CURTIN_VMTEST_EXTRA_CONFIG, cannot be read/,
    );
  });

  it('needs a tree that is one, where one is named', () => {
    const badTrees = { '/nope': 'it has no curtin/__init__.py' };
    const named = curtinTest({ install: { curtin: { ...CURTIN, tree: '/nope' } } });
    assert.match(
      told(planned(named, { badTrees })).join(),
      /^error: \/nope, named by `tree`, is no source tree of curtin: it has no curtin/,
    );
    const trees = { '/suite/config.yaml': '/nope' };
    const byRun = told(planned(curtinTest(), { trees, badTrees, names: { tree: 'VMTEST_CURTIN_TREE' } })).join();
    assert.match(byRun, /named by VMTEST_CURTIN_TREE/);
    assert.deepEqual(told(planned(named, { badTrees, exe: 'curtin' })), []);
  });

  it('takes defaults and dirty disks of the tree, named by the suite or found by the run, and dirties none without', () => {
    const dirty = (file: string) => curtinTest({ install: { file, curtin: { ...CURTIN, dirtyDisks: true } } });
    const trees = { '/suite/config.yaml': TREE, '/suite/storage.yaml': TREE };
    const found = (file: string) => names(planned(dirty(file), { trees }).tests[0]?.phases[0]?.curtin as CurtinPlan);
    assert.deepEqual(found('/suite/storage.yaml'), ['storage', 'vmtest_defaults', 'dirty_disks_config', 'reporting']);
    assert.deepEqual(found('/suite/config.yaml'), ['config', 'vmtest_defaults', 'reporting'], 'there is nothing to make dirty');
    assert.deepEqual(names(curtinOf({ tree: TREE })), ['config', 'vmtest_defaults', 'reporting']);
    assert.match(
      told(planned(dirty('/suite/storage.yaml'))).join(),
      /^error: dirty-disks needs examples\/tests\/dirty_disks_config\.yaml of a curtin tree/,
    );
  });

  it('installs what a stream publishes in the form in which it is published', () => {
    const stream = (name: string, fields: Readonly<Record<string, string>>) => ({
      name,
      source: {
        ...({ kind: 'simplestreams', url: null, keyring: null, verify: 'signature', arch: 'x86_64', version: null } as const),
        ...{ fields, filters: [], root: 'squashfs' as const },
      },
      place: { file: '/suite/vmtest.yaml', line: 1, column: 1 },
    });
    const images = {
      jammy: stream('jammy', { release: 'jammy' }),
      centos: stream('centos', { release: 'centos70' }),
      core: stream('core', { release: 'uc20', os: 'ubuntu-core' }),
    };
    const roles = (...names: ('kernel' | 'initrd' | 'root' | 'root-tar' | 'disk')[]) => ({ roles: names, problems: [] });
    const catalogue = {
      live: roles('kernel', 'initrd', 'root', 'root-tar'),
      jammy: roles('kernel', 'initrd', 'root', 'root-tar'),
      centos: roles('root', 'root-tar'),
      core: roles('disk'),
    };
    const of = (target: string) => planOf(curtinTest({ install: { target } }), { images, catalogue }).tests[0]?.phases[0]?.curtin;
    assert.deepEqual(
      ['jammy', 'centos', 'core'].map((target) => of(target)?.source),
      ['fsimage:{http}/target/squashfs', 'tgz:{http}/target/root-tgz', 'dd-xz:{http}/target/root-image.xz'],
    );
    assert.deepEqual(of('core')?.serve, { path: 'target/root-image.xz', role: 'disk', ftype: 'root-image.xz' });
  });

  it('installs what the suite says, and says where there is nothing to install', () => {
    assert.equal(curtinOf({ source: 'tgz:http://archive/x.tgz' }).source, 'tgz:http://archive/x.tgz');
    const catalogue = { live: { roles: ['kernel', 'initrd', 'root'], problems: [] }, other: { roles: ['kernel'], problems: [] } } as const;
    const lines = told(planOf(curtinTest({ install: { target: 'other' } }), { catalogue }));
    assert.match(lines.join(), /curtin has nothing to install: the target image has neither a tar nor a root file system/);
  });
});
