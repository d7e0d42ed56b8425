import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sha256File } from '../../src/base/files.ts';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import type { ReplayRecord } from '../../src/engine/replay/record.ts';
import { replayCommand } from '../../src/report/replay.ts';
import { keptFolder } from '../engine/replay/support.ts';
import { tinyInstall } from '../support/tiny.ts';
import { type Ran, runTiny } from './harness.ts';

// One machine that fails in its boot; what was kept of it is then replayed at another desk: from a folder with another path.
const FAILING = 'tiny: cannot mount /data';
const COMMAND = join(import.meta.dirname, '../../bin/vmtest.js');
let ran: Ran;
let desk: string;
let folder: string;
let digests: Readonly<Record<string, string>>;

before(async () => {
  ran = await runTiny({
    files: {
      'install.sh': `cat "$VMTEST_FILES/deep/word" > /dev/console\n${tinyInstall('system')}`,
      'word.txt': 'a published word\n',
    },
    tests: {
      broken: {
        machine: {
          firmware: 'uefi',
          disks: [
            { size: '64M', serial: 'system' },
            { size: '32M', serial: 'second', format: 'raw', 'block-size': 4096 },
          ],
          nics: [{ mac: '52:54:00:12:34:01' }],
        },
        install: { script: 'install.sh', target: 'target', seed: 'http', publish: { 'word.txt': 'deep/word' } },
        boot: { runcmd: [`cat /sys/class/net/eth0/address > /dev/console; echo "${FAILING}" > /dev/console; false`] },
      },
      whole: { boot: { collect: ['echo fine > fine'] } },
    },
  });
  desk = join(ran.folder, 'another desk');
  folder = join(desk, 'download', 'broken');
  await mkdir(join(desk, 'tmp'), { recursive: true });
  // At the other desk there is neither the checkout nor the top folder of the run.
  await rename(ran.topdir, join(desk, 'download'));
  for (const name of ['install.sh', 'word.txt']) await rm(join(ran.folder, name));
  digests = await digestsOf(folder);
});
after(() => ran[Symbol.asyncDispose]());

async function digestsOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(files.sort().map(async (file) => [file, await sha256File(file)] as const)));
}

async function vmtest(...args: string[]): Promise<{ code: number | undefined; out: string; err: string }> {
  const env = { PATH: process.env.PATH ?? '', HOME: join(desk, 'home'), TMPDIR: join(desk, 'tmp') };
  const ended = await run(process.execPath, [COMMAND, ...args], { env, cwd: desk, timeout: 110 });
  return { code: ended.exitCode, out: ended.stdout, err: ended.stderr };
}

const recordOf = async (path: string) => JSON.parse(await readFile(join(path, 'replay.json'), 'utf8')) as ReplayRecord;
const nothingLeft = async () => assert.deepEqual(await readdir(join(desk, 'tmp')), []);

test('what a run tells is `vmtest replay`, and a phase is named where it is not the one that is meant', () => {
  const broken = ran.of('broken');
  assert.deepEqual([broken.verdict, broken.folder], ['check-failed', join(ran.topdir, 'broken')]);
  const [install, boot] = broken.phases;
  assert.equal(replayCommand(broken, boot), `vmtest replay ${ran.topdir}/broken`);
  assert.equal(replayCommand(broken, install), `vmtest replay ${ran.topdir}/broken --phase install`);
  assert.equal(replayCommand({ ...broken, kept: [] }, boot), null);
  const alone = ran.of('whole');
  assert.equal(replayCommand(alone, alone.phases[0]), `vmtest replay ${ran.topdir}/whole`);
});

