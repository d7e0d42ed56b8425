import assert from 'node:assert/strict';
import { open, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { killGroup, run, start, TOOL_ENV } from '../../src/base/spawn.ts';
import { isGone } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

test('a program gets the environment that it is given and nothing else', async () => {
  const outcome = await run('env', [], { env: { PATH: TOOL_ENV['PATH'] as string, ONE: '1' } });
  assert.deepEqual(outcome.stdout.trim().split('\n').sort(), ['ONE=1', `PATH=${TOOL_ENV['PATH']}`]);
});

test('an exit status is an outcome, a program that is not there has an error code', async () => {
  assert.equal((await run('sh', ['-c', 'exit 7'], { env: TOOL_ENV })).exitCode, 7);
  const absent = await run('/nowhere/at-all', [], { env: TOOL_ENV });
  assert.equal(absent.exitCode, undefined);
  assert.equal(absent.errorCode, 'ENOENT');
});

test('a time-out ends the whole process group, a child of the child too', async () => {
  await using folder = await tempFolder();
  const pidFile = join(folder.path, 'pid');
  const outcome = await run('sh', ['-c', `sleep 60 & echo $! > ${pidFile}; wait`], { env: TOOL_ENV, timeout: 0.5 });
  assert.equal(outcome.timedOut, true);
  const pid = Number(await readFile(pidFile, 'utf8'));
  assert.equal(await isGone(pid), true);
});

test('an abort ends it, and says so', async () => {
  const controller = new AbortController();
  const running = run('sleep', ['60'], { env: TOOL_ENV, signal: controller.signal });
  controller.abort();
  const outcome = await running;
  assert.equal(outcome.canceled, true);
  assert.equal(outcome.timedOut, false);
});

test('input reaches it', async () => {
  assert.equal((await run('cat', [], { env: TOOL_ENV, input: 'hello' })).stdout, 'hello');
});

test('a long-lived child talks over an inherited socket and logs to a file', async () => {
  await using folder = await tempFolder();
  const log = await open(join(folder.path, 'log'), 'w');
  const child = start('sh', ['-c', 'read line <&3; echo "got $line" >&3; echo logged'], { env: TOOL_ENV, log: log.fd, sockets: 1 });
  await log.close();
  const socket = child.sockets[0] as Socket;
  const answer = new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  socket.write('word\n');
  assert.equal(await answer, 'got word\n');
  assert.equal((await child.exit).exitCode, 0);
  assert.equal(await readFile(join(folder.path, 'log'), 'utf8'), 'logged\n');
});

test('a group that is gone is no error', () => {
  killGroup(2 ** 22 - 1, 'SIGKILL');
  killGroup(undefined, 'SIGKILL');
});
