import assert from 'node:assert/strict';
import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../src/base/spawn.ts';
import { tempFolder } from '../support/temp.ts';
import { commandOf } from './support/commands.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';
import { type Job, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

// One job in which everything that a stranger writes is written to do harm: console, collected files, names, messages, commands' output.
const COMMAND = join(import.meta.dirname, '../../bin/vmtest.js');
const SECRET = 'swordfish';
/** What would be an order to the runner, by each of its grammars and through each trick with line ends. */
const ORDERS = [
  '::error file=evil.yaml,line=1::from the guest',
  '  ::set-output name=conclusion::success',
  '::stop-commands::halt',
  '::add-mask::passed',
  '::save-state name=work::evil',
  '##[command]evil',
  '##[error]evil',
  '##vso[task.complete result=Succeeded;]evil',
  'before\r::warning::evil',
  '\u001b[2K::notice::evil',
  '\u2028::error::evil',
];
/** What would be Markdown or HTML. */
const MARKUP = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/x.png)',
  '[click](https://evil.example)',
  '@octocat',
  '# evil',
  '```',
  '</pre></details><h1>evil</h1>',
];
/** What a shell would make of it: three files named `pwned`. */
const ODD_PATH = `it's "here"; touch pwned; $(touch pwned) \`touch pwned\``;
const ODD = '::error::<script>`|` @octocat ![x](https://evil.example) ##[error]x';
const HOSTILE = [...ORDERS, ...MARKUP];

let temp: Awaited<ReturnType<typeof tempFolder>>;
let service: ResultsService;
let job: Job;
let result: StepResult;

/** For XML, which has no characters below the space. */
const xml = (text: string) =>
  text.replaceAll('\u001b', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\r', '&#13;');
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const printed = HOSTILE.map((line) => `printf '%s\\n' ${quoted(line)}`);

before(async () => {
  temp = await tempFolder();
  service = await resultsService();
  const checkout = join(temp.path, 'checkout');
  await mkdir(checkout);
  await tinySuite(checkout, {
    files: {
      'hostile.xml': `<testsuite><testcase name="${xml(ODD)}"><failure message="${xml(ODD)}">${xml(HOSTILE.join('\n'))}</failure></testcase></testsuite>`,
    },
    tests: {
      guest: {
        boot: {
          runcmd: [...printed.map((line) => `${line} > /dev/console`)],
          collect: [
            ...printed.map((line) => `${line} >> words`),
            'ln -s /etc/shadow shadow',
            'mknod disk b 8 0',
            'mkfifo pipe',
            'ln words linked',
          ],
        },
        checks: [
          { run: `env > "$VMTEST_LOGS/env-of-check.txt"; cat hostile.xml > "$VMTEST_JUNIT"; exit 1` },
          { run: `${printed.join('; ')}; exit 1` },
          { file: 'words', equals: 'nothing' },
          { file: 'words', matches: '::error::<script>' },
        ],
      },
      named: { matrix: { word: [ODD] }, command: 'echo "$VMTEST_WORD"; exit 1' },
      command: { command: `env; ${printed.join('; ')}; exit 1` },
    },
  });
  job = await startJob({ service, checkout, token: SECRET, env: { MY_TOKEN: SECRET, AWS_SECRET_ACCESS_KEY: SECRET } });
  result = await job.step({
    id: 'vmtest',
    uses: '.',
    with: {
      accel: 'tcg',
      jobs: 2,
      log: `${ODD_PATH}.log`,
      junit: `${ODD_PATH}.xml`,
      topdir: `\${{ runner.temp }}/${ODD_PATH}`,
      'image-dir': `\${{ runner.temp }}/${ODD_PATH}-images`,
    },
    env: { GITHUB_TOKEN: SECRET },
  });
});
after(async () => {
  await job[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
});

/** All files and folders below a path. */
async function below(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true })).map((name) => join(path, name)).sort();
}

