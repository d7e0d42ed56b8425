import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
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

test('with -snapshot the disks stay as they are, and nothing is left; without it they are written', async () => {
  await using folder = await tempFolder();
  const [disk, raw] = [join(folder.path, "it's a disk"), join(folder.path, 'raw')];
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '1M'], { env: TOOL_ENV });
  await writeFile(raw, Buffer.alloc(1 << 20));
  const blockdev = (driver: string, filename: string, more = {}) =>
    JSON.stringify({ driver, 'node-name': driver, ...more, file: { driver: 'file', filename, discard: 'unmap' } });
  // A stand-in for QEMU that writes to each disk that it is given.
  const qemu = join(folder.path, 'qemu');
  await writeFile(
    qemu,
    `#!/bin/sh
for word; do
  case $word in
    *read-only*) echo "$word" ;;
    *filename*) path=$(printf %s "$word" | sed 's/.*"filename":"\\([^"]*\\)".*/\\1/'); case $word in *'"driver":"qcow2"'*) format=qcow2 ;; *) format=raw ;; esac
      qemu-io -f $format -c 'write -P 7 0 512' "$path" >/dev/null && echo "$path" ;;
  esac
done
`,
    { mode: 0o755 },
  );
  const fixed = blockdev('raw', '/dev/null', { 'read-only': true });
  const argv = [qemu, '-blockdev', blockdev('qcow2', disk), '-blockdev', blockdev('raw', raw), '-blockdev', fixed];
  const script = replayScript(argv, { served: null, output: null });
  const start = async (...words: string[]) =>
    await run('sh', ['-s', '--', ...words], { env: { ...TOOL_ENV, TMPDIR: folder.path }, input: script });
  const first = async () => (await readFile(raw))[0];
  const aside = await start('-snapshot');
  assert.equal(aside.stderr, '');
  assert.match(aside.stdout, /vmtest-replay\.\w+\/0\n.*vmtest-replay\.\w+\/1\n.*read-only/s);
  assert.equal(await first(), 0);
  assert.deepEqual((await readdir(folder.path)).sort(), ["it's a disk", 'qemu', 'raw']);
  assert.equal((await start()).stdout, `${disk}\n${raw}\n${fixed}\n`);
  assert.equal(await first(), 7);
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
  const outcome = await run('sh', ['-s', '--', 'guest', `http://127.0.0.1:${port}/token`], { env: TOOL_ENV, input: script, timeout: 60 });
  assert.equal(outcome.stdout, 'a system 204\n', outcome.stderr);
  assert.equal((await stat(join(folder.path, 'out put'))).size, 4096);
});
