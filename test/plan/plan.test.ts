import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatProblem, type Problem } from '../../src/model/errors.ts';
import type { Suite, Test } from '../../src/model/suite.ts';
import { planJson } from '../../src/plan/json.ts';
import { documentsOf } from '../../src/plan/plan.ts';
import { problemText } from '../../src/report/problems.ts';
import { type Around, bootOf, checkOf, curtinTest, diskOf, planOf, testOf, told } from './fixtures.ts';

const none = { installer: 'none', file: null } as const;
const initramfs = { live: { roles: ['kernel', 'initrd'], problems: [] } } as const;

describe('makePlan', () => {
  it('gives the same bytes for the same input', () => {
    const tests = [testOf({ machine: { disks: [diskOf(), diskOf({ driver: 'scsi-hd', wwn: '0xf9cc071e72c64cc5' })] } }), curtinTest()];
    const bytes = () => JSON.stringify(planJson(planOf(tests, { config: 'storage: {config: [{type: disk, id: a, serial: a}]}' })));
    assert.equal(bytes(), bytes());
  });

  it('is silent about a test in which nothing is wrong', () => {
    assert.deepEqual(planOf([testOf(), curtinTest(), testOf({ install: none })], { catalogue: {} }).problems, []);
  });

  it('tells every mistake at once', () => {
    const nics = [{ mac: 'x', network: 'user' }];
    const lines = told(planOf(testOf({ machine: { tpm: true, nics, disks: [diskOf({ paths: 2 })] }, checks: [checkOf({ from: 'x' })] })));
    assert.equal(lines.filter((line) => line.startsWith('error')).length, 4);
  });

  it('tells once what several tests share, and names them all', () => {
    const tests = ['a', 'b', 'c'].map((id) => testOf({ id, slug: id, machine: { tpm: true } }));
    const { problems } = planOf([...tests, testOf({ id: 'right' })]);
    assert.deepEqual(
      problems.map((problem) => [problem.test, problem.tests]),
      [['a', ['a', 'b', 'c']]],
    );
    assert.match(problemText(problems), /error: a, b and 1 more: /);
    assert.match(formatProblem(problems[0] as Problem), /: a and 2 more: /);
    assert.deepEqual(planJson(planOf(tests.slice(0, 1))).problems[0]?.tests, ['a']);
  });

  it('names the files that it reads, each once', () => {
    assert.deepEqual(documentsOf([testOf(), testOf(), curtinTest(), testOf({ install: none })]), [
      '/suite/install.sh',
      '/suite/config.yaml',
    ]);
  });

  it('tells which of them cannot be read', () => {
    const documents = { '/suite/install.sh': { error: 'no such file' } };
    const [problem, ...more] = planOf(testOf(), { documents }).problems;
    assert.deepEqual(more, []);
    assert.equal(problem?.message, "the script installer's file /suite/install.sh cannot be read: no such file");
  });

  it('warns of a replacement whose text is not in the file, at its place and once for all tests', () => {
    const place = { file: '/suite/vmtest.yaml', line: 8, column: 30 };
    const replace = { __SIZE__: '3G', __FS__: 'xfs' };
    const origins = { 'install.replace.__FS__': { level: 'defaults', place } } as const;
    const tests = ['a', 'b'].map((id) => curtinTest({ id, origins, install: { replace } }));
    const problems = planOf(tests, { config: 'a: __SIZE__\n' }).problems;
    assert.deepEqual(
      problems.map(({ severity, message, place: at, tests: ids }) => [severity, message, at, ids]),
      [['warning', '`replace` has `__FS__`, which is not in /suite/config.yaml', place, ['a', 'b']]],
    );
    assert.deepEqual(told(planOf(testOf({ install: { replace: { true: 'false' } } }))), []);
    const unread = planOf(testOf({ install: { replace } }), { documents: {} });
    const unreadConfig = planOf(curtinTest({ install: { replace } }), { documents: {} });
    assert.deepEqual([unread.problems.length, unreadConfig.problems.length], [1, 1], 'of a file that cannot be read nothing more is said');
  });

  it('carries problems of a configuration, with the test that they concern', () => {
    const [problem] = planOf(curtinTest(), { config: 'storage: [' }).problems;
    assert.deepEqual([problem?.code, problem?.place?.file, problem?.test], ['VMTEST_CONFIG_INVALID', '/suite/config.yaml', 'basic']);
  });

  it('gives each phase its own cloud-config', () => {
    const boots = [bootOf({ name: 'first', cloudConfig: { ssh_pwauth: true } }), bootOf({ name: 'again' })];
    const [test] = planOf(testOf({ install: { cloudConfig: { a: 1 } }, boots })).tests;
    assert.deepEqual(
      test?.phases.map(({ cloudConfig }) => cloudConfig),
      [{ a: 1 }, { ssh_pwauth: true }, null],
    );
  });

  it('keeps a skip after its day where the run names its bug', () => {
    const skip = (skipByDateBugs: string[], link: string | null = 'https://bugs.launchpad.net/bugs/1234') => {
      const origins = { skipByDateBugs: { level: 'environment', name: 'CURTIN_VMTEST_SKIP_BY_DATE_BUGS' } } as const;
      const given = testOf({ skip: { until: '2026-11-22', reason: link === null ? null : 'LP: #1234', link } });
      return planOf(given, { settings: { skipByDateBugs, origins } });
    };
    const held = skip(['99', '1234']);
    assert.deepEqual(held.tests[0]?.skip, {
      until: null,
      reason: 'LP: #1234 (its day, 2026-11-22, is past, and CURTIN_VMTEST_SKIP_BY_DATE_BUGS has 1234)',
      link: 'https://bugs.launchpad.net/bugs/1234',
    });
    assert.deepEqual(told(held), []);
    assert.match(skip(['*'], null).tests[0]?.skip?.reason ?? '', /^its day, 2026-11-22, is past/);
    for (const bugs of [[], ['123'], ['12345']]) assert.equal(skip(bugs).tests[0]?.skip, null);
  });

  it('skips what boots an image of a release that is not supported', () => {
    const settings = { unsupportedReleases: ['xenial'] };
    const skip = (fields: Record<string, string>, own: string | null = null) => {
      const images = { live: { name: 'live', source: { kind: 'simplestreams', arch: 'x86_64', fields } } } as unknown as Suite['images'];
      const test = testOf({ image: 'live', skip: own === null ? null : { until: null, reason: own, link: null } });
      return planOf(test, { settings, images }).tests[0]?.skip?.reason;
    };
    assert.equal(skip({ release: 'xenial' }), 'xenial is no supported release, by the run');
    assert.equal(skip({ release: 'xenial' }, 'own'), 'own');
    assert.equal(skip({ release: 'noble' }), undefined);
    const images = {
      live: { name: 'live', source: { kind: 'mmdebstrap', suite: 'xenial', arch: 'x86_64' } },
    } as unknown as Suite['images'];
    const ended = testOf({ image: 'live', skip: { until: '2020-01-01', reason: null, link: null } });
    assert.deepEqual(told(planOf(ended, { settings, images })), [], 'it does not run again');
  });

  it('keeps a skip until its day', () => {
    const skip = (until: string | null) => planOf(testOf({ skip: { until, reason: 'r', link: null } }));
    assert.equal(skip('2026-11-23').tests[0]?.skip?.reason, 'r');
    assert.equal(skip(null).tests[0]?.skip?.reason, 'r');
    const ended = skip('2026-11-22');
    assert.equal(ended.tests[0]?.skip, null);
    assert.match(told(ended)[0] ?? '', /^warning: the skip ended on 2026-11-22/);
  });
});