test('nothing that a guest, a suite or a command wrote is a command to the runner', () => {
  const allowed = new Set(['error', 'warning', 'group', 'endgroup', 'add-mask']);
  const commands = result.raw.split('\n').flatMap((line) => commandOf(line) ?? []);
  assert.deepEqual(
    commands.filter(({ name }) => !allowed.has(name)),
    [],
  );
  // The runner’s own error, and our warning of a top folder below /tmp.
  const annotations = result.annotations.filter(({ message }) => !/^Process completed|^[^\n]* is below \/tmp/.test(message));
  assert.ok(annotations.length >= 3);
  for (const { title, file } of annotations) assert.deepEqual([title?.startsWith('vmtest: '), file], [true, 'vmtest.yaml']);
  assert.deepEqual([result.errors, result.masks.filter((mask) => mask.includes('passed')), Object.keys(result.state)], [[], [], ['work']]);
  assert.deepEqual([result.outputs.conclusion, result.outputs.failed], ['failure', '3']);
  assert.doesNotMatch(result.raw, /##\[|##vso|\r/);
  const titles = ['Artifacts', 'guest: check-failed', 'command: check-failed', `named[word=${ODD.replace('##[', '# #[')}]: check-failed`];
  assert.deepEqual(result.groups.map(({ title }) => title).sort(), titles.sort());
});

test('nothing of it is Markdown or HTML in the summary: it stands in code, fenced longer than any fence in it', () => {
  const { text } = result.summary;
  const prose: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const mark = /^(`{3,})/.exec(line)?.[1] ?? null;
    if (fence === null && mark !== null) fence = mark;
    else if (fence !== null && line === fence) fence = null;
    else if (fence === null) prose.push(line);
  }
  assert.equal(fence, null);
  // Between tags of HTML, which hold up to the next blank line, Markdown means nothing; and in code nobody is mentioned.
  const outside = prose.join('\n').replaceAll(/<code>[^<\n]*<\/code>/g, '');
  assert.match(text, /<script>|&#60;script/);
  assert.doesNotMatch(outside, /<script|<img|!\[|<h1|<\/pre|^# evil|\]\(https:\/\/evil/m);
  assert.doesNotMatch(outside, /@octocat/);
});

test('the suite’s own commands see no token, input, state or command file, and no secret of the job', async () => {
  const top = result.outputs.topdir ?? '';
  for (const [name, file] of [
    ['check', 'guest/logs/env-of-check.txt'],
    ['command', 'command/logs/command.log'],
  ] as const) {
    const env = await readFile(join(top, file), 'utf8').catch(() => '');
    assert.match(env, /^RUNNER_TRACKING_ID=/m, name);
    assert.match(env, /^PATH=/m, name);
    assert.doesNotMatch(env, /^(?:ACTIONS_|INPUT_|STATE_|GITHUB_(?:TOKEN|OUTPUT|ENV|STATE|PATH|STEP_SUMMARY|EVENT_PATH))/m, name);
    assert.doesNotMatch(env, new RegExp(SECRET), name);
  }
});

test('the summary has a line that replays what has a machine, and none for a command', () => {
  const lines = result.summary.text.split('\n').filter((line) => line.includes('vmtest replay '));
  assert.equal(lines.length, 1, lines.join('\n'));
});

test('QEMU runs in its sandbox, and as nobody where the job is root', async () => {
  const script = await readFile(join(result.outputs.topdir ?? '', 'guest/logs/qemu-boot.sh'), 'utf8');
  assert.match(script, /-sandbox\s+on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny/);
  if (process.getuid?.() === 0) assert.match(script, /setpriv[\s\S]{0,300}--no-new-privs/);
});

test('inputs never reach a shell: files stand where odd paths say, and nothing was executed', async () => {
  assert.equal(result.outputs.junit, join(job.workspace, `${ODD_PATH}.xml`));
  assert.ok((await lstat(join(job.workspace, `${ODD_PATH}.log`))).isFile());
  assert.equal(result.outputs.topdir, join(job.temp, ODD_PATH));
  const pwned = (await below(join(job.folder, '..'))).filter((path) => path.endsWith('/pwned'));
  assert.deepEqual(pwned, []);
});

test('artifacts hold plain files alone: no link, no device, no file of the host, no secret', async () => {
  const home = join(temp.path, 'home');
  const env = { PATH: process.env.PATH ?? '', HOME: temp.path, TMPDIR: temp.path, GITHUB_API_URL: service.origin, no_proxy: '127.0.0.1' };
  const GH_TOKEN = service.apiToken({ repository: 'octo/os' });
  const got = await run(process.execPath, [COMMAND, 'download', '4200', '--repo', 'octo/os', '-o', home], {
    env: { ...env, GH_TOKEN },
    cwd: temp.path,
  });
  assert.equal(got.exitCode, 0, got.stderr);
  const paths = await below(home);
  assert.ok(
    paths.some((path) => path.endsWith('/guest/collect/words')),
    paths.join('\n'),
  );
  for (const path of paths) {
    const stats = await lstat(path);
    assert.ok(stats.isFile() || stats.isDirectory(), path);
    assert.doesNotMatch(path, /\/(?:shadow|disk|pipe)$/);
    if (!stats.isFile() || stats.size > 1 << 20) continue;
    const text = await readFile(path, 'latin1');
    assert.ok(!text.includes(SECRET) && !/eyJ[\w-]{10,}\.[\w-]+\./.test(text), path);
  }
  assert.ok(!result.raw.includes(SECRET));
});
