import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const PACKED = [
  'Makefile',
  'bin',
  'src',
  'tools/build.ts',
  'tools/bundle.ts',
  'tools/licences.ts',
  'tools/GPL-3.txt',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vmtest.schema.json',
];
const TEXTS = ['LICENSE', 'README.md', 'CHANGELOG.md'];
// npm, make and the command find this very Node first, whatever the machine's own is.
const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` };
let folder = '';
let project = '';
let tarball = '';

const npm = (args: string[], cwd: string) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmtest-pack-'));
  const checkout = join(folder, 'checkout');
  for (const name of [...PACKED, ...TEXTS]) {
    mkdirSync(dirname(join(checkout, name)), { recursive: true });
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  npm(['pack', '--pack-destination', folder], checkout);
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none.tgz');
  project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }));
  // What npm ci has fetched for the checkout is in npm's cache.
  npm(['install', '--prefer-offline', tarball], project);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds the command, the library and its types, and no source or test', () => {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  const present = TEXTS.filter((name) => existsSync(join(ROOT, name)));
  for (const name of ['bin/vmtest.js', 'bin/package.json', 'build/cli.js', 'build/index.js', 'build/index.d.ts', ...present]) {
    assert.ok(files.includes(`package/${name}`), `${name} is not in the package`);
  }
  const others = files.filter((name) => !/^package\/(?:bin|build)\/|^package\/[^/]+$/.test(name));
  assert.deepEqual(others, []);
  assert.deepEqual(
    files.filter((name) => /(?<!\.d)\.ts$/.test(name)),
    [],
  );
});

test('npx vmtest doctor runs in a project that installed it', () => {
  const doctor = spawnSync('npx', ['--no-install', 'vmtest', 'doctor'], { cwd: project, env, encoding: 'utf8' });
  assert.ok(doctor.status === 0 || doctor.status === 3, `exit code ${doctor.status}: ${doctor.stderr}`);
  assert.notEqual(doctor.stdout.trim(), '');
});

test('the command knows its own version, bundled as it is', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const text = execFileSync('npx', ['--no-install', 'vmtest', '--version'], { cwd: project, env, encoding: 'utf8' });
  assert.ok(text.includes(version), text);
});

test('the library is imported by its name', () => {
  const script = `const { run, plan, VmtestError } = await import('vmtest');
    console.log(typeof run, typeof plan, new VmtestError('VMTEST_USAGE', 'x').exitCode);`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: project, encoding: 'utf8' });
  assert.equal(text, 'function function 2\n');
});

for (const [module, moduleResolution] of [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const) {
  test(`its types hold under module resolution ${moduleResolution}`, () => {
    const source = `import { plan, run, type RunEvent, VmtestError } from 'vmtest';
      export const functions: readonly unknown[] = [plan, run];
      export const code: number = new VmtestError('VMTEST_USAGE', 'x').exitCode;
      export const event: RunEvent['type'] = 'run-start';
      // @ts-expect-error: the codes are a closed list
      export const wrong = new VmtestError('NO_SUCH_CODE', 'x');
      // @ts-expect-error: run is not any
      export const text: string = run;`;
    const types = join(project, 'node_modules/@types/node');
    mkdirSync(dirname(types), { recursive: true });
    if (!existsSync(types)) symlinkSync(join(ROOT, 'node_modules/@types/node'), types);
    const name = `user-${moduleResolution}.ts`;
    writeFileSync(join(project, name), source);
    const args = [
      '--noEmit',
      '--strict',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
      '--target',
      'es2024',
      '--types',
      'node',
    ];
    const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), [...args, '--lib', 'es2024,esnext.disposable', name], {
      cwd: project,
      env,
      encoding: 'utf8',
    });
    assert.equal(tsc.stdout, '');
    assert.equal(tsc.status, 0);
  });
}
