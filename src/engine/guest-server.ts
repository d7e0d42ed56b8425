import { constants, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HttpServer } from '../guest/http.ts';
import { interfaceAddress } from '../host/addresses.ts';
import { VmtestError } from '../model/errors.ts';
import type { PhaseSpec, ServedFile } from '../model/plan.ts';
import { bridgeOf } from '../qemu/tap.ts';
import type { ReadyImage, TestContext } from './context.ts';

/** The server of one phase, as its guest reaches it by its first NIC. */
export interface GuestServer {
  readonly http: HttpServer;
  /** `http://10.0.2.2:PORT/TOKEN`, or with the address of the guest's bridge. */
  readonly url: string;
  /** What it serves, on disk as well, below the token: for who starts this machine again without us. Files of images are links there. */
  readonly folder: string;
  /** Serves a text, or a file of the host's, at a path below the token. */
  readonly offer: (path: string, what: string | { readonly file: string; readonly image?: true }) => Promise<void>;
  /** What was offered: by path the host's file, null for a text. */
  readonly offered: ReadonlyMap<string, string | null>;
}

/** Starts the server of a phase; `undo` ends it. */
export async function serveGuest(test: TestContext, spec: PhaseSpec, undo: AsyncDisposableStack): Promise<GuestServer> {
  // Node's HTTP modules take 20 ms to load, undici with them: not before there is something to serve.
  const { serve } = await import('../guest/http.ts');
  const { listen, shown } = addresses(test.plan.machine.nics[0]?.network ?? 'none');
  const http = undo.use(await serve({ address: listen }));
  const folder = await test.dir.folder(`${spec.inputs}/http`);
  const offered = new Map<string, string | null>();
  return {
    http,
    url: http.urlAt(shown),
    folder,
    offered,
    offer: async (path, what) => {
      http.route(path, what);
      offered.set(path, typeof what === 'string' ? null : what.file);
      const place = join(folder, http.prefix, path);
      await mkdir(dirname(place), { recursive: true });
      if (typeof what === 'string') await writeFile(place, what);
      else if (what.image === true) await symlink(what.file, place);
      // It may be kept, and replayed where the suite's own file is not.
      else await copyFile(what.file, place, constants.COPYFILE_FICLONE);
    },
  };
}

/** Serves a file of an image: as it was published where that form is meant and there. Throws VMTEST_IMAGE_UNAVAILABLE where it has none. */
export async function serveImage(image: ReadyImage | null, { path, role, ftype }: ServedFile, server: GuestServer): Promise<void> {
  const file = image?.published[ftype ?? ''] ?? image?.files[role];
  if (file === undefined) throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `the image ${image?.name ?? ''} has no ${role} to be served`);
  await server.offer(path, { file, image: true });
}

/** Where to listen, and what the guest calls that: loopback alone is reached by nobody but our guests, a bridge's address by its own. */
function addresses(network: string): { readonly listen: string; readonly shown: string } {
  const bridge = bridgeOf(network);
  // QEMU's user network shows the host's loopback to the guest as 10.0.2.2.
  if (bridge === null) return { listen: '127.0.0.1', shown: '10.0.2.2' };
  const address = interfaceAddress(bridge);
  if (address !== null) return { listen: address, shown: address };
  throw new VmtestError(
    'VMTEST_BRIDGE_UNUSABLE',
    `the bridge ${bridge} has no IPv4 address on this host, and the guest is served over it`,
    {
      hint: `as root: ip address add ADDRESS/24 dev ${bridge}, and set it up; or take \`seed: disk\``,
    },
  );
}
