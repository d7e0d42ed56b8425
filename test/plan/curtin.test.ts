import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CurtinHost, CurtinPlan, Documents } from '../../src/model/plan.ts';
import type { CurtinSettings, Test } from '../../src/model/suite.ts';
import { NO_CURTIN } from '../../src/plan/curtin.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { CURTIN, curtinTest, FACTS, planOf, SETTINGS, told } from './fixtures.ts';

const TREE = '/curtin';
const DOCUMENTS: Documents = {
  '/suite/config.yaml': { text: 'showtrace: true\n' },
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

  it('is given the proxy for apt, further configurations and the extra one, which must be there', () => {
    const given = curtinOf({ configs: ['/suite/more.yaml'] }, { extraConfig: '/home/extra.yaml', aptProxy: 'http://proxy:3128' });
    assert.deepEqual(names(given), ['config', 'more', 'defaults', 'proxy', 'extra', 'reporting']);
    assert.deepEqual(json(given, 'proxy'), { apt_proxy: 'http://proxy:3128' });
    assert.match(
      told(planned(curtinTest(), { extraConfig: '/home/gone.yaml' })).join(),
      /^error: the extra configuration: \/home\/gone\.yaml/,
    );
  });

  it('takes defaults and dirty disks of the tree, named by the suite or found by the run, and dirties none without', () => {
    const found = curtinOf({ dirtyDisks: true }, { trees: { '/suite/config.yaml': TREE } });
    assert.deepEqual(names(found), ['config', 'vmtest_defaults', 'dirty_disks_config', 'reporting']);
    assert.deepEqual(names(curtinOf({ tree: TREE })), ['config', 'vmtest_defaults', 'reporting']);
    const without = planned(curtinTest({ install: { curtin: { ...CURTIN, dirtyDisks: true } } }));
    assert.match(told(without).join(), /^error: dirty-disks needs examples\/tests\/dirty_disks_config\.yaml of a curtin tree/);
  });

  it('installs what the suite says, and says where there is nothing to install', () => {
    assert.equal(curtinOf({ source: 'tgz:http://archive/x.tgz' }).source, 'tgz:http://archive/x.tgz');
    const catalogue = { live: { roles: ['kernel', 'initrd', 'root'], problems: [] }, other: { roles: ['kernel'], problems: [] } } as const;
    const lines = told(planOf(curtinTest({ install: { target: 'other' } }), { catalogue }));
    assert.match(lines.join(), /curtin has nothing to install: the target image has neither a tar nor a root file system/);
  });
});
