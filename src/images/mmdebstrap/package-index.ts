import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, sha256, writeWhole } from '../../base/files.ts';
import { run } from '../../base/spawn.ts';
import type { MmdebstrapSource } from '../../model/suite.ts';
import type { ResolveOptions } from '../image.ts';
import { sourceArgs } from './args.ts';
import { recipeKey } from './recipe.ts';

const APT_HELPER = '/usr/lib/apt/apt-helper';
/** Run by mmdebstrap once the sources are written and before anything is fetched; it ends mmdebstrap there. */
const PRINT_URIS = 'APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get update --print-uris; exit 1';
const DEFAULT_AGE = 3600;

/** What the package index is now, or why that cannot be told. */
export type IndexAnswer = { readonly digest: string } | { readonly unreachable: string };

/** The URLs of the `InRelease` files in the output of `apt-get update --print-uris`, sorted. */
export function inReleaseUrls(output: string): readonly string[] {
  return [...output.matchAll(/^'([^']+\/InRelease)' /gm)].map((match) => match[1] as string).sort();
}

/**
 * The digest of all `InRelease` files that a recipe's packages come from: it changes when the archive does. mmdebstrap itself
 * says which they are, apt's own helper fetches them (a few 100 KB). An answer is remembered in `folder` for `indexSeconds`.
 */
export async function packageIndex(source: MmdebstrapSource, folder: string, options: ResolveOptions): Promise<IndexAnswer> {
  const memory = join(folder, `.index-${recipeKey(source).slice(0, 16)}.json`);
  const now = Date.now() / 1000;
  const known = await recall(memory);
  if (known !== undefined && known.at <= now && now - known.at < (options.indexSeconds ?? DEFAULT_AGE)) return { digest: known.digest };
  const answer = await ask(source, folder, options);
  if ('digest' in answer) await writeWhole(memory, `${JSON.stringify({ at: Math.floor(now), digest: answer.digest })}\n`);
  return answer;
}

async function recall(file: string): Promise<{ at: number; digest: string } | undefined> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as { at?: unknown; digest?: unknown };
    return typeof value.at === 'number' && typeof value.digest === 'string' ? { at: value.at, digest: value.digest } : undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function ask(source: MmdebstrapSource, folder: string, options: ResolveOptions): Promise<IndexAnswer> {
  const env = { ...options.env, ...options.proxy };
  const common = { env, timeout: 60, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  // The mode without a chroot needs no rights at all; nothing is installed anyway.
  const sources = await run('mmdebstrap', ['--mode=chrootless', `--setup-hook=${PRINT_URIS}`, ...sourceArgs(source, '/dev/null')], common);
  // mmdebstrap sends what its hooks print to stderr.
  const urls = inReleaseUrls(sources.stderr);
  if (urls.length === 0)
    return { unreachable: lastError(sources.stderr) ?? `mmdebstrap could not be run (${sources.errorCode ?? 'no output'})` };
  const aside = await mkdtemp(join(folder, '.index-'));
  try {
    const files = urls.map((_, number) => join(aside, String(number)));
    const fetched = await run(
      APT_HELPER,
      [...APT_OPTIONS, 'download-file', ...urls.flatMap((url, number) => [url, files[number] as string, ''])],
      common,
    );
    if (fetched.exitCode !== 0) return { unreachable: lastError(fetched.stderr) ?? `${APT_HELPER} could not be run` };
    const texts = await Promise.all(files.map((file) => readFile(file)));
    return { digest: sha256(texts.map((text, number) => `${urls[number]} ${sha256(text)}\n`).join('')) };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

const APT_OPTIONS = ['APT::Sandbox::User=root', 'Acquire::Retries=1', 'Acquire::http::Timeout=10', 'Acquire::https::Timeout=10'].flatMap(
  (option) => ['-o', option],
);

/** The last `E:` line that says something of its own; where there is none, the last line. */
function lastError(text: string): string | undefined {
  const lines = text.trim().split('\n');
  const said = lines.filter((line) => line.startsWith('E: ') && line !== 'E: mmdebstrap failed to run');
  return (said.at(-1) ?? lines.at(-1))?.trim() || undefined;
}
