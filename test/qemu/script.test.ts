import assert from 'node:assert/strict';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { replayScript } from '../../src/qemu/script.ts';
import { tempFolder } from '../support/temp.ts';

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

test('what vmtest served to the guest is served by the script, which swallows reports', async () => {
  await using folder = await tempFolder();
  await mkdir(join(folder.path, 'token', 'target'), { recursive: true });
  await writeFile(join(folder.path, 'token', 'target', 'root-tgz'), 'a system');
  // A port that was free a moment ago.
  const server = createServer();
  const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  await new Promise((resolve) => server.close(resolve));
  const guest = `for try in 1 2 3 4 5 6 7 8 9 10; do
  python3 -c 'import sys, urllib.request as u
print(u.urlopen(sys.argv[1] + "/target/root-tgz").read().decode(), u.urlopen(sys.argv[1] + "/report", b"{}").status)' "$1" 2>/dev/null && exit
  sleep 0.3
done`;
  const script = replayScript(['sh', '-c', guest], {
    served: { url: `http://10.0.2.2:${port}/token`, folder: folder.path },
    output: { path: join(folder.path, 'out put'), bytes: 4096 },
  });
  assert.doesNotMatch(script, /exec sh/);
  const outcome = await run('sh', ['-s', '--', 'guest', `http://127.0.0.1:${port}/token`], { env: TOOL_ENV, input: script, timeout: 60 });
  assert.equal(outcome.stdout, 'a system 204\n', outcome.stderr);
  assert.equal((await stat(join(folder.path, 'out put'))).size, 4096);
});
