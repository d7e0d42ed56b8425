import assert from 'node:assert/strict';
import { chmod, chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from '../../src/engine/context.ts';
import { serveIscsi, withIscsi } from '../../src/engine/iscsi.ts';
import { hostAddress } from '../../src/host/addresses.ts';
import { privilegePrefix, qemuIdentity } from '../../src/host/identity.ts';
import { startTgt } from '../../src/host/iscsi-tgt.ts';
import { findProgram } from '../../src/host/programs.ts';
import type { CurtinPlan, IscsiDisk, PhaseSpec } from '../../src/model/plan.ts';
import { tempFolder } from '../support/temp.ts';

const PATH = '/usr/sbin:/sbin:/usr/bin:/bin';
const programs = { tgtd: (await findProgram('tgtd', PATH)) ?? '', tgtadm: (await findProgram('tgtadm', PATH)) ?? '' };
const only = { skip: programs.tgtd === '' ? 'there is no tgtd on this host: install tgt' : false, timeout: 60_000 };

const DISK: IscsiDisk = {
  name: 'iscsi0',
  sizeBytes: 1 << 20,
  file: 'iscsi0.img',
  user: 'user',
  password: 'secret',
  inUser: null,
  inPassword: null,
  target: null,
};

test('a daemon of the user’s own is told of the targets, and forgets them at the end', only, async () => {
  await using folder = await tempFolder();
  await chmod(folder.path, 0o755);
  const owner = await qemuIdentity({ uid: process.getuid?.() ?? 0 });
  for (const name of ['iscsi0.img', 'iscsi1.img']) {
    await writeFile(join(folder.path, name), Buffer.alloc(1 << 20));
    if (owner !== null) await chown(join(folder.path, name), owner.uid, owner.gid);
  }
  const address = (await hostAddress()) ?? '127.0.0.1';
  const common = { programs, owner, address, signal: new AbortController().signal };
  // Its user and ours are one, as tgtadm wants it.
  const prefix = ['setpriv', '--pdeathsig', 'KILL', '--'];
  await using daemon = await startTgt({ ...common, prefix, log: join(folder.path, 'log'), owner: null });
  const shown = async () => (await daemon.admin.targets()).map(({ name }) => name);
  const context = (disks: readonly IscsiDisk[]) =>
    ({
      run: { iscsi: { programs, portal: daemon.portal, socket: daemon.socket }, prefix: privilegePrefix(owner), owner },
      plan: { machine: { iscsi: disks, nics: [] } },
      dir: { file: (name: string) => join(folder.path, name) },
    }) as unknown as TestContext;
  const second = { ...DISK, name: 'iscsi1', file: 'iscsi1.img', target: 'iqn.2020-01.test.vmtest:mine' };
  {
    await using one = await serveIscsi(context([DISK, second]));
    // Another test, or another run, with the same account at the same daemon.
    await using other = await serveIscsi(context([DISK]));
    assert.equal((await shown()).length, 3);
    assert.equal(one?.replay, null);
    assert.match(one?.rootPaths[0] ?? '', new RegExp(`^user:secret@${address}::${daemon.portal.port}:1:iqn\\.`));
    assert.notEqual(one?.rootPaths[0], other?.rootPaths[0]);
    await assert.rejects(serveIscsi(context([DISK, second])), { code: 'VMTEST_ISCSI_FAILED', message: /a target .*:mine already/ });
    assert.equal((await shown()).length, 3, 'what could not be served whole is not served in part');
  }
  assert.deepEqual(await shown(), []);
  assert.equal(await serveIscsi(context([])), null);
});

test('a daemon that does not answer is an error that names the mend', only, async () => {
  await using folder = await tempFolder();
  const context = {
    run: { iscsi: { programs, portal: { address: '192.0.2.9', port: 3260 }, socket: join(folder.path, 'none') } },
    plan: { machine: { iscsi: [DISK], nics: [] } },
    dir: { file: (name: string) => join(folder.path, name) },
  } as unknown as TestContext;
  await assert.rejects(serveIscsi(context), { code: 'VMTEST_ISCSI_FAILED', hint: /TGT_IPC_SOCKET/ });
});

test('placeholders stand for the disks one after the other, in the user’s configurations', () => {
  const config = (text: string, from: string | null) => ({ name: 'x', text, from, why: '' });
  const curtin = {
    configs: [config('a: iscsi:__RFC4173__ # 1\nb: iscsi:__RFC4173__', '/a'), config('__RFC4173__', null), config('c: __RFC4173__', '/b')],
  };
  const spec = { environment: { VMTEST_X: '1' }, curtin: curtin as unknown as CurtinPlan } as unknown as PhaseSpec;
  const served = { rootPaths: ['one', 'two', 'three'], replay: null, [Symbol.asyncDispose]: async () => undefined };
  const filled = withIscsi(spec, served);
  assert.deepEqual(
    filled.curtin?.configs.map(({ text }) => text),
    ['a: iscsi:one # 1\nb: iscsi:two', '__RFC4173__', 'c: three'],
  );
  assert.deepEqual(filled.environment, { VMTEST_X: '1', VMTEST_ISCSI_0: 'one', VMTEST_ISCSI_1: 'two', VMTEST_ISCSI_2: 'three' });
  assert.equal(withIscsi(spec, undefined), spec);
});
