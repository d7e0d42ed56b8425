import type { BlobStore } from './blobs.ts';
import { type Claims, runBackendId } from './tokens.ts';

/** What a method answers: a Twirp answer, or a Twirp error. */
export type Answer =
  | { readonly status: 200; readonly body: unknown }
  | { readonly status: number; readonly code: string; readonly msg: string };

export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly repository: string;
  readonly run: string;
  readonly job: string;
  readonly blob: string;
  readonly createdAt: Date;
  /** Null where the service's own retention holds. */
  readonly expiresAt: Date | null;
  /** Null until it is finalised. */
  readonly digest: string | null;
  readonly bytes: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** GitHub's `ArtifactService`: a name belongs to a run for good, and what is finalised never changes. */
export class ArtifactService {
  readonly #blobs: BlobStore;
  readonly #stored = new Map<string, StoredArtifact>();
  #lastId = 1000;
  /** Bytes of all artifacts together, beyond which nothing new is taken. */
  quota = Number.POSITIVE_INFINITY;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** What was finalised, oldest first. */
  list(of?: { readonly repository: string; readonly runId: number }): readonly StoredArtifact[] {
    const run = of === undefined ? null : runBackendId(of);
    return [...this.#stored.values()].filter((one) => one.digest !== null && (run === null || one.run === run));
  }

  find(repository: string, id: number): StoredArtifact | undefined {
    return this.list().find((one) => one.repository === repository && one.id === id);
  }

  /** Makes it look as if its retention had ended. */
  expire(name: string): void {
    for (const [key, one] of this.#stored) if (one.name === name) this.#stored.set(key, { ...one, expiresAt: new Date(0) });
  }

  async call(method: string, fields: Fields, claims: Claims, origin: string): Promise<Answer> {
    const run = word(fields, 'workflow_run_backend_id');
    if (run !== claims.run) return { status: 403, code: 'permission_denied', msg: 'the token is not of this workflow run' };
    if (method === 'CreateArtifact') return this.#create(fields, claims, origin);
    if (method === 'FinalizeArtifact') return await this.#finalize(fields, claims);
    if (method === 'ListArtifacts') return this.#list(fields, claims);
    if (method === 'GetSignedArtifactURL') return this.#signed(fields, claims, origin);
    if (method === 'DeleteArtifact') return await this.#delete(fields, claims);
    return { status: 404, code: 'bad_route', msg: `no method ${method}` };
  }

  #create(fields: Fields, claims: Claims, origin: string): Answer {
    const name = word(fields, 'name');
    const key = `${claims.run} ${name}`;
    if (name === '' || /[":<>|*?\r\n\\/]/.test(name))
      return { status: 400, code: 'invalid_argument', msg: `artifact name is not valid: ${name}` };
    if (this.#stored.has(key)) {
      return { status: 409, code: 'already_exists', msg: 'an artifact with this name already exists on the workflow run' };
    }
    const used = this.list().reduce((sum, one) => sum + one.bytes, 0);
    if (used >= this.quota) return { status: 403, code: 'resource_exhausted', msg: 'insufficient usage to create artifact' };
    const zip = word(fields, 'mime_type') === 'application/zip' || word(fields, 'mime_type') === '';
    const upload = this.#blobs.uploadUrl(origin, zip ? `${name}.zip` : name);
    const expires = word(fields, 'expires_at');
    this.#lastId += 1;
    this.#stored.set(key, {
      id: this.#lastId,
      name,
      repository: claims.repository,
      run: claims.run,
      job: claims.job,
      blob: upload.id,
      createdAt: new Date(),
      expiresAt: expires === '' ? null : new Date(expires),
      digest: null,
      bytes: 0,
    });
    return { status: 200, body: { ok: true, signed_upload_url: upload.url } };
  }

  async #finalize(fields: Fields, claims: Claims): Promise<Answer> {
    const key = `${claims.run} ${word(fields, 'name')}`;
    const stored = this.#stored.get(key);
    const bytes = stored === undefined ? null : this.#blobs.size(stored.blob);
    if (stored === undefined || bytes === null) return { status: 404, code: 'not_found', msg: 'artifact not found' };
    if (String(bytes) !== word(fields, 'size')) {
      return { status: 400, code: 'invalid_argument', msg: `size is ${bytes}, not ${word(fields, 'size')}` };
    }
    const digest = await this.#blobs.digest(stored.blob);
    const hash = word(fields, 'hash');
    if (hash !== '' && hash !== digest) return { status: 400, code: 'invalid_argument', msg: `digest is ${digest}, not ${hash}` };
    this.#stored.set(key, { ...stored, digest, bytes });
    return { status: 200, body: { ok: true, artifact_id: String(stored.id) } };
  }

  #list(fields: Fields, claims: Claims): Answer {
    const name = word(fields, 'name_filter');
    const id = word(fields, 'id_filter');
    const found = this.#ofRun(claims).filter((one) => (name === '' || one.name === name) && (id === '' || String(one.id) === id));
    const artifacts = found.map((one) => ({
      workflow_run_backend_id: one.run,
      workflow_job_run_backend_id: one.job,
      database_id: String(one.id),
      name: one.name,
      size: String(one.bytes),
      created_at: one.createdAt.toISOString(),
      digest: one.digest,
    }));
    return { status: 200, body: { artifacts } };
  }

  #signed(fields: Fields, claims: Claims, origin: string): Answer {
    const stored = this.#ofRun(claims).find((one) => one.name === word(fields, 'name'));
    if (stored === undefined) return { status: 404, code: 'not_found', msg: 'artifact not found' };
    return { status: 200, body: { signed_url: this.downloadUrl(stored, origin) } };
  }

  /** Where its bytes are fetched. */
  downloadUrl(stored: StoredArtifact, origin: string): string {
    const contentType = this.#blobs.contentType(stored.blob);
    const fileName = contentType === 'application/zip' ? `${stored.name}.zip` : stored.name;
    return this.#blobs.downloadUrl(origin, stored.blob, { contentType, fileName });
  }

  async #delete(fields: Fields, claims: Claims): Promise<Answer> {
    const key = `${claims.run} ${word(fields, 'name')}`;
    const stored = this.#stored.get(key);
    if (stored === undefined) return { status: 404, code: 'not_found', msg: 'artifact not found' };
    this.#stored.delete(key);
    await this.#blobs.remove(stored.blob);
    return { status: 200, body: { ok: true, artifact_id: String(stored.id) } };
  }

  #ofRun(claims: Claims): StoredArtifact[] {
    return this.list().filter((one) => one.run === claims.run && (one.expiresAt === null || one.expiresAt > new Date()));
  }
}

/** A field as text, in either spelling of protobuf's JSON; the wrapper types are bare values there. */
export function word(fields: Fields, name: string): string {
  const value = fields[name] ?? fields[name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
