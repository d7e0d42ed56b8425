import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, chown, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostAddress } from '../../src/host/addresses.ts';
import { privilegePrefix, qemuIdentity } from '../../src/host/identity.ts';
import { startTgt, type TgtOptions } from '../../src/host/iscsi-tgt.ts';
import { findProgram } from '../../src/host/programs.ts';
import { tempFolder } from '../support/temp.ts';

// The real tgtd. It runs as whoever QEMU runs as.
const PATH = '/usr/sbin:/sbin:/usr/bin:/bin';
const programs = { tgtd: (await findProgram('tgtd', PATH)) ?? '', tgtadm: (await findProgram('tgtadm', PATH)) ?? '' };
const address = (await hostAddress()) ?? '127.0.0.1';
const only = { skip: programs.tgtd === '' ? 'there is no tgtd on this host: install tgt' : false, timeout: 60_000 };

async function optionsIn(folder: string): Promise<TgtOptions> {
  const owner = await qemuIdentity({ uid: process.getuid?.() ?? 0 });
  return { programs, prefix: privilegePrefix(owner), owner, address, log: join(folder, 'log'), signal: new AbortController().signal };
}

/** A folder with the file of a disk, for the user that tgtd runs as. */
async function diskFolder() {
  const folder = await tempFolder();
  const owner = await qemuIdentity({ uid: process.getuid?.() ?? 0 });
  const file = join(folder.path, 'disk.img');
  await chmod(folder.path, 0o755);
  await writeFile(file, Buffer.alloc(1 << 20));
  if (owner !== null) await chown(file, owner.uid, owner.gid);
  return { ...folder, file, path: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

test('a daemon listens on the address, serves targets, and ends', only, async () => {
  await using folder = await diskFolder();
  const daemon = await startTgt(await optionsIn(folder.path));
  try {
    assert.equal(await listens(daemon.portal.port), true);
    const target = { name: 'iqn.2020-01.test.vmtest:a', file: folder.file, account: { user: 'u', password: 'p' }, inAccount: null };
    assert.equal(await daemon.admin.add(target, 'ALL'), 1);
    assert.equal(await daemon.admin.add({ ...target, name: 'iqn.2020-01.test.vmtest:b' }, 'ALL'), 2);
    await assert.rejects(daemon.admin.add(target, 'ALL'), { code: 'VMTEST_ISCSI_FAILED', message: /has a target .*:a already/ });
    await daemon.admin.remove(1);
    await daemon.admin.add(target, 'ALL');
    const gone = { ...target, name: 'iqn.2020-01.test.vmtest:c', file: `${folder.file}.gone` };
    await assert.rejects(daemon.admin.add(gone, 'ALL'), { code: 'VMTEST_ISCSI_FAILED', message: /tgtadm --mode logicalunit/ });
  } finally {
    await daemon[Symbol.asyncDispose]();
  }
  assert.equal(await listens(daemon.portal.port), false);
});

test('daemons side by side have a port, a socket and accounts each', only, async () => {
  await using folder = await diskFolder();
  const options = await optionsIn(folder.path);
  await using first = await startTgt(options);
  await using second = await startTgt({ ...options, log: join(folder.path, 'second') });
  assert.notEqual(first.portal.port, second.portal.port);
  const target = { name: 'iqn.2020-01.test.vmtest:a', file: folder.file, inAccount: null };
  for (const [daemon, password] of [
    [first, 'one'],
    [second, 'two'],
  ] as const)
    assert.equal(await daemon.admin.add({ ...target, account: { user: 'u', password } }, 'ALL'), 1);
});

test('an address that is not this host’s is an error', only, async () => {
  await using folder = await diskFolder();
  await assert.rejects(startTgt({ ...(await optionsIn(folder.path)), address: '203.0.113.77' }), { code: 'VMTEST_ISCSI_FAILED' });
});

test('a daemon that does not start is an error with its words', only, async () => {
  await using folder = await diskFolder();
  const program = join(folder.path, 'tgtd');
  await writeFile(program, '#!/bin/sh\necho "no RDMA for you" >&2\nexit 3\n', { mode: 0o755 });
  const options = { ...(await optionsIn(folder.path)), programs: { ...programs, tgtd: program } };
  await assert.rejects(startTgt(options), { code: 'VMTEST_ISCSI_FAILED', message: /no RDMA for you/ });
});

test('a daemon does not outlive the process that started it, however that ends', only, async () => {
  await using folder = await diskFolder();
  const code = `import { startTgt } from ${JSON.stringify(join(import.meta.dirname, '../../src/host/iscsi-tgt.ts'))};
const options = JSON.parse(process.argv[1]);
const daemon = await startTgt({ ...options, signal: new AbortController().signal });
console.log(daemon.portal.port);
setInterval(() => {}, 1000);`;
  const options = JSON.stringify(await optionsIn(folder.path));
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, options], {
    // What a killed process leaves of the daemon's folder goes with the test's.
    env: { ...process.env, TMPDIR: folder.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) => child.stdout.once('data', (data) => resolve(Number(String(data)))));
  assert.equal(await listens(port), true);
  child.kill('SIGKILL');
  for (let tries = 0; tries < 100 && (await listens(port)); tries++) await sleep(100);
  assert.equal(await listens(port), false, await readFile(join(folder.path, 'log'), 'utf8'));
});
