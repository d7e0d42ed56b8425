import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tempFolder } from '../../support/temp.ts';
import { type Answer, ArtifactService, type StoredArtifact } from './artifact-service.ts';
import { BlobStore } from './blobs.ts';
import { CacheService } from './cache-service.ts';
import { type FaultPoint, FaultQueue, failRequest, type ServiceFault } from './faults.ts';
import { type ApiToken, RestApi } from './rest-api.ts';
import { readToken, runtimeToken, type TokenRequest } from './tokens.ts';

/** A call that the service heard. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** The method of a Twirp service; null of a blob and of the REST API. */
  readonly rpc: string | null;
  /** Of a Twirp call. */
  readonly body: unknown;
}

/**
 * GitHub's results service, its blob store and what `vmtest download` needs of its REST API, on 127.0.0.1 with a port that the system
 * picks: `await using service = await resultsService()`. All that it holds is in a folder of its own, removed with it.
 */
export interface ResultsService extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly artifacts: ArtifactService;
  readonly cache: CacheService;
  readonly calls: readonly Call[];
  /** The next `times` calls at this point fail so; for ever where not given. */
  readonly fault: (point: FaultPoint, fault: ServiceFault, times?: number) => void;
  /** Nothing fails any more. */
  readonly heal: () => void;
  /** A token of the runtime for one job. Its run is known to the REST API from then on, as a private repository's. */
  readonly token: (request: TokenRequest) => string;
  /** A token for the REST API. */
  readonly apiToken: (token: ApiToken) => string;
  /** Makes the repository of a run public, or its run known without any job. */
  readonly publish: (run: { readonly repository: string; readonly runId: number; readonly visibility: 'public' | 'private' }) => void;
  /** What a job's environment has of it: the token, the addresses, and no proxy for them. */
  readonly env: (token: string) => Record<string, string>;
  /** The stored bytes of an artifact: the zip as GitHub hands it out. */
  readonly bytesOf: (artifact: StoredArtifact) => Promise<Buffer>;
  /** Ends it now; a later connection is refused. */
  readonly close: () => Promise<void>;
}

/** The environment with which `@actions/artifact` and `@actions/cache` find a service at this address. */
export function serviceEnv(origin: string, token: string): Record<string, string> {
  return {
    ACTIONS_RUNTIME_TOKEN: token,
    ACTIONS_RESULTS_URL: `${origin}/`,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    GITHUB_API_URL: origin,
    no_proxy: '127.0.0.1',
    NO_PROXY: '127.0.0.1',
  };
}

export async function resultsService(): Promise<ResultsService> {
  const folder = await tempFolder();
  const secret = randomBytes(32);
  const faults = new FaultQueue();
  const blobs = new BlobStore(folder.path, faults);
  const artifacts = new ArtifactService(blobs);
  const cache = new CacheService(blobs);
  const api = new RestApi(artifacts, faults);
  const calls: Call[] = [];
  const sockets = new Set<Socket>();
  let origin = '';
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', origin);
    const twirp = /^\/twirp\/github\.actions\.results\.api\.v1\.(ArtifactService|CacheService)\/(\w+)$/.exec(url.pathname);
    if (twirp === null) {
      calls.push({ method: request.method ?? '', path: url.pathname, rpc: null, body: null });
      if (url.pathname.startsWith('/blobs/')) return blobs.answer(request, response, url);
      return api.answer(request, response, url, origin);
    }
    const [, service, method] = twirp;
    const fault = faults.take(method as FaultPoint);
    if (fault?.kind === 'cut') return void (await failRequest(fault, request, response));
    const body = JSON.parse((await concat(request)).toString('utf8') || '{}') as Record<string, unknown>;
    calls.push({ method: 'POST', path: url.pathname, rpc: method ?? '', body });
    if (await failRequest(fault, request, response)) return;
    const claims = readToken(secret, /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    const said: Answer =
      claims === null
        ? { status: 401, code: 'unauthenticated', msg: 'invalid token' }
        : await (service === 'CacheService' ? cache : artifacts).call(method ?? '', body, claims, origin);
    response.writeHead(said.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify('body' in said ? said.body : { code: said.code, msg: said.msg }));
  };
  const server = createServer((request, response) => {
    // A client that goes is nothing that the service should die of.
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const publish: ResultsService['publish'] = (run) => {
    const at = api.runs.findIndex((one) => one.repository === run.repository && one.runId === run.runId);
    api.runs.splice(at === -1 ? api.runs.length : at, at === -1 ? 0 : 1, run);
  };
  return {
    origin,
    artifacts,
    cache,
    calls,
    fault: (point, fault, times) => faults.add(point, fault, times),
    heal: () => faults.clear(),
    token: (request) => {
      const { repository, runId } = request;
      if (!api.runs.some((one) => one.repository === repository && one.runId === runId))
        publish({ repository, runId, visibility: 'private' });
      return runtimeToken(secret, request);
    },
    apiToken: (token) => {
      const text = `ghs_${randomBytes(18).toString('base64url')}`;
      api.tokens.set(text, token);
      return text;
    },
    publish,
    env: (token) => serviceEnv(origin, token),
    bytesOf: async ({ blob }) => concat(blobs.bytes(blob)),
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function concat(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
