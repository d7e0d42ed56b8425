import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpServer } from '../support/http-server.ts';
import { tempFolder } from '../support/temp.ts';
import { runTiny } from './harness.ts';

// A suite of a stranger on a runner that others use: its guests reach nothing, and the image store is as it was.

test('a guest of an isolated run reaches nothing of the host, and is told, watched and collected all the same', async () => {
  await using server = await httpServer({ '/secret': Buffer.from('secret') });
  await using store = await tempFolder();
  const url = server.url('/secret').replace('127.0.0.1', '10.0.2.2');
  // The tiny system has a network where its seed comes by one; here it has to ask itself. Restricted, QEMU answers DHCP and leads nowhere.
  const up = '{ ip link set eth0 up; udhcpc -i eth0 -n -q -s /udhcpc.sh; ip addr; ip route; } > network 2>&1';
  const collect = [`${up}; timeout 10 wget -q -O got ${url} 2>> network || echo nothing > got`];
  const one = { install: 'none', machine: { nics: [{ network: 'user' }] }, boot: { seed: 'disk', collect } };
  const settings = { imageDir: store.path, imageStoreReadOnly: true };
  await using free = await runTiny({ tests: { one }, settings });
  assert.equal((await free.kept('one', 'collect/got')).trim(), 'secret', await free.kept('one', 'collect/network'));
  await using ran = await runTiny({ tests: { one }, settings: { ...settings, isolate: true } });
  assert.equal(ran.of('one').verdict, 'passed');
  assert.equal((await ran.kept('one', 'collect/got')).trim(), 'nothing');
  assert.equal(server.count('/secret'), 1);
});
