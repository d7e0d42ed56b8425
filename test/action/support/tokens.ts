import { createHash, createHmac } from 'node:crypto';

/** What a job may do with the cache, as `ACTIONS_CACHE_MODE` names it. */
export type CacheMode = 'none' | 'read' | 'write';

/** Whose token it is. */
export interface TokenRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly runId: number;
  /** Each job of a run has another. */
  readonly job: string;
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly ref: string;
  /** Of a pull request: the branch that it is against. */
  readonly baseRef?: string;
  readonly defaultBranch?: string;
  readonly cache?: CacheMode;
}

/** A scope of the cache, as in the claim `ac`: 1 reads, 2 writes, 3 both. */
export interface CacheScope {
  readonly Scope: string;
  readonly Permission: number;
}

/** What a good token says. */
export interface Claims {
  readonly run: string;
  readonly job: string;
  readonly repository: string;
  readonly scopes: readonly CacheScope[];
}

/** A token of the runtime: a JWT (HS256) with the claims that the toolkits and the service read. */
export function runtimeToken(secret: Uint8Array, request: TokenRequest): string {
  const mode = request.cache ?? 'write';
  const own = mode === 'none' ? 0 : mode === 'read' ? 1 : 3;
  const refs = new Set([
    request.ref,
    ...(request.baseRef === undefined ? [] : [request.baseRef]),
    `refs/heads/${request.defaultBranch ?? 'main'}`,
  ]);
  const scopes = own === 0 ? [] : [...refs].map((Scope) => ({ Scope, Permission: Scope === request.ref ? own : 1 }));
  const body = {
    ac: JSON.stringify(scopes),
    repository: request.repository,
    scp: `Actions.GenericRead:00000000-0000-0000-0000-000000000000 Actions.Results:${runBackendId(request)}:${uuid(`${runBackendId(request)} ${request.job}`)}`,
  };
  const signed = `${base64url({ typ: 'JWT', alg: 'HS256' })}.${base64url(body)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** What a token says; null where it is not one of ours. */
export function readToken(secret: Uint8Array, token: string): Claims | null {
  const [head, body, signature] = token.split('.');
  if (signature !== createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')) return null;
  const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString('utf8')) as { ac: string; scp: string; repository: string };
  const [, run, job] = (claims.scp.split(' ').find((scope) => scope.startsWith('Actions.Results:')) ?? '').split(':');
  return { run: run ?? '', job: job ?? '', repository: claims.repository, scopes: JSON.parse(claims.ac) as CacheScope[] };
}

/** One for all jobs and attempts of a run: artifacts belong to the run. */
export function runBackendId({ repository, runId }: { readonly repository: string; readonly runId: number }): string {
  return uuid(`${repository} ${runId}`);
}

function uuid(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
