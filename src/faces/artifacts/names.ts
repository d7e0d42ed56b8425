import { sha256 } from '../../base/files.ts';

/** Bytes of an artifact's name: GitHub takes more, but the name becomes a folder's, with something in front of it. */
const MAX_NAME = 100;

/** What the name of an artifact is made of. */
export interface ArtifactNaming {
  /** The input `artifact-name`. */
  readonly prefix: string;
  /** What `legOf` gave. */
  readonly leg: string;
  /** `GITHUB_RUN_ATTEMPT`: the names of a workflow run are one space, its earlier attempts included. */
  readonly attempt: number;
}

/**
 * The name of an artifact: `vmtest-basic-uefi-noble-noble-1f9c2e7a-1`, at most 100 bytes of `[A-Za-z0-9._-]`, a subset of what GitHub takes
 * (none of `" : < > | * ? \ /` and line ends). What is changed or cut gets a digest of what it was, so that two slugs never meet.
 */
export function nameArtifact({ prefix, slug, leg, attempt }: ArtifactNaming & { readonly slug: string }): string {
  const ending = `-${plain(leg, 40)}-${attempt}`;
  const head = `${plain(prefix, 60)}-${slug}`;
  const room = MAX_NAME - ending.length;
  return `${plain(head, room)}${ending}`;
}

/** The name that is tried when `name` is taken: `-2`, `-3`, … behind it. */
export function nextName(name: string, count: number): string {
  const ending = `-${count}`;
  return `${plain(name, MAX_NAME - ending.length)}${ending}`;
}

/** A text as a name of at most `limit` bytes, itself where it is one. */
function plain(text: string, limit: number): string {
  const name = text.replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  if (name === text && name.length <= limit) return name;
  return `${name.slice(0, limit - 9)}-${sha256(text).slice(0, 8)}`;
}

/** What tells the jobs of a workflow run apart. */
export interface LegFacts {
  /** `${{ toJSON(matrix) }}`: `null` outside of a matrix, empty where nobody gave it. */
  readonly matrixJson: string;
  /** `${{ job.check_run_id }}`: empty on older runners. */
  readonly checkRunId: string;
  /** `GITHUB_JOB`. */
  readonly job: string;
}

/**
 * A short name for a job: the values of its matrix as far as they are short, else the job's own, and a digest of all that is known, because
 * `{ a: x-y, b: z }` and `{ a: x, b: y-z }` read alike, and so do two jobs of one matrix: `noble-uefi-1f9c2e7a`.
 */
export function legOf({ matrixJson, checkRunId, job }: LegFacts): string {
  const digest = sha256(JSON.stringify([matrixJson.trim(), checkRunId.trim(), job])).slice(0, 8);
  const readable = matrixWords(matrixJson) || (matrixJson.trim() in { '': 1, null: 1 } ? job : '');
  const words = readable.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return words === '' || words.length > 24 ? digest : `${words}-${digest}`;
}

/** The short values of a matrix, in the order of their axes; of a shard which of how many it is. */
function matrixWords(json: string): string {
  let matrix: unknown;
  try {
    matrix = JSON.parse(json);
  } catch {
    return '';
  }
  if (typeof matrix !== 'object' || matrix === null) return '';
  const { gate: _gate, shard, of, tests: _tests, seconds: _seconds, ...axes } = matrix as Record<string, unknown>;
  const sharded = typeof shard === 'number' && typeof of === 'number' ? [`${shard}of${of}`] : [];
  const words = Object.values(axes).flatMap((value) => (['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : []));
  return [...words, ...sharded].join('-');
}
