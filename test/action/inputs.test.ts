import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { resultsService } from './support/results-service.ts';
import { type ActionStep, type Job, type JobOptions, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

const PASSES = `echo '<testsuite name="s" tests="1"><testcase classname="s" name="t"/></testsuite>' > $VMTEST_JUNIT`;
const suiteOf = (...names: string[]) =>
  JSON.stringify({ version: 1, tests: Object.fromEntries(names.map((name) => [name, { command: PASSES }])) }, null, 2);

/** One step of the action on a checkout with these files, before its job ends. */
async function step<T>(
  files: Readonly<Record<string, string>>,
  given: ActionStep['with'] & object,
  see: (result: StepResult, job: Job) => Promise<T> | T,
  options: JobOptions = {},
): Promise<T> {
  await using temp = await tempFolder();
  await using service = await resultsService();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(temp.path, name)), { recursive: true });
    await writeFile(join(temp.path, name), text);
  }
  await using job = await startJob({ service, checkout: temp.path, ...options });
  const result = await job.step({ uses: '.', with: { accel: 'tcg', ...given } });
  const seen = await see(result, job);
  assert.deepEqual((await job.end()).orphans, []);
  return seen;
}

const titled = ({ annotations }: StepResult) => annotations.filter(({ title }) => title !== null);

test('wrong inputs are all named at once, before anything is made or started; none of their words reaches a shell', async () => {
  const evil = `x; touch pwned; $(touch pwned) \`touch pwned\` "'`;
  const wrong = {
    accel: 'fast',
    jobs: '0',
    retries: '-1',
    'image-sync': evil,
    'images-to-keep': '0',
    'keep-data-pass': 'disk',
    'keep-data-fail': 'all,none',
    'install-timeout': 'soon',
    'boot-timeout': '5',
    bridge: evil,
    cache: 'yes',
    'artifact-name': evil,
    'artifact-limit': 'much',
    'retention-days': '91',
    'apt-proxy': 'proxy.example:3128',
    'install-deps': 'maybe',
    'fail-on': evil,
    'pass-with-no-tests': 'perhaps',
    shard: evil,
  };
  await step({ 'vmtest.yaml': suiteOf('one') }, wrong, async (result, job) => {
    assert.deepEqual([result.outcome, result.ending?.exitCode, result.outputs.conclusion, result.state], ['failure', 2, 'error', {}]);
    const errors = result.raw.split('\n').filter((line) => line.startsWith('::error'));
    assert.equal(errors.length, Object.keys(wrong).length, errors.join('\n'));
    for (const name of Object.keys(wrong))
      assert.ok(
        errors.some((line) => new RegExp(`input .?${name}\\b`).test(line)),
        `${name}: ${errors.join('\n')}`,
      );
    assert.deepEqual(
      (await readdir(job.temp)).filter((name) => name.startsWith('vmtest')),
      [],
    );
    assert.ok(!existsSync(join(job.workspace, 'pwned')));
  });
});

