import { lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../base/spawn.ts';
import { findProgram } from '../../host/programs.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a call of the cache needs to know. */
export interface CacheCall {
  readonly what: 'restore' | 'save';
  readonly key: string;
  /** Other beginnings of keys that will do, the best first; absent: none. */
  readonly prefixes?: readonly string[];
  readonly env: Env;
  readonly signal?: AbortSignal | undefined;
  /** After which it is given up. */
  readonly seconds: number;
}

/** How it went. */
export interface CacheAnswer {
  /** Of a restore the key of the entry that came; of a save its own where the entry was stored; null else. */
  readonly key: string | null;
  /** Why not, as far as the toolkit said. */
  readonly why: 'exists' | 'rate' | 'denied' | 'quota' | 'late' | 'cancelled' | 'failed' | null;
  /** The toolkit's words, for people; they are a server's, too. */
  readonly said: string;
}

/** A folder that is one entry: what is in `data` is saved, or was restored. */
export interface CacheFolder extends AsyncDisposable {
  readonly path: string;
  readonly data: string;
  /** Never throws: what is left goes with the temporary folder. */
  readonly remove: () => Promise<void>;
}

/** Data of every entry has this name, which is a part of the entry's version: nothing of a runner's own paths is. */
const DATA = 'data';

/** Makes the folder below another, which should be on a disk; what is in it goes with it. */
export async function cacheFolder(temp: string): Promise<CacheFolder> {
  await mkdir(temp, { recursive: true });
  const path = await mkdtemp(join(temp, 'vmtest-cache-'));
  const data = join(path, DATA);
  await mkdir(data);
  const remove = () => rm(path, { recursive: true, force: true }).catch(() => undefined);
  return { path, data, remove, [Symbol.asyncDispose]: remove };
}

/**
 * A plain file of a restored entry; null where it is not there, is anything else, or is larger than `most` bytes. Whoever wrote the entry packed
 * it as they liked: a link in it, the folder itself being one, leads to files of this host, and a pipe is read for ever.
 */
export async function restoredFile({ data }: Pick<CacheFolder, 'data'>, name: string, most = Number.POSITIVE_INFINITY) {
  const path = join(data, name);
  const folder = await lstat(data).catch(() => null);
  const file = folder?.isDirectory() === true ? await lstat(path).catch(() => null) : null;
  return file?.isFile() === true && file.size <= most ? { path, bytes: file.size } : null;
}

/** Bundled, the program is a file beside the chunk that this is in (tools/bundle.ts); in the sources, beside this. */
const STEP = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './cache-step.ts' : './cache-step.js', import.meta.url));

/**
 * Calls `@actions/cache` in a process of its own. Reasons: an entry's version and the names in its archive depend on the current folder, of
 * which a process has one, and `..` is refused; it cannot be cancelled otherwise, nor can its tar; it writes to stdout, its failures as
 * annotations of its own, and answers them all by the same -1. Never throws.
 */
export async function callCache(call: CacheCall, folder: CacheFolder): Promise<CacheAnswer> {
  const answer = join(folder.path, 'answer.json');
  try {
    const env = { ...toolkitEnv(call.env, folder.path), PATH: await pathWithTar(folder.path, call.env.PATH ?? '') };
    const ask = JSON.stringify({ what: call.what, key: call.key, prefixes: call.prefixes ?? [], data: DATA, answer });
    const outcome = await run(process.execPath, [STEP, ask], {
      env,
      cwd: folder.path,
      timeout: call.seconds,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    const said = wordsOf(`${outcome.stdout}\n${outcome.stderr}`);
    if (outcome.canceled) return { key: null, why: 'cancelled', said };
    if (outcome.timedOut) return { key: null, why: 'late', said };
    const result: unknown = outcome.exitCode === 0 ? JSON.parse(await readFile(answer, 'utf8')) : null;
    if (call.what === 'restore' && typeof result === 'string') return { key: result, why: null, said };
    if (call.what === 'save' && typeof result === 'number' && result >= 0) return { key: call.key, why: null, said };
    const nothing = call.what === 'restore' && outcome.exitCode === 0 && !/Failed to restore/.test(outcome.stdout);
    return { key: null, why: nothing ? null : reasonOf(`${outcome.stdout}\n${outcome.stderr}`), said };
  } catch (error) {
    return { key: null, why: 'failed', said: error instanceof Error ? error.message : String(error) };
  }
}

/** The runner's variables without its files of commands, which the toolkit has no business with. */
function toolkitEnv(env: Env, folder: string): Record<string, string> {
  const wanted = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      /^(?:ACTIONS_|GITHUB_|RUNNER_|CACHE_|HOME$|LANG$|NODE_EXTRA_CA_CERTS$|SSL_CERT_)|_proxy$/i.test(entry[0]) &&
      !/^GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY|TOKEN)$|^RUNNER_DEBUG$/.test(entry[0]),
  );
  // The names in the archive are relative to the workspace, and archives go to the temporary folder.
  return { ...Object.fromEntries(wanted), GITHUB_WORKSPACE: folder, RUNNER_TEMP: folder };
}

/**
 * A PATH whose tar keeps holes, calls it no failure that a file got or lost a name while it was read (1: another job links the same image; what
 * is restored is verified), and does not take -P, with which the toolkit calls it: an archive of a cache cannot write outside of the folder
 * then, and its names are all inside.
 */
async function pathWithTar(folder: string, path: string): Promise<string> {
  const tar = await findProgram('tar', path);
  if (tar === null || /'/.test(tar) || !isAbsolute(tar)) return path;
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const drop = `for word do shift; [ "$word" = -P ] || set -- "$@" "$word"; done`;
  await writeFile(
    join(bin, 'tar'),
    `#!/bin/sh\n${drop}\n'${tar}' --sparse "$@" || { status=$?; [ "$status" -eq 1 ] || exit "$status"; }\n`,
    { mode: 0o755 },
  );
  return `${bin}:${path}`;
}

/** What its words say of a failure; the answer itself is the same for all. */
function reasonOf(text: string): NonNullable<CacheAnswer['why']> {
  if (/\b429\b|too many requests|rate limit/i.test(text)) return 'rate';
  if (/already[ _]exists|\b409\b/i.test(text)) return 'exists';
  if (/cache (?:write|read) denied|cache-mode|permission_denied|\b40[13]\b/i.test(text)) return 'denied';
  if (/quota|resource_exhausted|insufficient|storage limit|\b507\b|read-only/i.test(text)) return 'quota';
  return 'failed';
}

/** The last line with something that went wrong, without the runner's markup. */
function wordsOf(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^::(?:debug|warning|error|notice)[^:]*::/, '').trim());
  const failed = lines.filter((line) => /fail|error|denied|unable|limit/i.test(line));
  return (failed.at(-1) ?? '').slice(0, 300);
}