test('the boot that failed fails with the same line, at the same addresses, and the evidence stays as it is', async () => {
  const again = await vmtest('replay', 'download');
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /^broken, boot: the machine once more\n/);
  assert.match(again.out, /in the run check-failed: boot runcmd 1/);
  assert.match(again.out, /changed +nothing: this host has what the run had/);
  const first = await readFile(join(folder, 'logs/boot-console.log'), 'utf8');
  for (const line of [FAILING, '52:54:00:12:34:01', 'vmtest: step 1 "runcmd 1" failed with status 1']) {
    assert.ok(first.includes(line), line);
    assert.ok(again.out.split('\n').includes(line), `${line}\n${again.out}`);
  }
  assert.match(again.out, /\nvmtest: the guest powered off\n$/);
  assert.deepEqual(await digestsOf(folder), digests);
  await nothingLeft();
});

test('the installation once more: blank disks, its image by digest, what it was served; its port is taken, and another is written in', async () => {
  const { phases } = await recordOf(folder);
  const port = Number(new URL(phases[0]?.spec?.served?.url ?? '').port);
  const taken = await occupy(port);
  const again = await vmtest('replay', 'download', '--phase', 'install', '--keep', 'kept', '--json');
  taken?.close();
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /\na published word\n/);
  assert.match(again.err, /\n48\+0 records out\n/);
  const said = JSON.parse(again.out);
  assert.deepEqual([said.version, said.test, said.phase, said.outcome], [1, 'broken', 'install', 'power-off']);
  assert.match(said.disks, /as the installation found them/);
  assert.ok(said.argv.some((word: string) => word.includes('"serial":"second","logical_block_size":4096')));
  const append = said.argv[said.argv.indexOf('-append') + 1] as string;
  if (taken !== null) assert.ok(!append.includes(`:${port}/`), append);
  assert.match(await readFile(join(desk, 'kept/machine/logs/install-console.log'), 'utf8'), /a published word/);
  const size = await run('qemu-img', ['info', '--output=json', join(desk, 'kept/machine/disks/disk0.qcow2')], { env: TOOL_ENV });
  assert.equal(JSON.parse(size.stdout)['virtual-size'], 64 << 20);
  assert.deepEqual(await digestsOf(folder), digests);
});

