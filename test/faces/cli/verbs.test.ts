import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fromJSONSchema } from 'zod';
import { processMark } from '../../../src/base/processes.ts';
import { OPTIONS, type OptionName, settingName } from '../../../src/faces/settings/options.ts';
import { desk, GOOD } from './support.ts';

const WRONG = GOOD['vmtest.yaml'].replace('one: { boot: {} }', 'one: { boot: { runcmnd: [a] } }');

test('lint: the same problem for people, programs, GitHub and code scanning, with paths of the checkout', async () => {
  await using here = await desk({ ...GOOD, 'sub folder/vmtest.yaml': WRONG });
  const lint = (...format: string[]) => here.vmtest(['lint', 'sub folder', ...format], { GITHUB_WORKSPACE: join(here.path, '..') });
  const [text, json, also, github, sarif, good] = await Promise.all([
    lint(),
    lint('--json'),
    lint('--format', 'json'),
    lint('--format', 'github'),
    lint('--format', 'sarif'),
    here.vmtest(['lint']),
  ]);
  assert.equal(
    text.out,
    'sub folder/vmtest.yaml:5:18: error: tests.one.boot: unknown key "runcmnd"\n  → did you mean "runcmd"?\n1 error\n',
  );
  assert.equal(json.out, also.out);
  const [problem] = (json.json() as { problems: Record<string, unknown>[] }).problems;
  assert.deepEqual(problem?.place, { file: join(here.path, 'sub folder/vmtest.yaml'), line: 5, column: 18 });
  assert.deepEqual([problem?.code, problem?.severity, problem?.exitCode], ['VMTEST_SUITE_INVALID', 'error', 2]);
  // GitHub knows a file by its path in the checkout, also where a step works in a folder of it.
  assert.match(
    github.out,
    /^::error file=desk\/sub folder\/vmtest\.yaml,line=5,col=18,title=vmtest%3A VMTEST_SUITE_INVALID::tests\.one\.boot: unknown key/,
  );
  const log = sarif.json() as {
    version: string;
    runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
  };
  assert.equal(log.version, '2.1.0');
  assert.equal(log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri, 'desk/sub%20folder/vmtest.yaml');
  for (const wrong of [text, json, github, sarif]) assert.deepEqual([wrong.code, wrong.err], [2, '']);
  assert.deepEqual([good.code, good.out, good.err], [0, 'no problems\n', '']);
});

test('plan --json is one document that fits its schema, the same in every form', async () => {
  const many = GOOD['vmtest.yaml'].replace('one: { boot: {} }', 'one: { matrix: { machine.cpus: [1, 2, 3, 4, 5, 6] }, boot: {} }');
  await using here = await desk({ ...GOOD, 'many.yaml': many });
  const [plan, verbose, short, long] = await Promise.all([
    here.vmtest(['plan', '--json', '--accel', 'tcg']),
    here.vmtest(['plan', '--accel', 'tcg', '--memory', '1G'], { VMTEST_CPUS: '2' }),
    here.vmtest(['plan', 'many.yaml', '--accel', 'tcg']),
    here.vmtest(['plan', 'many.yaml', '--accel', 'tcg', '--settings', '--images-to-keep', '3'], {
      IMAGE_DIR: '/store',
      VMTEST_IMAGE_SYNC: 'no',
    }),
  ]);
  const schema = JSON.parse(await readFile(new URL('../../../schemas/plan.schema.json', import.meta.url), 'utf8'));
  const { error } = fromJSONSchema(schema).safeParse(plan.json());
  assert.equal(error, undefined, JSON.stringify(error?.issues, null, 1));
  assert.deepEqual([plan.code, plan.err, plan.left], [0, '', []]);
  assert.match(verbose.out, /machine\.memory +1 GiB +--memory\n/);
  assert.match(verbose.out, /machine\.cpus +2 +VMTEST_CPUS\n/);
  assert.match(verbose.out, /machine\.firmware +bios +default\n/);
  assert.doesNotMatch(short.out, /machine\.firmware/);
  assert.equal(long.out.match(/machine\.firmware +bios +default\n/g)?.length, 6, '--settings shows them of many tests too');
  assert.match(long.out, /\nimages\n {2}image-dir +\/store +IMAGE_DIR\n {2}image-sync +no +VMTEST_IMAGE_SYNC\n {2}image-src-url +http/);
  assert.match(long.out, /images-to-keep +3 +--images-to-keep\n {2}image-lock-timeout +forever +default\n$/);
});

const CURTIN = {
  'curtin/curtin/__init__.py': '',
  'curtin/helpers/common': '',
  'curtin/config.yaml': 'storage: {version: 1, config: [{id: a, type: disk, serial: a}]}\n',
  'bin/apt-config': `#!/bin/sh\necho "x='http://user:word@proxy.example:3128/'"\n`,
  'vmtest.yaml': `version: 1
images: { live: { mmdebstrap: { suite: bookworm } } }
tests: { one: { image: live, install: { curtin: curtin/config.yaml } } }
`,
};