test('what a variable or the suite sets holds where no input is given', async () => {
  await using temp = await tempFolder();
  const at = (name: string) => join(temp.path, name);
  await tinySuite(at('checkout'), {
    path: 'ci/suite.yaml',
    tests: {
      // The suite’s own number of retries: it fails once.
      one: { retries: 1, boot: {}, checks: [{ run: '[ -e once ] || { touch once; exit 1; }' }] },
      two: 'install-fail',
    },
  });
  const env = {
    VMTEST_SUITE: 'ci/suite.yaml',
    VMTEST_ACCEL: 'tcg',
    CURTIN_VMTEST_PARALLEL: '1',
    VMTEST_RETRIES: '0',
    IMAGE_DIR: at('images'),
    VMTEST_IMAGE_SYNC: 'no',
    IMAGES_TO_KEEP: '4',
    VMTEST_KEEP_DATA_PASS: 'logs',
    CURTIN_VMTEST_KEEP_DATA_FAIL: 'none',
    VMTEST_JUNIT_FILE: at('junit/tests.xml'),
    CURTIN_VMTEST_INSTALL_TIMEOUT: '99',
    VMTEST_BRIDGE: 'user',
    VMTEST_TOPDIR: at('top'),
    VMTEST_LOG: at('all.log'),
    VMTEST_TCG_FACTOR: '20',
  };
  await using job = await startJob({ checkout: at('checkout'), env });
  const result = await job.step({ uses: '.' });
  const { outputs, log } = result;
  assert.deepEqual([outputs.tests, outputs.passed, outputs.flaky], ['2', '1', '1'], log);
  assert.deepEqual([outputs.accel, outputs.topdir, outputs.junit], ['tcg', at('top'), at('junit/tests.xml')]);
  assert.match(log, /2 tests, 1 at a time/);
  assert.match(log, /two {2}install started, up to 33m 00s/);
  // The suite’s own: 5 minutes times the factor.
  assert.match(log, /one {2}boot started, up to 1h 40m/);
  assert.match(await readFile(at('all.log'), 'utf8'), /tiny: ready after/);
  assert.match(await readFile(at('junit/tests.xml'), 'utf8'), /<testsuites/);
  assert.deepEqual([existsSync(at('top/one/logs/boot-console.log')), existsSync(at('top/two/logs'))], [true, false]);
});

test('suites by globs: each once, their tests by the suite’s path', async () => {
  const files = { 'ci/a/vmtest.yaml': suiteOf('one'), 'ci/b/vmtest.yaml': suiteOf('one', 'two'), 'c[1].yaml': suiteOf('three') };
  await step(files, { suite: 'ci/*/vmtest.yaml\nci/a/*.yaml\n\nc[1].yaml' }, (result) => {
    assert.equal(result.outcome, 'success', result.log);
    assert.deepEqual([result.outputs.tests, result.outputs.passed], ['4', '4']);
    for (const id of ['ci/a/vmtest.yaml#one', 'ci/b/vmtest.yaml#one', 'ci/b/vmtest.yaml#two', 'c[1].yaml#three'])
      assert.match(result.summary.text, new RegExp(id.replace(/[[\].]/g, '\\$&')));
  });
});

test('paths and globs that find nothing are all named', async () => {
  await step({ 'vmtest.yaml': suiteOf('one') }, { suite: 'vmtest.yaml\nci/*.yaml\nother.yaml' }, (result) => {
    assert.equal(result.ending?.exitCode, 2);
    assert.deepEqual(
      titled(result).map(({ severity, message }) => [severity, /there is no (\S+)/.exec(message)?.[1]]),
      [
        ['error', 'ci/*.yaml'],
        ['error', 'other.yaml'],
      ],
    );
  });
});

test('mistakes of several suites are annotations at their lines, and nothing runs', async () => {
  const files = {
    'ci/a.yaml': 'version: 1\ntests:\n  one: { bott: {} }\n',
    'ci/b.yaml': 'version: 1\ntests:\n  one: { command: "true" }\n\n  two: { machine: { memory: lots } }\n',
  };
  await step(files, { suite: 'ci/*.yaml' }, (result) => {
    assert.deepEqual([result.ending?.exitCode, result.outputs.conclusion], [2, 'error'], result.log);
    const places = new Set(titled(result).map(({ severity, file, line }) => `${severity} ${file}:${line}`));
    assert.ok(places.has('error ci/a.yaml:3') && places.has('error ci/b.yaml:5'), [...places].join('\n'));
  });
});

test('no suite at all: the input that names one is told', async () => {
  await step({ 'README.md': '' }, {}, (result) => {
    assert.equal(result.ending?.exitCode, 2);
    assert.match(titled(result)[0]?.message ?? '', /there is no suite.*\n.*the input suite; .*actions\/checkout/);
  });
});