describe('rules', () => {
  const unavailable: Problem = { code: 'VMTEST_IMAGE_UNAVAILABLE', severity: 'error', message: 'image `live` is not there' };
  const rows: readonly (readonly [string, Test, Around, readonly RegExp[]])[] = [
    ['no image', testOf({ image: null }), {}, [/^error: `install: script` needs an image with kernel, initrd/]],
    ['no image that is a disk', testOf({ image: null, install: none }), {}, [/^error: `install: none` needs an image with disk/]],
    ['no image, but a disk from a file', testOf({ image: null, install: none, machine: { disks: [diskOf({ from: '/a' })] } }), {}, []],
    [
      'an image without what the installer needs',
      curtinTest(),
      { catalogue: initramfs },
      [/^error: image `live` has no root, which `install: curtin` needs/],
    ],
    ['an initramfs alone for a script', testOf(), { catalogue: initramfs }, []],
    [
      'a target without a tar',
      testOf({ install: { target: 'other' } }),
      { catalogue: { ...initramfs, other: { roles: ['disk'], problems: [] } } },
      [/^error: image `other` has no root-tar/],
    ],
    [
      'an image that is not there, told once and not by its roles',
      testOf(),
      { catalogue: { live: { roles: [], problems: [unavailable] } } },
      [/^error: image `live` is not there/],
    ],
    [
      'a check of a phase that is not there',
      testOf({ checks: [checkOf({ from: 'x' })] }),
      {},
      [/reads `from: x`, and the test has no such phase/],
    ],
    ['a check of an install that is not there', testOf({ install: none, checks: [checkOf({ from: 'install' })] }), {}, [/`from: install`/]],
    ['a check of a boot that is not there', testOf({ boots: [], checks: [checkOf()] }), {}, [/reads the last boot, and the test has none/]],
    ['a check of another boot', testOf({ boots: [bootOf({ name: 'a', checks: [checkOf({ from: 'install' })] })] }), {}, []],
    [
      'a verdict that no phase has',
      testOf({ expect: { verdict: 'kvm-unusable', console: null, reason: null } }),
      {},
      [/^error: `kvm-unusable` is no failure of the system under test/],
    ],
    [
      'a failed install without one',
      testOf({ install: none, expect: { verdict: 'install-failed', console: null, reason: null } }),
      {},
      [/^error: `install-failed` is expected, and the test installs nothing/],
    ],
    [
      'a failed check without a boot',
      testOf({ boots: [], expect: { verdict: 'boot-timeout', console: null, reason: null } }),
      {},
      [/^error: `boot-timeout` is expected, and the test boots nothing/],
    ],
    ['a failed install', testOf({ expect: { verdict: 'install-failed', console: null, reason: null } }), {}, []],
  ];
  for (const [what, test, around, want] of rows) {
    it(`judge ${what}`, () => {
      const lines = told(planOf(test, around));
      assert.equal(lines.length, want.length, lines.join('\n'));
      for (const [index, pattern] of want.entries()) assert.match(lines[index] as string, pattern);
    });
  }
});

