import assert from 'node:assert/strict';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findTaps } from '../../src/host/bridges.ts';
import { tempFolder } from '../support/temp.ts';

/** A folder as /sys/class/net, with the bridges br0 and br1 and the interface eth0. */
async function host(uid: number) {
  const folder = await tempFolder();
  for (const name of ['net/br0/bridge', 'net/br1/bridge', 'net/eth0']) await mkdir(join(folder.path, name), { recursive: true });
  const helper = join(folder.path, 'helper');
  const options = { uid, path: '/usr/bin:/bin', family: 'debian', interfaces: join(folder.path, 'net'), helpers: [helper] } as const;
  return { helper, options, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('root opens taps itself', async () => {
  await using at = await host(0);
  const { tools, problems } = await findTaps(['br0', 'br1'], at.options);
  assert.deepEqual(problems, []);
  assert.match(tools?.python ?? '', /^\/.*python3$/);
  assert.equal(tools?.helper, null);
});

test('what is no bridge is named with the bridges that there are, and how to make one', async () => {
  await using at = await host(0);
  const { problems } = await findTaps(['br0', 'br7', 'eth0'], at.options);
  assert.deepEqual(
    problems.map(({ code, message, hint }) => [code, message, hint]),
    [
      [
        'VMTEST_BRIDGE_UNUSABLE',
        'there is no bridge br7 on this host',
        'there is br0, br1; as root: ip link add br7 type bridge && ip link set br7 up',
      ],
      [
        'VMTEST_BRIDGE_UNUSABLE',
        'there is no bridge eth0 on this host',
        'eth0 is an interface and no Linux bridge; there is br0, br1: name one of them',
      ],
    ],
  );
  const { problems: none } = await findTaps(['br0'], { ...at.options, interfaces: at.helper });
  assert.match(none[0]?.hint ?? '', /this host has none; as root: ip link add br0/);
});

test('others need QEMU’s helper, set-user-ID root', async () => {
  await using at = await host(1000);
  const refused = async () => {
    const { tools, problems } = await findTaps(['br0'], at.options);
    assert.equal(tools, null);
    assert.match(problems[0]?.hint ?? '', /sudo.*chmod u\+s.*allow br0.*bridge\.conf/);
  };
  await refused();
  await writeFile(at.helper, '', { mode: 0o755 });
  await refused();
  if (process.getuid?.() !== 0) return;
  await chown(at.helper, 0, 0);
  await chmod(at.helper, 0o4755);
  const { tools, problems } = await findTaps(['br0'], at.options);
  assert.deepEqual([tools?.helper, problems], [at.helper, []]);
});
