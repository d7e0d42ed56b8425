import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { processState } from '../../../src/base/processes.ts';
import { endChildren } from '../../../src/engine/children/record.ts';
import { tempFolder } from '../../support/temp.ts';

const RECORD = join(import.meta.dirname, '../../../src/engine/children/record.ts');
const SPAWN = join(import.meta.dirname, '../../../src/base/spawn.ts');

/** A process that writes down two children, one of which leaves its group's leader behind, and is killed. */
async function killedParent(file: string): Promise<readonly number[]> {
  const code = `
    import { recordChildren } from ${JSON.stringify(RECORD)};
    import { run } from ${JSON.stringify(SPAWN)};
    recordChildren(${JSON.stringify(file)});
    const env = { PATH: process.env.PATH };
    void run('sleep', ['300'], { env });
    const { stdout } = await run('sh', ['-c', 'sleep 300 >/dev/null 2>&1 & echo $!'], { env });
    console.log(stdout.trim());
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const orphan = await new Promise<number>((resolve) => parent.stdout.once('data', (data) => resolve(Number(String(data)))));
  parent.kill('SIGKILL');
  await new Promise((resolve) => parent.once('exit', resolve));
  const sleeper = Number(readFileSync(file, 'utf8').split(' ')[0]);
  return [sleeper, orphan];
}

test('what a killed process started is ended by who reads its record, children of children too', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'children');
  const pids = await killedParent(file);
  for (const pid of pids) assert.notEqual(processState(pid), null, `${pid} lives on after its parent`);
  const { ended, left } = await endChildren(file);
  assert.deepEqual([...ended].sort(), [...pids].sort());
  assert.deepEqual(left, []);
  // Who has nobody that takes note of its end stays a zombie.
  for (const pid of pids) assert.notEqual(processState(pid)?.zombie, false);
});

test('a process of the same number that started at another time is left alone, and so is what no line names rightly', async (t) => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'children');
  const other = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  t.after(() => other.kill('SIGKILL'));
  const started = BigInt(processState(other.pid as number)?.started ?? '0');
  appendFileSync(file, `${other.pid} ${started - 1n}\n1\n-1 0\n../1 2\n`);
  assert.deepEqual(await endChildren(file), { ended: [], left: [] });
  assert.notEqual(processState(other.pid as number), null);
});

test('where nothing was written down there is nothing to end', async () => {
  await using folder = await tempFolder();
  assert.deepEqual(await endChildren(join(folder.path, 'none')), { ended: [], left: [] });
});