test('plan --settings shows every setting of a run, and where each came from', async () => {
  await using here = await desk(CURTIN);
  await chmod(join(here.path, 'bin/apt-config'), 0o755);
  const words = ['plan', '--settings', '--accel', 'tcg', '--bridge', 'user', '--jobs', '3', '--topdir', 'top', '--shuffle', '7'];
  const env = [
    'env',
    '-u',
    'apt_proxy',
    `PATH=${join(here.path, 'bin')}:${process.env.PATH}`,
    'https_proxy=http://me:word@proxy.example:1',
  ];
  const said = await here.through([...env, 'CURTIN_VMTEST_ISCSI_PORTAL=192.0.2.1:3260', '_DEVEL_UBUNTU=plucky'], words);
  const rows = new Map(
    said.out.split('\n').map((line) => {
      const [name = '', ...rest] = line.trim().split(/ {2,}/);
      return [name, rest.join('|')];
    }),
  );
  const named: Readonly<Partial<Record<string, string>>> = {
    'keep-data-pass': 'keep.pass',
    'keep-data-fail': 'keep.fail',
    memory: 'machine.memory',
    cpus: 'machine.cpus',
    'install-timeout': 'timeouts.install',
    'boot-timeout': 'timeouts.boot',
  };
  for (const name of Object.keys(OPTIONS) as OptionName[]) assert.ok(rows.has(named[settingName(name)] ?? settingName(name)), name);
  assert.deepEqual(
    ['jobs', 'topdir', 'shuffle', 'iscsi-portal', 'devel-releases', 'apt-proxy', 'https_proxy', 'log'].map((name) => rows.get(name)),
    [
      '3|--jobs',
      `${join(here.path, 'top')}|--topdir`,
      '7|--shuffle',
      '192.0.2.1:3260|CURTIN_VMTEST_ISCSI_PORTAL',
      'plucky|_DEVEL_UBUNTU',
      'http://proxy.example:3128/|apt-config',
      'http://proxy.example:1|https_proxy',
      'none|default',
    ],
    said.out,
  );
  const given = await here.vmtest(['plan', '--settings', '--accel', 'tcg']);
  assert.match(given.out, /apt-proxy +none +apt_proxy\n/, 'set to nothing it is none');
});

test('doctor --json: one document, every finding with a mend where one is needed', async () => {
  await using here = await desk();
  await mkdir(join(here.path, 'nothing'));
  // One after the other: what the one has in the folder for temporary files while it runs is nothing that the other left.
  const here1 = await here.vmtest(['doctor', '--json']);
  const without = await here.vmtest(['doctor', '--json'], { PATH: join(here.path, 'nothing') });
  type Report = { version: number; state: string; checks: { name: string; state: string; found: string; mend: string | null }[] };
  for (const said of [here1, without]) {
    const { version, checks, state } = said.json() as Report;
    assert.deepEqual([version, said.err, said.left], [1, '', []]);
    for (const check of checks) if (check.state === 'error') assert.ok(check.mend, check.name);
    assert.equal(said.code, state === 'error' ? 3 : 0);
  }
  assert.equal(without.code, 3);
  assert.ok((without.json() as Report).checks.some(({ name, state }) => /^qemu/.test(name) && state === 'error'));
});

test('clean removes what ended runs left, and nothing else', async () => {
  await using here = await desk();
  const temp = join(here.path, '../tmp');
  const name = (last: string) => `vmtest-20261122T174530Z-000${last}`;
  for (const folder of [name('1'), name('2'), name('3'), 'vmtest-of-mine'])
    await mkdir(join(temp, folder, 'one/logs'), { recursive: true });
  await using living = await sleeper();
  await writeFile(join(temp, name('2'), '.run.json'), JSON.stringify(processMark(living.pid)));
  const strange = process.getuid?.() === 0;
  // Only root can make what is another user's.
  if (strange) await chown(join(temp, name('3')), 65534, 65534);
  await utimes(join(temp, name('1')), new Date(0), new Date(0));
  const mine = strange ? [name('1')] : [name('1'), name('3')];
  const stays = [...(strange ? [name('3')] : []), name('2'), 'vmtest-of-mine'].sort();

  const dry = await here.vmtest(['clean', '--dry-run']);
  for (const folder of mine) assert.ok(dry.out.includes(`would remove ${join(temp, folder)} (`), dry.out);
  assert.equal(dry.out.trim().split('\n').length, mine.length);
  assert.deepEqual([dry.code, dry.left], [0, [...mine, ...stays].sort()]);
  const old = await here.vmtest(['clean', '--older-than', '24h', '--json']);
  const { removed, folders } = old.json() as { removed: boolean; folders: { path: string }[] };
  assert.deepEqual([removed, folders.map(({ path }) => path)], [true, [join(temp, name('1'))]]);
  const rest = await here.vmtest(['clean']);
  assert.deepEqual(rest.left, stays);
  assert.equal(rest.code, 0);
  assert.match((await here.vmtest(['clean'])).out, /^nothing to remove in /);
  assert.deepEqual((await readdir(temp)).sort(), stays);
});

/** A process that lives until it is disposed of. */
async function sleeper(): Promise<{ readonly pid: number } & AsyncDisposable> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return {
    pid: child.pid as number,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
