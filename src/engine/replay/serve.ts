import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkDir } from '../../evidence/workdir.ts';
import type { HttpServer } from '../../guest/http.ts';
import { VmtestError } from '../../model/errors.ts';
import { evidenceFile } from './evidence-file.ts';
import type { KeptTest } from './find.ts';
import { notKept } from './not-kept.ts';
import type { RecordedServer, ReplaySpec } from './record.ts';

/** The host's loopback, as QEMU's user network shows it to the guest. */
const GUEST_HOST = '10.0.2.2';
/** What a guest posts goes nowhere; an event of curtin's has at most this many bytes. */
const MAX_REPORT = 64 << 20;
/** The largest file in which an address is looked for, in bytes. */
const REWRITE_LIMIT = 512 << 20;
/** Tries for a port with as many digits as the first one had. */
const PORTS = 20;

/** The run's server once more. */
export interface ReplayServer {
  /** As the guest has it. */
  readonly url: string;
  /** A file of the evidence as the guest is to have it: with the server's address of today. Returns its path. */
  readonly adapted: (path: string, name: string) => Promise<string>;
}

/**
 * Serves again what the run served, on the run's own port where that is free: seeds and configurations name it. Where it is taken, another
 * port is written into them.
 * @param images paths of the routes that are files of images, in the order of the record
 */
export async function serveAgain(
  kept: KeptTest,
  spec: ReplaySpec & { readonly served: RecordedServer },
  images: ReadonlyMap<string, string>,
  dir: WorkDir,
  undo: AsyncDisposableStack,
): Promise<ReplayServer> {
  const was = new URL(spec.served.url);
  const http = undo.use(await listen(was, await hasPayload(kept, spec)));
  const url = http.urlAt(GUEST_HOST);
  const change = { from: addressOf(spec.served.url), to: addressOf(url) };
  const adapted = (path: string, name: string) =>
    change.from === change.to ? Promise.resolve(path) : rewrite(path, dir.file(name), change);
  http.route('report', { maxBytes: MAX_REPORT, post: () => undefined });
  for (const [index, { path, image }] of spec.served.files.entries()) {
    const file = image === null ? await evidenceFile(kept.folder, `${spec.inputs}/http${was.pathname}/${path}`) : images.get(image.sha256);
    if (file == null) throw notKept(kept, spec.kind, `what the run served as ${path}`);
    http.route(path, { file: image === null ? await adapted(file, `served-${index}`) : file });
  }
  return { url, adapted };
}

/** curtin's configurations lie within its payload, which is compressed: no address can be changed in there. */
async function hasPayload(kept: KeptTest, { inputs }: ReplaySpec): Promise<boolean> {
  return (await evidenceFile(kept.folder, `${inputs}/curtin-install`)) !== null;
}

async function listen(was: URL, fixed: boolean): Promise<HttpServer> {
  // Node's HTTP modules take 20 ms to load.
  const { serve } = await import('../../guest/http.ts');
  try {
    return await serve({ again: { port: Number(was.port), prefix: was.pathname } });
  } catch (cause) {
    if (fixed) {
      throw new VmtestError(
        'VMTEST_REPLAY_NOT_FOUND',
        `port ${was.port} of 127.0.0.1 is taken on this host, and what curtin was given names it`,
        {
          hint: `end what listens there (ss -ltnp 'sport = :${was.port}'), and replay again`,
          cause,
        },
      );
    }
  }
  for (let tries = 0; ; tries++) {
    const http = await serve({ again: { port: 0, prefix: was.pathname } });
    if (String(http.port).length === was.port.length || tries === PORTS) return http;
    await http[Symbol.asyncDispose]();
  }
}

/** `10.0.2.2:PORT`, without what stays the same. */
function addressOf(url: string): string {
  return new URL(url).host;
}

/** Writes a copy with another address of the same length: within a disk image nothing may move. */
async function rewrite(path: string, copy: string, { from, to }: { readonly from: string; readonly to: string }): Promise<string> {
  if ((await stat(path)).size > REWRITE_LIMIT) return path;
  const bytes = await readFile(path);
  if (!bytes.includes(from)) return path;
  if (path.endsWith('.iso') && from.length !== to.length) {
    throw new VmtestError('VMTEST_REPLAY_NOT_FOUND', `${path} names the server ${from}, and on this host it would be ${to}`, {
      hint: 'replay it on a host with the bridge of the run, by the script in logs/',
    });
  }
  await writeFile(copy, Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'), { mode: 0o644 });
  return copy;
}

/** Where a phase's seed disk is. */
export function seedPath({ inputs }: ReplaySpec): string {
  return join(inputs, 'seed.iso');
}
