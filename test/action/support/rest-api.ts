import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ArtifactService, StoredArtifact } from './artifact-service.ts';
import type { FaultPoint, FaultQueue } from './faults.ts';
import { failRequest } from './faults.ts';
import { runBackendId } from './tokens.ts';

/** Who may do what: a token of GitHub's REST API. */
export interface ApiToken {
  readonly repository: string;
  /** `actions: read`. Default true. */
  readonly actions?: boolean;
}

/** A run that the API knows of. */
export interface KnownRun {
  readonly repository: string;
  readonly runId: number;
  /** Anybody may list a public repository's artifacts; nobody downloads them without a token. */
  readonly visibility: 'public' | 'private';
}

/** What `vmtest download` asks of GitHub's REST API, refused as GitHub refuses it. */
export class RestApi {
  readonly #artifacts: ArtifactService;
  readonly #faults: FaultQueue;
  readonly runs: KnownRun[] = [];
  readonly tokens = new Map<string, ApiToken>();

  constructor(artifacts: ArtifactService, faults: FaultQueue) {
    this.#artifacts = artifacts;
    this.#faults = faults;
  }

  /** Answers a request below `/repos/` (or `/api/v3/repos/`, as GitHub Enterprise Server has it). */
  async answer(request: IncomingMessage, response: ServerResponse, url: URL, origin: string): Promise<void> {
    const match = /^(?:\/api\/v3)?\/repos\/([^/]+\/[^/]+)\/actions\/(runs|artifacts)\/(\d+)(\/artifacts|\/zip)?$/.exec(url.pathname);
    const [, repository = '', kind, number, rest] = match ?? [];
    const point = pointOf(kind, rest);
    if (match === null || point === null) return send(response, 404, { message: 'Not Found' });
    if (await failRequest(this.#faults.take(point), request, response)) return;
    const refusal = this.#refuse(request, repository, point);
    if (refusal !== null) return send(response, refusal.status, { message: refusal.message });
    if (kind === 'runs') return this.#run(response, url, { repository, runId: Number(number) }, rest === '/artifacts');
    const artifact = this.#artifacts.find(repository, Number(number));
    if (artifact === undefined) return send(response, 404, { message: 'Not Found' });
    if (rest !== '/zip') return send(response, 200, shown(artifact, this.#runOf(artifact), origin));
    if (expired(artifact)) return send(response, 410, { message: 'Artifact has expired' });
    response.writeHead(302, { location: this.#artifacts.downloadUrl(artifact, origin) });
    response.end();
  }

  #run(response: ServerResponse, url: URL, of: { repository: string; runId: number }, list: boolean): void {
    const origin = url.origin;
    const known = this.runs.some(({ repository, runId }) => repository === of.repository && runId === of.runId);
    if (!known || !list) {
      send(response, known ? 200 : 404, known ? { id: of.runId, run_attempt: 1, status: 'completed' } : { message: 'Not Found' });
      return;
    }
    const name = url.searchParams.get('name');
    // Newest first, as GitHub lists.
    const all = [...this.#artifacts.list(of)].reverse().filter((one) => name === null || one.name === name);
    const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
    const page = Number(url.searchParams.get('page') ?? 1);
    const artifacts = all.slice((page - 1) * size, page * size).map((one) => shown(one, of.runId, origin));
    send(response, 200, { total_count: all.length, artifacts });
  }

  #runOf(artifact: StoredArtifact): number | null {
    return this.runs.find((one) => one.repository === artifact.repository && runBackendId(one) === artifact.run)?.runId ?? null;
  }

  #refuse(request: IncomingMessage, repository: string, point: FaultPoint): { status: number; message: string } | null {
    const visibility = this.runs.find((one) => one.repository === repository)?.visibility;
    const given = /^(?:token|bearer)\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) {
      if (visibility !== 'public') return { status: 404, message: 'Not Found' };
      return point === 'api:zip' ? { status: 401, message: 'Requires authentication' } : null;
    }
    const token = this.tokens.get(given);
    if (token === undefined) return { status: 401, message: 'Bad credentials' };
    if (token.repository !== repository && visibility !== 'public') return { status: 404, message: 'Not Found' };
    if (token.repository === repository && token.actions !== false) return null;
    return point === 'api:zip' || visibility !== 'public' ? { status: 403, message: 'Resource not accessible by integration' } : null;
  }
}

function pointOf(kind: string | undefined, rest: string | undefined): FaultPoint | null {
  if (kind === 'runs') return rest === '/artifacts' ? 'api:artifacts' : rest === undefined ? 'api:run' : null;
  if (kind === 'artifacts') return rest === '/zip' ? 'api:zip' : rest === undefined ? 'api:artifact' : null;
  return null;
}

function expired({ expiresAt }: StoredArtifact): boolean {
  return expiresAt !== null && expiresAt <= new Date();
}

/** An artifact as the REST API shows it. */
function shown(artifact: StoredArtifact, runId: number | null, origin: string): Record<string, unknown> {
  const url = `${origin}/repos/${artifact.repository}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    name: artifact.name,
    size_in_bytes: artifact.bytes,
    url,
    archive_download_url: `${url}/zip`,
    expired: expired(artifact),
    digest: artifact.digest,
    created_at: artifact.createdAt.toISOString(),
    updated_at: artifact.createdAt.toISOString(),
    expires_at: (artifact.expiresAt ?? new Date(artifact.createdAt.getTime() + 90 * 86_400_000)).toISOString(),
    workflow_run: { id: runId },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
