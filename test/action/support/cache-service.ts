import { type Answer, word } from './artifact-service.ts';
import type { BlobStore } from './blobs.ts';
import type { Claims } from './tokens.ts';

export interface CacheEntry {
  readonly id: number;
  readonly repository: string;
  /** The ref whose jobs wrote it. */
  readonly scope: string;
  readonly key: string;
  readonly version: string;
  readonly blob: string;
  /** Null until its upload is finalised: nobody finds it before. */
  readonly bytes: number | null;
  readonly usedAt: number;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * GitHub's `CacheService`: an entry is immutable within its scope, every key matches by prefix, the newest entry wins, and a job sees its own
 * ref, then the base of a pull request, then the default branch, as its token's scopes say. Least recently used entries go beyond the quota.
 */
export class CacheService {
  readonly #blobs: BlobStore;
  #entries: CacheEntry[] = [];
  #lastId = 0;
  #clock = 0;
  /** Bytes of a repository's entries. */
  quota = 10 * 2 ** 30;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** What can be found, oldest first. */
  list(): readonly CacheEntry[] {
    return this.#entries.filter(({ bytes }) => bytes !== null);
  }

  async call(method: string, fields: Fields, claims: Claims, origin: string): Promise<Answer> {
    if (method === 'CreateCacheEntry') return this.#create(fields, claims, origin);
    if (method === 'FinalizeCacheEntryUpload') return await this.#finalize(fields, claims);
    if (method === 'GetCacheEntryDownloadURL') return this.#find(fields, claims, origin);
    return { status: 404, code: 'bad_route', msg: `no method ${method}` };
  }

  #create(fields: Fields, claims: Claims, origin: string): Answer {
    const scope = claims.scopes.find(({ Permission }) => (Permission & 2) !== 0)?.Scope;
    const [key, version] = [word(fields, 'key'), word(fields, 'version')];
    if (scope === undefined) {
      return {
        status: 200,
        body: { ok: false, signed_upload_url: '', message: 'cache write denied: the token has no writable cache scopes' },
      };
    }
    if (this.#entries.some((one) => same(one, claims.repository, scope) && one.key === key && one.version === version)) {
      return { status: 409, code: 'already_exists', msg: 'cache entry with the same key, version, and scope already exists' };
    }
    const upload = this.#blobs.uploadUrl(origin, 'cache');
    this.#lastId += 1;
    this.#clock += 1;
    this.#entries.push({
      id: this.#lastId,
      repository: claims.repository,
      scope,
      key,
      version,
      blob: upload.id,
      bytes: null,
      usedAt: this.#clock,
    });
    return { status: 200, body: { ok: true, signed_upload_url: upload.url, message: '' } };
  }

  async #finalize(fields: Fields, claims: Claims): Promise<Answer> {
    const scope = claims.scopes.find(({ Permission }) => (Permission & 2) !== 0)?.Scope ?? '';
    const entry = this.#entries.find(
      (one) => same(one, claims.repository, scope) && one.key === word(fields, 'key') && one.version === word(fields, 'version'),
    );
    const bytes = entry === undefined ? null : this.#blobs.size(entry.blob);
    if (entry === undefined || bytes === null) return { status: 404, code: 'not_found', msg: 'cache entry not found' };
    if (String(bytes) !== word(fields, 'size_bytes')) {
      return { status: 400, code: 'invalid_argument', msg: `size is ${bytes}, not ${word(fields, 'size_bytes')}` };
    }
    this.#replace({ ...entry, bytes });
    await this.#evict(claims.repository);
    return { status: 200, body: { ok: true, entry_id: String(entry.id), message: '' } };
  }

  #find(fields: Fields, claims: Claims, origin: string): Answer {
    const readable = claims.scopes.filter(({ Permission }) => (Permission & 1) !== 0);
    if (readable.length === 0) {
      return { status: 403, code: 'permission_denied', msg: 'cache read denied: the token has no readable cache scopes' };
    }
    const restore = fields.restore_keys ?? fields.restoreKeys ?? [];
    const key = word(fields, 'key');
    const version = word(fields, 'version');
    const keys = [key, ...(restore as string[])];
    for (const { Scope } of readable) {
      const there = this.list().filter((one) => same(one, claims.repository, Scope) && one.version === version);
      const exact = there.find((one) => one.key === key);
      const found = exact ?? keys.map((prefix) => there.findLast((one) => one.key.startsWith(prefix))).find((one) => one !== undefined);
      if (found === undefined) continue;
      this.#clock += 1;
      this.#replace({ ...found, usedAt: this.#clock });
      return { status: 200, body: { ok: true, signed_download_url: this.#blobs.downloadUrl(origin, found.blob), matched_key: found.key } };
    }
    return { status: 200, body: { ok: false, signed_download_url: '', matched_key: '' } };
  }

  async #evict(repository: string): Promise<void> {
    const of = () => this.list().filter((one) => one.repository === repository);
    while (of().reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) > this.quota) {
      const oldest = of().reduce((least, one) => (one.usedAt < least.usedAt ? one : least));
      this.#entries = this.#entries.filter(({ id }) => id !== oldest.id);
      await this.#blobs.remove(oldest.blob);
    }
  }

  #replace(entry: CacheEntry): void {
    this.#entries = this.#entries.map((one) => (one.id === entry.id ? entry : one));
  }
}

function same(entry: CacheEntry, repository: string, scope: string): boolean {
  return entry.repository === repository && entry.scope === scope;
}
