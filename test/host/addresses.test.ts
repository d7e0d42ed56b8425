import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostAddress, interfaceAddress } from '../../src/host/addresses.ts';
import { tempFolder } from '../support/temp.ts';

const outer = Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
  all.flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [{ name, address }] : [])),
);

test('the address is one of this host’s, and never loopback', async () => {
  const address = await hostAddress();
  if (outer.length === 0) assert.equal(address, null);
  else assert.ok(outer.some((one) => one.address === address));
  assert.equal(interfaceAddress('lo'), null);
  assert.equal(interfaceAddress('there-is-none'), null);
});

test('without a default route it is the first address that there is', async () => {
  await using folder = await tempFolder();
  const routes = join(folder.path, 'route');
  await writeFile(routes, 'Iface\tDestination\tGateway\ngone0\t00000000\t0102A8C0\n');
  for (const file of [routes, join(folder.path, 'none')]) assert.equal(await hostAddress(file), outer[0]?.address ?? null);
});
