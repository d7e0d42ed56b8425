import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { canReach, privilegePrefix, qemuIdentity } from '../../src/host/identity.ts';
import { tempFolder } from '../support/temp.ts';

const isRoot = process.geteuid?.() === 0;

describe('the user that QEMU runs as', () => {
  test('is ourselves, where we are not root', async () => {
    assert.equal(await qemuIdentity({ uid: 1000, sudoUid: '1001', sudoGid: '1001' }), null);
  });

  test('is the user who called sudo, else nobody, never root', async () => {
    await using folder = await tempFolder();
    const passwd = join(folder.path, 'passwd');
    await writeFile(passwd, 'root:x:0:0:root:/root:/bin/sh\nnobody:x:99:98:Nobody:/:/sbin/nologin\n');
    const none = { uid: 0, passwd, kvm: join(folder.path, 'no-kvm') };
    assert.deepEqual(await qemuIdentity({ ...none, sudoUid: '1000', sudoGid: '1002' }), { uid: 1000, gid: 1002 });
    assert.deepEqual(await qemuIdentity(none), { uid: 99, gid: 98 });
    for (const sudoUid of ['0', '', '-1', '1e3', undefined]) {
      assert.deepEqual(await qemuIdentity({ ...none, sudoUid, sudoGid: '1000' }), { uid: 99, gid: 98 });
    }
    assert.deepEqual(await qemuIdentity({ ...none, passwd: join(folder.path, 'absent') }), { uid: 65534, gid: 65534 });
  });

  test('has the group of /dev/kvm where that group may use it', async (context) => {
    if (!isRoot) return context.skip('only root can give a file to another group');
    await using folder = await tempFolder();
    const kvm = join(folder.path, 'kvm');
    await writeFile(kvm, '');
    const options = { uid: 0, sudoUid: '1000', sudoGid: '1000', kvm };
    const gid = async () => (await qemuIdentity(options))?.gid;
    await chmod(kvm, 0o660);
    assert.equal(await gid(), 1000, 'not the group of root');
    await run('chgrp', ['107', kvm], { env: TOOL_ENV });
    assert.equal(await gid(), 107);
    await chmod(kvm, 0o600);
    assert.equal(await gid(), 1000, 'a group that may not use it');
  });
});

describe('the one setpriv call', () => {
  test('drops root, its groups and the way back', async (context) => {
    if (!isRoot) return context.skip('only root can change the user');
    const [command, ...args] = privilegePrefix({ uid: 65534, gid: 65533 }) as [string, ...string[]];
    const outcome = await run(command, [...args, 'cat', '/proc/self/status'], { env: TOOL_ENV });
    assert.match(outcome.stdout, /^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
    assert.match(outcome.stdout, /^Gid:\s+65533\s+65533\s+65533\s+65533$/m);
    assert.match(outcome.stdout, /^Groups:\s*$/m);
    assert.match(outcome.stdout, /^NoNewPrivs:\s+1$/m);
    assert.match(outcome.stdout, /^CapEff:\s+0+$/m);
  });

  test('leaves our own user alone', () => {
    assert.deepEqual(privilegePrefix(null), ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', '--']);
  });
});

describe('the way to a path', () => {
  const someone = { uid: 4711, gid: 4712 };

  test('names the first folder that stops a user', async () => {
    await using folder = await tempFolder();
    await chmod(folder.path, 0o755);
    const closed = join(folder.path, 'closed');
    const file = join(closed, 'deeper/file');
    await mkdir(join(closed, 'deeper'), { recursive: true });
    await writeFile(file, '', { mode: 0o644 });
    assert.equal(await canReach(file, someone, 'read'), null);
    await chmod(closed, 0o700);
    const obstacle = await canReach(file, someone, 'read');
    assert.equal(obstacle?.path, closed);
    assert.match(obstacle?.message ?? '', /closed \(mode 0700, owner \d+:\d+\) lets user 4711:4712 not enter it$/);
    assert.equal((await canReach(join(closed, 'not/yet/there'), someone, 'enter'))?.path, closed);
    await symlink(file, join(folder.path, 'link'));
    assert.equal((await canReach(join(folder.path, 'link'), someone, 'read'))?.path, closed);
  });

  test('asks for what is wanted: entering, reading or writing', async () => {
    await using folder = await tempFolder();
    await chmod(folder.path, 0o755);
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    await chmod(file, 0o640);
    assert.equal((await canReach(file, someone, 'read'))?.path, file);
    assert.equal(await canReach(join(folder.path, 'new'), someone, 'enter'), null);
    assert.equal((await canReach(join(folder.path, 'new'), someone, 'write'))?.path, folder.path);
    await chmod(folder.path, 0o777);
    assert.equal(await canReach(join(folder.path, 'new'), someone, 'write'), null);
    assert.match((await canReach(join(folder.path, 'absent'), someone, 'read'))?.message ?? '', /absent does not exist$/);
  });

  test('owner and group have bits of their own; root passes', async () => {
    await using folder = await tempFolder();
    const uid = process.geteuid?.() ?? 0;
    const gid = process.getegid?.() ?? 0;
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    await chmod(folder.path, 0o755);
    await chmod(file, 0o060);
    assert.equal(await canReach(file, { uid: 4711, gid }, 'write'), null);
    assert.equal(await canReach(file, { uid: 0, gid: 0 }, 'write'), null);
    if (uid !== 0) assert.equal((await canReach(file, { uid, gid }, 'read'))?.path, file);
  });

  test('for ourselves the kernel is asked', async () => {
    await using folder = await tempFolder();
    assert.equal(await canReach(join(folder.path, 'new/one'), null, 'write'), null);
    assert.match((await canReach(join(folder.path, 'absent'), null, 'read'))?.message ?? '', /cannot be read: ENOENT/);
  });
});

test('QEMU reads back SIGKILL as its parent-death signal, as ourselves and as another user', async () => {
  const identities = process.getuid?.() === 0 ? [null, { uid: 65534, gid: 65534 }] : [null];
  for (const identity of identities) {
    const [command, ...args] = privilegePrefix(identity) as [string, ...string[]];
    const outcome = await run(command, [...args, 'setpriv', '--dump'], { env: TOOL_ENV });
    assert.match(outcome.stdout, /^Parent death signal: .*KILL$/im, outcome.stderr);
    assert.match(outcome.stdout, /^no_new_privs: 1$/m);
    if (identity !== null) assert.match(outcome.stdout, /^uid: 65534\n[\s\S]*^Supplementary groups: \[none\]$/m);
  }
});
