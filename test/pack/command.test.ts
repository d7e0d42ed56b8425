import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
let folder = '';

/** A checkout of the wrapper alone, over a command that tells what it got and does what its first argument says. */
const COMMAND = `
import { writeFileSync } from 'node:fs';
const args: string[] = process.argv.slice(2);
if (args[0] === 'die') process.kill(process.pid, 'SIGKILL');
else if (args[0] === 'wait') {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => { writeFileSync(String(args[1]), signal); process.exit(signal === 'SIGINT' ? 130 : 143); });
  }
  setInterval(() => undefined, 1000);
  console.log(process.pid);
} else {
  console.log(JSON.stringify(args));
  process.exitCode = Number(args[0]);
}
`;

function checkout(name: string): string {
  const root = join(folder, name);
  for (const file of ['bin', 'package.json']) cpSync(join(ROOT, file), join(root, file), { recursive: true });
  mkdirSync(join(root, 'src/faces/cli'), { recursive: true });
  writeFileSync(join(root, 'src/faces/cli/main.ts'), COMMAND);
  return root;
}

function program(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const REAL_NODE = `exec "${process.execPath}" "$@"`;
const ownNode = (root: string) => join(root, `tools/node/node_modules/node-linux-${process.arch}/bin/node`);

/** Arguments that start the wrapper in a Node that says it is version 18: no older one need be on the machine. */
function oldNode(root: string): string[] {
  const preload = join(folder, 'old.cjs');
  writeFileSync(preload, `Object.defineProperty(process, 'version', { value: 'v18.0.0' });`);
  return ['--require', preload, join(root, 'bin/vmtest.js')];
}

/** The environment: a home of its own, and the machine's programs but no node of the machine's. */
function environment(path = ''): Record<string, string> {
  const bin = join(folder, 'programs');
  mkdirSync(bin, { recursive: true });
  const setpriv = spawnSync('sh', ['-c', 'command -v setpriv'], { encoding: 'utf8' }).stdout.trim();
  if (setpriv !== '') program(join(bin, 'setpriv'), `exec ${setpriv} "$@"`);
  return { PATH: [path, bin].filter((part) => part !== '').join(':'), HOME: join(folder, 'home') };
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmtest-command-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('a new enough Node loads the command, with a private cache of compiled code', () => {
  const root = checkout('new');
  const env = environment();
  const result = spawnSync(process.execPath, [join(root, 'bin/vmtest.js'), '7', 'a b', '--c'], { env, encoding: 'utf8' });
  assert.equal(result.stdout, '["7","a b","--c"]\n');
  assert.equal(result.stderr, '');
  assert.equal(result.status, 7);
  assert.ok(existsSync(join(folder, 'home/.cache/vmtest/compile')));
});

test('an older Node hands over to the one of tools/node, and ends as it ends', () => {
  const root = checkout('own');
  program(ownNode(root), REAL_NODE);
  const run = (...args: string[]) => spawnSync(process.execPath, [...oldNode(root), ...args], { env: environment(), encoding: 'utf8' });
  const result = run('3', 'a b', '--c');
  assert.equal(result.stderr, '');
  assert.equal(result.stdout, '["3","a b","--c"]\n');
  assert.equal(result.status, 3);
  assert.equal(run('die').signal, 'SIGKILL');
});

test('an older Node hands over to a newer one in PATH, past older ones', () => {
  const root = checkout('path');
  program(join(folder, 'older/node'), 'echo v20.1.0');
  program(join(folder, 'newer/node'), REAL_NODE);
  const env = environment(`${join(folder, 'older')}:${join(folder, 'newer')}`);
  const result = spawnSync(process.execPath, [...oldNode(root), '0'], { env, encoding: 'utf8' });
  assert.equal(result.stdout, '["0"]\n');
  assert.equal(result.status, 0);
});

test('without a newer Node it says what it needs, what it is and where it looked', () => {
  const root = checkout('none');
  program(join(folder, 'older/node'), 'echo v20.1.0');
  const result = spawnSync(process.execPath, [...oldNode(root), 'doctor'], { env: environment(join(folder, 'older')), encoding: 'utf8' });
  assert.equal(result.status, 2);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, /needs Node 24 or later; this is Node v18\.0\.0 /);
  assert.ok(result.stderr.includes(ownNode(root)) && result.stderr.includes(join(folder, 'older/node')), result.stderr);
});

test('the wrapper is plain enough for an old Node', () => {
  const text = readFileSync(join(ROOT, 'bin/vmtest.js'), 'utf8');
  // What Node 12 cannot parse or load: optional chaining, nullish operators, class fields, node: modules, top-level await.
  assert.doesNotMatch(text, /\?\.[a-z([]|\?\?|\bstatic\s*\{|#[a-z]+\s*[=(;]|node:|^\s*await /im);
});

/** Starts the wrapper over a command that waits; resolves when the command runs, with its process id. */
async function waiting(root: string, mark: string): Promise<{ wrapper: ChildProcess; pid: number }> {
  const wrapper = spawn(process.execPath, [...oldNode(root), 'wait', mark], { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  const [first] = (await once(wrapper.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { wrapper, pid: Number(first.toString()) };
}

/** Resolves when a process is no more, or is a zombie that waits for its parent. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return;
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('SIGTERM is passed on, and the wrapper ends with the code of the command', async () => {
  const root = checkout('term');
  program(ownNode(root), REAL_NODE);
  const { wrapper } = await waiting(root, join(folder, 'term-mark'));
  wrapper.kill('SIGTERM');
  assert.deepEqual(await once(wrapper, 'exit'), [143, null]);
  assert.equal(readFileSync(join(folder, 'term-mark'), 'utf8'), 'SIGTERM');
});

test('after SIGINT the wrapper waits for the command', async () => {
  const root = checkout('int');
  program(ownNode(root), REAL_NODE);
  const { wrapper, pid } = await waiting(root, join(folder, 'int-mark'));
  wrapper.kill('SIGINT');
  process.kill(pid, 'SIGINT');
  assert.deepEqual(await once(wrapper, 'exit'), [130, null]);
});

test('SIGKILL of the wrapper ends the command by SIGTERM', async (t) => {
  if (spawnSync('sh', ['-c', 'command -v setpriv']).status !== 0) return t.skip('the machine has no setpriv');
  const root = checkout('kill');
  program(ownNode(root), REAL_NODE);
  const { wrapper, pid } = await waiting(root, join(folder, 'kill-mark'));
  wrapper.kill('SIGKILL');
  await gone(pid);
  assert.equal(readFileSync(join(folder, 'kill-mark'), 'utf8'), 'SIGTERM');
});
