import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HttpServer } from '../guest/http.ts';
import type { PhaseSpec } from '../model/plan.ts';
import type { TestContext } from './context.ts';

/** The server of one phase, as a guest with user networking reaches it. */
export interface GuestServer {
  readonly http: HttpServer;
  /** `http://10.0.2.2:PORT/TOKEN` */
  readonly url: string;
  /** What it serves, on disk as well, below the token: for the script that starts this machine again without us. */
  readonly folder: string;
  /** Serves a text, or a file of the host's, at a path below the token. */
  readonly offer: (path: string, what: string | { readonly file: string }) => Promise<void>;
}

/** Starts the server of a phase; `undo` ends it. */
export async function serveGuest(test: TestContext, spec: PhaseSpec, undo: AsyncDisposableStack): Promise<GuestServer> {
  // Node's HTTP modules take 20 ms to load, undici with them: not before there is something to serve.
  const { serve } = await import('../guest/http.ts');
  const http = undo.use(await serve({ address: '127.0.0.1' }));
  const folder = await test.dir.folder(`${spec.inputs}/http`);
  return {
    http,
    // QEMU's user network shows the host's loopback to the guest as 10.0.2.2.
    url: http.urlAt('10.0.2.2'),
    folder,
    offer: async (path, what) => {
      http.route(path, what);
      const place = join(folder, http.prefix, path);
      await mkdir(dirname(place), { recursive: true });
      if (typeof what === 'string') await writeFile(place, what);
      else await symlink(what.file, place);
    },
  };
}