describe('planJson', () => {
  it('has the names of the contract', () => {
    const json = planJson(planOf(testOf({ axes: { image: 'live' } })));
    assert.deepEqual(Object.keys(json), ['version', 'problems', 'tests']);
    const [test] = json.tests;
    const [phase] = test?.phases ?? [];
    assert.ok(test !== undefined && phase !== undefined);
    for (const key of ['id', 'slug', 'name', 'axes', 'image', 'machine', 'phases', 'keep', 'settings']) assert.ok(key in test, key);
    for (const key of ['arch', 'cpus', 'memoryMiB', 'firmware', 'disks', 'nics'])
      assert.ok(test.machine !== null && key in test.machine, key);
    const disk = { name: 'disk0', sizeBytes: 10 * 2 ** 30, driver: 'virtio-blk', serial: 'disk0', wwn: null };
    assert.deepEqual(test.machine?.disks, [{ ...disk, logicalBlockSize: 512, physicalBlockSize: 512, paths: 1 }]);
    assert.deepEqual(test.machine?.nics, [{ mac: '52:54:00:12:34:01', network: 'user' }]);
    assert.deepEqual(test.keep, { pass: [], fail: ['logs'] });
    for (const key of ['name', 'kind', 'timeoutSeconds', 'argv']) assert.ok(key in phase, key);
    assert.deepEqual(test.checks, []);
    const checks = [checkOf(), checkOf()];
    const [judged] = planJson(
      planOf(testOf({ checks, boots: [bootOf(), bootOf({ name: 'again', checks: [checkOf({ from: 'boot' })] })] })),
    ).tests;
    assert.deepEqual(judged?.checks, [
      { name: 'fstab', from: 'again' },
      { name: 'fstab (2)', from: 'again' },
      { name: 'fstab (3)', from: 'boot' },
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(json)), json);
  });

  it('says of each problem with what `run` would end', () => {
    const catalogue = {
      live: { roles: [], problems: [{ code: 'VMTEST_IMAGE_UNAVAILABLE', severity: 'error', message: 'gone' }] },
    } as const;
    const { problems } = planJson(planOf(testOf({ machine: { tpm: true, cpus: 64 } }), { catalogue }));
    assert.deepEqual(
      problems.map(({ code, verdict, exitCode, severity }) => [code, verdict, exitCode, severity]),
      [
        ['VMTEST_IMAGE_UNAVAILABLE', 'image-unavailable', 3, 'error'],
        ['VMTEST_PLAN_INVALID', null, 2, 'error'],
        ['VMTEST_PLAN_INVALID', null, 0, 'warning'],
      ],
    );
  });
});
