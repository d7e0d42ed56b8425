import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TOOL_ENV } from '../../src/base/spawn.ts';
import { findProgram } from '../../src/host/programs.ts';
import { tempFolder } from '../support/temp.ts';
import { type Ran, runTiny } from './harness.ts';

/** A QEMU that ends by itself the first time that a machine of a name is started, or every time where the name says so. */
const qemu = (real: string, marks: string) => `#!/bin/sh
case "$*" in
*/never/*) echo 'out of luck' >&2; exit 1 ;;
*/once/*) [ -e '${marks}/once' ] || { : > '${marks}/once'; echo 'out of luck' >&2; exit 1; } ;;
esac
exec '${real}' "$@"
`;

let ran: Ran;
let temp: Awaited<ReturnType<typeof tempFolder>>;

before(async () => {
  temp = await tempFolder();
  const bin = join(temp.path, 'bin');
  const marks = join(temp.path, 'marks');
  await Promise.all([bin, marks].map((folder) => mkdir(folder)));
  // QEMU is another user where we are root.
  await chmod(marks, 0o777);
  const real = (await findProgram('qemu-system-x86_64', TOOL_ENV.PATH)) as string;
  await writeFile(join(bin, 'qemu-system-x86_64'), qemu(real, marks), { mode: 0o755 });
  ran = await runTiny({
    tests: {
      once: { boot: { collect: ['echo 42 > answer'] }, checks: [{ file: 'answer', equals: '42' }] },
      never: { boot: {} },
      // On the host: the first time there is no mark.
      flaky: { retries: 1, boot: {}, checks: [{ run: `[ -e '${marks}/flaky' ] || { : > '${marks}/flaky'; exit 1; }` }] },
      fails: { boot: {}, checks: [{ run: 'exit 1' }] },
    },
    settings: { retries: 1, keepPass: [], keepFail: ['logs'] },
    surroundings: { path: `${bin}:${TOOL_ENV.PATH}` },
  });
});
after(() => Promise.all([ran[Symbol.asyncDispose](), temp[Symbol.asyncDispose]()]));

const told = (name: string) => {
  const { verdict, attempts, earlier = [] } = ran.of(name);
  return [verdict, attempts, earlier.map((one) => one.verdict)];
};

test('what the host ended is run again from the start, what the system ended only where its suite says so', () => {
  assert.deepEqual(told('once'), ['passed', 2, ['qemu-failed']]);
  assert.deepEqual(told('never'), ['qemu-failed', 2, ['qemu-failed']]);
  assert.deepEqual(told('flaky'), ['passed', 2, ['check-failed']]);
  assert.deepEqual(told('fails'), ['check-failed', 1, []]);
  assert.equal(ran.result.exitCode, 1);
});

test('a test is told of once, and each attempt begins for everybody who listens', () => {
  const types = ran.events.flatMap((event) =>
    'test' in event && event.test === 'once' && event.type.startsWith('test-') ? [event.type] : [],
  );
  assert.deepEqual(types, ['test-start', 'test-retry', 'test-start', 'test-end']);
});

test('the logs of each attempt stay by the policy for failures, and the results say where', async () => {
  const { kept, folder } = ran.of('once');
  assert.ok(kept.some(({ path }) => path === 'attempts/1/logs/boot-qemu.log'));
  assert.ok(kept.every(({ path }) => path.startsWith('attempts/1/logs/')));
  assert.match(await readFile(join(folder as string, 'attempts/1/logs/boot-qemu.log'), 'utf8'), /out of luck/);
  for (const gone of ['logs', 'disks', 'collect', 'attempts/1/disks']) assert.equal(existsSync(join(folder as string, gone)), false, gone);
  const console = ran.of('flaky').earlier?.[0]?.phases[0]?.consoleLog ?? '';
  assert.match(await ran.kept('flaky', console), /Linux version/);
  const never = ran.of('never');
  assert.ok(existsSync(join(never.folder as string, 'logs/boot-qemu.log')));
  assert.ok(existsSync(join(never.folder as string, 'attempts/1/logs/boot-qemu.log')));
});

test('JUnit tells a flaky pass from a failure that stayed', async () => {
  const junit = await readFile(join(ran.topdir, 'junit.xml'), 'utf8');
  assert.match(junit, /<flakyError message="attempt 1: [^"]*did not start[^"]*" type="qemu-failed"/);
  assert.match(junit, /<flakyFailure message="attempt 1: run [^"]*" type="check-failed"/);
  assert.match(junit, /<rerunError message="attempt 1: [^"]*did not start[^"]*" type="qemu-failed"/);
});
