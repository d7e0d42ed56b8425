import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { MARK_VARIABLE } from '../../../src/engine/command/environment.ts';
import { type CommandRun, runCommand } from '../../../src/engine/command/run-command.ts';
import { isGone } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';

async function command(folder: string, script: string, choice: Partial<CommandRun> = {}) {
  const topdir = join(folder, 'top');
  await mkdir(topdir, { recursive: true });
  const heard: string[] = [];
  const end = await runCommand({
    command: script,
    folder,
    environment: (mark) => ({ PATH: process.env.PATH ?? '', TOP: topdir, [MARK_VARIABLE]: mark }),
    log: join(folder, 'command.log'),
    topdir,
    timeout: 60,
    signal: new AbortController().signal,
    onText: (text) => heard.push(text),
    ...choice,
  });
  return { ...end, log: await readFile(join(folder, 'command.log'), 'utf8'), heard: heard.join('') };
}

async function pidIn(folder: string, name: string): Promise<number> {
  for (let i = 0; i < 500; i++) {
    const pid = Number(await readFile(join(folder, name), 'utf8').catch(() => ''));
    if (pid > 0) return pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${name} was never written`);
}

test('a command has its status, its output in the log, and is heard while it runs', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  const end = await command(temp.path, 'echo one; echo two >&2; exit 7');
  assert.equal(end.exitCode, 7);
  assert.deepEqual([end.cut, end.left, end.log, end.heard], [null, [], 'one\ntwo\n', 'one\ntwo\n']);
});

test('what a command leaves in other sessions is killed, with and without the mark in its environment', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  // Of the clock tick in which the command itself began, a process without the mark may be somebody else's.
  const script = `
    sleep 0.05
    setsid sh -c 'echo $$ >marked; exec sleep 300' &
    (cd "$TOP" && exec env -i /usr/bin/setsid sh -c 'echo $$ >../bare; exec sleep 300') &
    while ! test -s marked || ! test -s bare; do sleep 0.05; done`;
  const end = await command(temp.path, script);
  const pids = await Promise.all(['marked', 'bare'].map((name) => pidIn(temp.path, name)));
  assert.deepEqual(end.left.map(({ pid }) => pid).sort(), pids.sort());
  for (const pid of pids) assert.ok(await isGone(pid));
});

test('a process that was there before the command stays, though it works in its folder', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  await mkdir(join(temp.path, 'top'));
  const before = spawn('sleep', ['300'], { cwd: join(temp.path, 'top'), stdio: 'ignore' });
  try {
    const end = await command(temp.path, 'sleep 0.2');
    assert.deepEqual(end.left, []);
    assert.equal(before.exitCode, null);
    assert.equal(before.signalCode, null);
  } finally {
    before.kill('SIGKILL');
  }
});

test('at its deadline a command may clean up, and what does not listen is killed', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  const polite = await command(temp.path, "trap 'echo cleaned; exit 0' TERM; while :; do sleep 0.05; done", { timeout: 0.5 });
  assert.equal(polite.cut, 'timeout');
  assert.match(polite.log, /cleaned/);
  const stubborn = `trap '' TERM; sh -c "trap '' TERM; echo \\$\\$ >stubborn; while :; do sleep 1; done" & wait; while :; do sleep 1; done`;
  const end = await command(temp.path, stubborn, { timeout: 1, grace: 1 });
  assert.equal(end.cut, 'timeout');
  assert.equal(end.killedBy, 'SIGKILL');
  assert.ok(await isGone(await pidIn(temp.path, 'stubborn')));
});

test('cancelling ends a command, also one that had not begun', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  const abort = new AbortController();
  const running = command(temp.path, 'echo $$ >pid; exec sleep 300', { signal: abort.signal });
  const pid = await pidIn(temp.path, 'pid');
  abort.abort();
  assert.equal((await running).cut, 'cancel');
  assert.ok(await isGone(pid));
  assert.equal((await command(temp.path, 'sleep 300', { signal: abort.signal })).cut, 'cancel');
});

test('a command whose vmtest is killed ends with it, its group too', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  const worker = join(temp.path, 'worker.ts');
  const source = new URL('../../../src/engine/command/run-command.ts', import.meta.url).pathname;
  const options = {
    command: "sh -c 'echo $$ >child; sleep 300; :' & echo $$ >leader; wait",
    folder: temp.path,
    log: join(temp.path, 'command.log'),
    topdir: temp.path,
    timeout: 60,
  };
  await writeFile(
    worker,
    `import { runCommand } from ${JSON.stringify(source)};
await runCommand({ ...${JSON.stringify(options)}, environment: () => ({ PATH: '/usr/bin:/bin' }), signal: new AbortController().signal, onText: () => undefined });`,
  );
  const node = spawn(process.execPath, [worker], { stdio: 'ignore' });
  try {
    const pids = [await pidIn(temp.path, 'leader'), await pidIn(temp.path, 'child')];
    node.kill('SIGKILL');
    for (const pid of pids) assert.ok(await isGone(pid));
  } finally {
    node.kill('SIGKILL');
  }
});

test('a folder that is not there is said, not thrown', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  const log = join(temp.path, 'command.log');
  const end = await runCommand({
    command: 'true',
    folder: join(temp.path, 'nowhere'),
    environment: () => ({ PATH: process.env.PATH ?? '' }),
    log,
    topdir: temp.path,
    timeout: 60,
    signal: new AbortController().signal,
    onText: () => undefined,
  });
  assert.notEqual(end.errorCode, undefined);
  assert.equal(end.exitCode, undefined);
});
