import { plainText } from '../../base/text.ts';
import type { Client } from '../../images/download/types.ts';
import type { LockedImage, LockedStream } from '../../images/lock/types.ts';
import { packageIndex } from '../../images/mmdebstrap/package-index.ts';
import { recipeKey } from '../../images/mmdebstrap/recipe.ts';
import { mmdebstrapFolder } from '../../images/mmdebstrap/resolve.ts';
import { pickPublished } from '../../images/simplestreams/from-stream.ts';
import { addressOf } from '../../images/simplestreams/request.ts';
import { wantedOf } from '../../images/simplestreams/wanted.ts';
import { makeStore } from '../../images/store/make-store.ts';
import { atStore } from '../../images/store/usable.ts';
import { withoutPassword } from '../../images/streams/address.ts';
import { readStream } from '../../images/streams/read.ts';
import type { Stream, StreamAddress } from '../../images/streams/types.ts';
import { lockUrl } from '../../images/url/lock.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ImageDefinition, MmdebstrapSource, SimplestreamsSource } from '../../model/suite.ts';
import { publishedSettings } from '../settings.ts';
import { type ImagesRequest, storeOf, toolEnv } from './desk.ts';

/** What the images of a suite are looked up with: a stream of several of them is read once. */
export interface LockDesk {
  readonly request: ImagesRequest;
  readonly client: Client;
  readonly streams: Map<string, Promise<Stream>>;
}

/** The newest published version of an image, or the one that the suite pins; null for files, which are where they are. */
export async function lockImage(image: ImageDefinition, desk: LockDesk): Promise<LockedImage | null> {
  const { source } = image;
  switch (source.kind) {
    case 'simplestreams':
      return await lockStream(image, source, desk);
    case 'url':
      return await lockUrl(image, source, desk.client, { signal: desk.request.signal, onNote: desk.request.emit });
    case 'mmdebstrap':
      return await lockMmdebstrap(image, source, desk.request);
    case 'files':
      return null;
  }
}

async function lockStream(image: ImageDefinition, source: SimplestreamsSource, desk: LockDesk): Promise<LockedStream> {
  const address = addressOf(source, publishedSettings(desk.request.settings));
  const { candidate } = pickPublished(await readOnce(address, desk), wantedOf(image, source, {}));
  const { contentId, product, version } = candidate;
  const items: Record<string, LockedStream['items'][string]> = Object.create(null);
  for (const [ftype, { path, size, sha256 }] of candidate.files) {
    if (sha256 === null) throw unchecked(image, path);
    items[ftype] = { path, size, sha256: sha256.toLowerCase() };
  }
  // The file is committed: no password may be in it.
  return { kind: 'simplestreams', url: withoutPassword(address.url), contentId, product, version, items };
}

function readOnce(address: StreamAddress, { request, client, streams }: LockDesk): Promise<Stream> {
  const key = JSON.stringify(address);
  const stream = streams.get(key) ?? readStream(client, address, { signal: request.signal, onNote: request.emit });
  streams.set(key, stream);
  return stream;
}

function unchecked({ name }: ImageDefinition, path: string): VmtestError {
  return new VmtestError('VMTEST_IMAGE_CORRUPT', `The image ${name}: ${plainText(path)} is published without a sha256`, {
    hint: 'nothing could be checked against the lock: take another stream',
  });
}

async function lockMmdebstrap({ name }: ImageDefinition, source: MmdebstrapSource, request: ImagesRequest): Promise<LockedImage> {
  const store = await storeOf(request);
  return await atStore(store, () => lockBuilt(name, source, request, store));
}

async function lockBuilt(name: string, source: MmdebstrapSource, request: ImagesRequest, store: string): Promise<LockedImage> {
  const folder = mmdebstrapFolder(store);
  await makeStore(folder);
  const { emit, signal, surroundings } = request;
  const { apt_proxy, ...proxy } = surroundings.proxy;
  const index = await packageIndex(source, folder, {
    store,
    env: toolEnv(request),
    // As a run does: packages come through apt_proxy, whatever else has a proxy.
    proxy: apt_proxy === undefined ? proxy : { ...proxy, http_proxy: apt_proxy },
    emit,
    signal,
    indexSeconds: 0,
  });
  if ('digest' in index) return { kind: 'mmdebstrap', recipe: recipeKey(source), index: index.digest };
  throw new VmtestError(
    'VMTEST_IMAGE_UNAVAILABLE',
    `The package index of ${source.suite} for the image ${name} cannot be read: ${index.unreachable}`,
    {
      hint: "install mmdebstrap and apt, and look at the network, the proxy and the recipe's suite and mirrors",
    },
  );
}