/** Takes a port of the loopback; null where somebody else has it. */
function occupy(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

test('an artifact as GitHub hands it out: a zip, its disks compressed and flat', async () => {
  const packed = join(desk, 'artifact');
  await mkdir(packed);
  await cp(folder, join(packed, 'broken'), { recursive: true });
  const disks = join(packed, 'broken/disks');
  for (const [format, from, to] of [
    ['qcow2', 'disk0.qcow2', 'disk0.qcow2'],
    ['raw', 'disk1.img', 'disk1.img.qcow2'],
  ] as const) {
    const args = ['convert', '-c', '-f', format, '-O', 'qcow2', join(folder, 'disks', from), join(disks, `${to}.new`)];
    assert.equal((await run('qemu-img', args, { env: TOOL_ENV })).exitCode, 0);
    await rm(join(disks, from));
    await rename(join(disks, `${to}.new`), join(disks, to));
  }
  const tests = [{ id: 'broken', slug: 'broken', verdict: 'check-failed', parts: ['boot', 'disks', 'install', 'logs'], missing: [] }];
  await writeFile(join(packed, 'vmtest.json'), JSON.stringify({ version: 1, tests }));
  const zip = join(desk, 'vmtest-broken-0-1.zip');
  const zipped = await run('python3', ['-m', 'zipfile', '-c', zip, 'vmtest.json', 'broken'], { env: TOOL_ENV, cwd: packed });
  assert.equal(zipped.exitCode, 0, zipped.stderr);
  await rm(packed, { recursive: true });
  const again = await vmtest('replay', 'vmtest-broken-0-1.zip');
  assert.equal(again.code, 0, again.err);
  assert.ok(again.out.split('\n').includes(FAILING), again.out);
  assert.match(again.out, /from +\/.*\/vmtest-broken-0-1\.zip\/broken\n/);
  assert.match(again.out, /NIC 0 reaches nobody, and had network user: --online gives it this host's/);
  await nothingLeft();
});

test('on a terminal every key is the guest’s, C-a x ends the machine, and the terminal is as it was', async () => {
  // A guest that waits for what is typed: a shell in place of the tiny machine's init.
  const waiting = join(desk, 'waiting');
  await cp(join(desk, 'download', 'whole'), waiting, { recursive: true });
  const record = await recordOf(waiting);
  const phases = record.phases.map((phase) => ({
    ...phase,
    spec: { ...phase.spec, kernel: { initrd: true, append: 'console=ttyS0 rdinit=/bin/busybox -- sh' } },
  }));
  await writeFile(join(waiting, 'replay.json'), JSON.stringify({ ...record, phases }));
  const env = { PATH: process.env.PATH ?? '', HOME: join(desk, 'home'), TMPDIR: join(desk, 'tmp'), TERM: 'xterm' };
  const line = `stty -a > before; '${process.execPath}' '${COMMAND}' replay waiting; echo "code=$?"; stty -a > after`;
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: desk, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const heard = listen(child);
  try {
    await heard.until(/end +C-a x/);
    // The prompt; the kernel may still say something after it.
    await heard.until(/[/~] # /);
    child.stdin?.write('echo $((6*7))-typed\n');
    await heard.until(/42-typed/);
    child.stdin?.write('\u0001h');
    await heard.until(/C-a x ends the machine/);
    child.stdin?.write('\u0001x');
    await heard.until(/code=0/);
  } finally {
    child.kill('SIGHUP');
    await closed;
  }
  assert.equal(await readFile(join(desk, 'after'), 'utf8'), await readFile(join(desk, 'before'), 'utf8'));
  await nothingLeft();
});

function listen(child: ChildProcess) {
  let text = '';
  let look: () => void = () => undefined;
  child.stdout?.on('data', (bytes) => {
    text += String(bytes);
    look();
  });
  return {
    until: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${pattern} did not come: ${text}`)), 120_000);
        look = () => {
          if (!pattern.test(text)) return;
          clearTimeout(timer);
          text = '';
          resolve();
        };
        look();
      }),
  };
}

test('without a terminal Ctrl-C ends it: 130, and nothing stays', async () => {
  const env = { PATH: process.env.PATH ?? '', HOME: join(desk, 'home'), TMPDIR: join(desk, 'tmp') };
  const child = spawn(process.execPath, [COMMAND, 'replay', 'download', '--test', 'whole'], {
    cwd: desk,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const heard = listen(child);
  await heard.until(/end +Ctrl-C/);
  child.kill('SIGINT');
  assert.equal(await closed, 130);
  await nothingLeft();
});

test('a reader that goes away ends it without a word, and nothing stays', async () => {
  const line = `{ '${process.execPath}' '${COMMAND}' replay download --test whole; echo "code $?" >&2; } | head -1`;
  const env = { PATH: process.env.PATH ?? '', HOME: join(desk, 'home'), TMPDIR: join(desk, 'tmp') };
  const ended = await run('bash', ['-c', line], { env, cwd: desk, timeout: 110 });
  assert.deepEqual([ended.stdout, ended.stderr], ['whole, boot: the machine once more\n', 'code 141\n']);
  await nothingLeft();
});

test('a firmware that finds nothing to boot is heard, though the console is silent, and ends it where it ends a phase', async () => {
  await keptFolder(join(desk, 'blank'));
  const disk = join(desk, 'blank/disks/disk0.qcow2');
  assert.equal((await run('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '1M'], { env: TOOL_ENV })).exitCode, 0);
  const ended = await vmtest('replay', 'blank');
  assert.equal(ended.code, 0, ended.err);
  assert.match(ended.out, /\nthe console is silent; the firmware says: (?:Boot failed: not a bootable disk|No bootable device\.)\n/);
  assert.match(ended.out, /\nvmtest: ended where a run ends the phase: --reboot lets the machine run on\n$/);
  await nothingLeft();
});