test('filters that leave no test: told, and no green run, unless no test is allowed', async () => {
  await step({ 'vmtest.yaml': suiteOf('one') }, { select: 'nobody' }, (result) => {
    assert.deepEqual([result.outcome, result.ending?.exitCode], ['failure', 1], result.log);
    assert.deepEqual([result.outputs.conclusion, result.outputs.tests], ['skipped', '0']);
    assert.match(titled(result)[0]?.message ?? '', /no test passes "nobody"/);
    assert.doesNotMatch(result.log, /vmtest plan/);
  });
  await step({ 'vmtest.yaml': suiteOf('one') }, { select: 'nobody', 'pass-with-no-tests': 'true' }, (result) => {
    assert.deepEqual([result.outcome, result.outputs.conclusion, result.outputs.tests], ['success', 'skipped', '0'], result.log);
    assert.match(result.summary.text, /nobody/);
  });
});

test('files and folders that cannot be used are named with the other mistakes, and the post step invents nothing', async () => {
  const files = { 'vmtest.yaml': suiteOf('one'), 'out/x': '', 'top/x': '', f: '' };
  const given = {
    accel: 'fast',
    suite: 'nix.yaml\nout',
    select: '==',
    junit: 'out',
    log: 'f/x.log',
    topdir: 'top',
    'image-dir': 'f',
  };
  await using temp = await tempFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(temp.path, name)), { recursive: true });
    await writeFile(join(temp.path, name), text);
  }
  await using job = await startJob({ checkout: temp.path });
  const result = await job.step({ uses: '.', with: given });
  assert.deepEqual([result.ending?.exitCode, result.outputs.conclusion], [2, 'error'], result.log);
  const wanted = [
    /input accel/,
    /there is no nix.yaml/,
    /input suite: out is a folder/,
    /filter "==" has no key/,
    /input junit: .*it is a folder/,
    /input log: .*no folder/,
    /top folder .* is not empty/,
    /input image-dir: .*is no folder/,
  ];
  const errors = titled(result).map(({ message }) => message);
  assert.equal(errors.length, wanted.length, errors.join('\n'));
  for (const one of wanted)
    assert.ok(
      errors.some((message) => one.test(message)),
      `${one}: ${errors.join('\n')}`,
    );
  const { posts } = await job.end();
  assert.deepEqual(
    posts.map(({ outcome, annotations, summary }) => [outcome, annotations.length, summary.text]),
    [['success', 0, '']],
  );
});

test('a mistake that is found once something was written down is told once: the post step invents nothing', async () => {
  const suite = JSON.stringify({ version: 1, tests: { one: { command: PASSES, topdir: 'classes' } } });
  await using temp = await tempFolder();
  await mkdir(join(temp.path, 'classes'));
  await writeFile(join(temp.path, 'classes/x'), '');
  await writeFile(join(temp.path, 'vmtest.yaml'), suite);
  await using job = await startJob({ checkout: temp.path });
  const result = await job.step({ uses: '.', with: { accel: 'tcg' } });
  assert.deepEqual([result.ending?.exitCode, result.outputs.conclusion], [2, 'error'], result.log);
  assert.match(result.log, /the topdir .*classes is not empty/);
  const { posts } = await job.end();
  assert.deepEqual(
    posts.map(({ outcome, annotations, summary }) => [outcome, annotations.length, summary.text]),
    [['success', 0, '']],
  );
});

test('all that a command prints is at the end of its group, its last line too; its folder on this runner is not named', async () => {
  const command = "printf 'one\\n::error::two\\n```\\nfour'; exit 1";
  await step({ 'vmtest.yaml': JSON.stringify({ version: 1, tests: { a: { command } } }) }, {}, async (result) => {
    const shown = result.raw.slice(result.raw.indexOf('the end of the console of'));
    assert.match(shown, /│ one\n│ ::error::two\n│ ```\n│ four\n/);
    assert.doesNotMatch(result.raw, /^ {2}kept {4}/m);
    const junit = await readFile(result.outputs.junit ?? '', 'utf8');
    assert.doesNotMatch(junit, /kept: |replay: |name="(machine|cpu|qemu|image)"/);
  });
});
