import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { supervise } from '../../../src/images/mmdebstrap/supervise.ts';
import { isGone } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';

test('stdout goes into the file, stderr comes by lines, the status is the program’s', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'out');
  await using stdout = await open(path, 'w');
  const lines: string[] = [];
  const script = 'cat >&2; echo out; echo "$1" >&2; printf last >&2; exit 7';
  const ending = await supervise('sh', ['-c', script, 'sh', "a 'b"], { env: TOOL_ENV, stdout, onLine: (line) => lines.push(line) });
  assert.deepEqual(ending, { status: 7, cancelled: false });
  assert.deepEqual(lines, ["a 'b", 'last']);
  assert.equal(await readFile(path, 'utf8'), 'out\n');
});

test('a cancellation ends the program and what it started', async () => {
  await using folder = await tempFolder();
  await using stdout = await open(join(folder.path, 'out'), 'w');
  const stop = new AbortController();
  const pids: number[] = [];
  const ending = await supervise('sh', ['-c', 'trap "" TERM; sleep 987654 & echo $! >&2; wait'], {
    env: TOOL_ENV,
    stdout,
    signal: stop.signal,
    onLine: (line) => {
      pids.push(Number(line));
      stop.abort();
    },
  });
  assert.deepEqual(ending, { status: undefined, cancelled: true });
  assert.ok(await isGone(pids[0] as number));
});

test('when we are killed, the program and what it started are too', async () => {
  await using folder = await tempFolder();
  const module = JSON.stringify(import.meta.resolve('../../../src/images/mmdebstrap/supervise.ts'));
  const program = `const { supervise } = await import(${module});
    const { open } = await import('node:fs/promises');
    const stdout = await open(${JSON.stringify(join(folder.path, 'out'))}, 'w');
    await supervise('sh', ['-c', 'sleep 987654 & echo $! >&2; wait'], { env: ${JSON.stringify(TOOL_ENV)}, stdout, onLine: (line) => process.stdout.write(line) });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [data] = await once(child.stdout, 'data');
  child.kill('SIGKILL');
  assert.ok(await isGone(Number(String(data))));
});
