import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { replayScript } from '../../src/qemu/script.ts';

const ARGV = [
  'echo',
  '-S',
  '-nodefaults',
  '-action',
  'shutdown=pause',
  '-chardev',
  'socket,id=qmp,fd=3',
  '-chardev',
  "file,id=console,path=/a b/it's",
  '-append',
  'a=$HOME "x" \\',
];

test('the script is a shell script that gives back the same words, with what vmtest alone can give replaced', async () => {
  const outcome = await run('sh', ['-s', '--', '-snapshot'], { env: TOOL_ENV, input: replayScript(ARGV, { served: null, output: null }) });
  assert.equal(outcome.stderr, '');
  assert.equal(
    outcome.stdout.trim(),
    '-nodefaults -action reboot=shutdown,shutdown=poweroff,panic=shutdown -chardev null,id=qmp -chardev stdio,id=console,mux=on,signal=off -append a=$HOME "x" \\ -snapshot',
  );
});

test('a seed over HTTP is served by the script', () => {
  const script = replayScript(ARGV, {
    served: { url: 'http://10.0.2.2:4711/abc', folder: '/top/x/install/http' },
    output: { path: '/top/out put', bytes: 4096 },
  });
  assert.match(script, /http\.server .*--directory \/top\/x\/install\/http 4711 &/);
  assert.doesNotMatch(script, /exec echo/);
  assert.match(script, /^\[ -e '\/top\/out put' \] \|\| truncate -s 4096 '\/top\/out put'$/m);
});
