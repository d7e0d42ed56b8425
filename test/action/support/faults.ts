import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What a call can be made to fail at: a method of the results service (`CreateArtifact`, `GetCacheEntryDownloadURL`, …), the bytes of a blob
 * on their way in (`blob:put`) or out (`blob:get`), or GitHub's REST API (`api:runs`, `api:artifacts`, `api:artifact`, `api:zip`).
 */
export type FaultPoint =
  | 'CreateArtifact'
  | 'FinalizeArtifact'
  | 'ListArtifacts'
  | 'GetSignedArtifactURL'
  | 'DeleteArtifact'
  | 'CreateCacheEntry'
  | 'FinalizeCacheEntryUpload'
  | 'GetCacheEntryDownloadURL'
  | 'blob:put'
  | 'blob:get'
  | 'api:run'
  | 'api:artifacts'
  | 'api:artifact'
  | 'api:zip';

/** One way to fail. */
export type ServiceFault =
  /** None: this call is served, and the next fault is for the next. */
  | { readonly kind: 'none' }
  | { readonly kind: 'status'; readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the request and never answers. */
  | { readonly kind: 'stall' }
  /** Resets the connection after so many bytes of the body: of the request where it has one, else of the answer. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Sends the bytes of a blob with one of them changed: its digest no longer holds. */
  | { readonly kind: 'corrupt' };

const twirp = (status: number, code: string, msg: string, headers: Readonly<Record<string, string>> = {}): ServiceFault => ({
  kind: 'status',
  status,
  body: JSON.stringify({ code, msg, message: msg }),
  headers,
});

/** The faults that people meet, worded as GitHub words them. */
export const FAULTS = {
  conflict: twirp(409, 'already_exists', 'an artifact with this name already exists on the workflow run'),
  unavailable: twirp(503, 'unavailable', 'Service Unavailable'),
  denied: twirp(403, 'permission_denied', 'permission denied'),
  /** `UsageError` of the toolkit looks for these words. */
  quota: twirp(403, 'resource_exhausted', 'insufficient usage to create artifact'),
  readDenied: twirp(403, 'permission_denied', 'cache read denied: the token has no readable cache scopes'),
  none: { kind: 'none' },
  stall: { kind: 'stall' },
  corrupt: { kind: 'corrupt' },
  cut: (after: number): ServiceFault => ({ kind: 'cut', after }),
  /** In seconds. */
  rateLimited: (seconds: number): ServiceFault =>
    twirp(429, 'resource_exhausted', 'rate limit exceeded', { 'retry-after': String(seconds) }),
} as const satisfies Record<string, ServiceFault | ((n: number) => ServiceFault)>;

/** The faults in wait, by point, in the order in which they were asked for. */
export class FaultQueue {
  readonly #waiting = new Map<FaultPoint, { fault: ServiceFault; left: number }[]>();

  /** The next `times` calls at this point fail so; for ever where not given. */
  add(point: FaultPoint, fault: ServiceFault, times = Number.POSITIVE_INFINITY): void {
    this.#waiting.set(point, [...(this.#waiting.get(point) ?? []), { fault, left: times }]);
  }

  /** Nothing fails any more. */
  clear(): void {
    this.#waiting.clear();
  }

  take(point: FaultPoint): ServiceFault | null {
    const turn = this.#waiting.get(point)?.find(({ left }) => left > 0);
    if (turn === undefined) return null;
    turn.left -= 1;
    return turn.fault;
  }
}

/** Fails a request before anything is done about it; false where this fault shows only later (`corrupt`, `cut` of an answer). */
export async function failRequest(fault: ServiceFault | null, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (fault === null || fault.kind === 'corrupt' || fault.kind === 'none') return false;
  if (fault.kind === 'stall') return true;
  if (fault.kind === 'status') {
    request.resume();
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
    response.end(fault.body);
    return true;
  }
  if (request.method === 'GET') return false;
  let seen = 0;
  for await (const piece of request) {
    seen += (piece as Buffer).length;
    if (seen >= fault.after) break;
  }
  request.socket.resetAndDestroy();
  return true;
}
