import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ReadyImage } from '../../src/engine/context.ts';
import { type GuestServer, serveImage } from '../../src/engine/guest-server.ts';
import { serve } from '../../src/guest/http.ts';
import { tempFolder } from '../support/temp.ts';

test('a file of an image is served as it was published where that is meant, else as it is used', async () => {
  await using folder = await tempFolder();
  const [packed, disk] = [join(folder.path, 'packed'), join(folder.path, 'disk')];
  await writeFile(packed, 'packed');
  await writeFile(disk, 'unpacked');
  await using http = await serve({});
  const offer: GuestServer['offer'] = async (path, what) => http.route(path, what);
  const server: GuestServer = { http, url: http.url, folder: folder.path, offered: new Map(), offer };
  const image: ReadyImage = { name: 'core', files: { disk }, digests: {}, published: { 'root-image.xz': packed }, version: null };
  const served = async (ftype: string | null) => {
    await serveImage(image, { path: 'target/x', role: 'disk', ftype }, server);
    return (await fetch(`${http.url}/target/x`)).text();
  };
  assert.deepEqual([await served('root-image.xz'), await served(null), await served('squashfs')], ['packed', 'unpacked', 'unpacked']);
  const none = serveImage(image, { path: 'x', role: 'root', ftype: 'squashfs' }, server);
  await assert.rejects(none, { code: 'VMTEST_IMAGE_UNAVAILABLE', message: 'the image core has no root to be served' });
});
