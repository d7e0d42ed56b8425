import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { tapHoles, tapPrefix, tapsOf } from '../../src/qemu/tap.ts';
import { tempFolder } from '../support/temp.ts';

const TAPS = tapsOf([{ network: 'user' }, { network: 'bridge:br0' }, { network: 'none' }, { network: 'bridge:br1' }]);

/** A helper as QEMU's: it sends a descriptor over the socket that it inherits, here one of a file with the bridge's name in it. */
const HELPER = `#!/usr/bin/env python3
import os, socket, sys
bridge = next(word[5:] for word in sys.argv if word.startswith('--br='))
number = next(int(word[5:]) for word in sys.argv if word.startswith('--fd='))
if bridge == 'refused':
    sys.exit('access denied by acl file')
assert '--use-vnet' in sys.argv
read, write = os.pipe()
os.write(write, bridge.encode())
socket.send_fds(socket.socket(fileno=number), [b'x'], [read])
`;

test('each NIC on a bridge has a descriptor of its own, after those that every QEMU inherits', () => {
  assert.deepEqual(TAPS, [
    { nic: 1, bridge: 'br0', descriptor: 6 },
    { nic: 3, bridge: 'br1', descriptor: 8 },
  ]);
  assert.deepEqual(tapHoles(TAPS), { 'fd:nic1': '6', 'fd:nic3': '8' });
  assert.deepEqual(tapPrefix('python3', null, []), []);
});

test('what a helper hands over is inherited at its number, and the arguments are whole', async () => {
  await using folder = await tempFolder();
  const helper = join(folder.path, 'helper');
  await writeFile(helper, HELPER, { mode: 0o755 });
  const script = 'printf "%s-%s|" "$(head -c 3 <&6)" "$(head -c 3 <&8)"; printf "%s|" "$@"; [ ! -e /proc/self/fd/100 ]';
  const words = [...tapPrefix('python3', helper, TAPS), 'sh', '-c', script, 'sh', '--', "it's", '', 'a b'];
  const [command, ...args] = words as [string, ...string[]];
  const { stdout, stderr, exitCode } = await run(command, args, { env: TOOL_ENV, timeout: 30 });
  assert.equal(stdout, "br0-br1|--|it's||a b|", stderr);
  assert.equal(exitCode, 0, 'no other descriptor is inherited');
});

test('what refuses a tap is told in its words, and nothing is started', async () => {
  await using folder = await tempFolder();
  const helper = join(folder.path, 'helper');
  await writeFile(helper, HELPER, { mode: 0o755 });
  const taps = tapsOf([{ network: 'bridge:refused' }]);
  for (const by of [helper, join(folder.path, 'none'), null]) {
    const words = [...tapPrefix('python3', by, taps), 'echo', 'started'];
    const [command, ...args] = words as [string, ...string[]];
    const { stdout, stderr, exitCode } = await run(command, args, { env: TOOL_ENV, timeout: 30 });
    assert.deepEqual([stdout, exitCode], ['', 1]);
    assert.match(stderr, /no tap on the bridge refused: /);
    if (by === helper) assert.match(stderr, /access denied by acl file/);
  }
});
