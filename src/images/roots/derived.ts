import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../base/files.ts';
import { type MakeContext, makeOnce, type Version } from '../store/make-once.ts';

/** The published file that something is made of. */
export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  /** Its sha256 in hex, which was checked before. */
  readonly digest: string;
}

/** The store's folder of what was made of published files: `derived/<digest of the source>-<what>/`. */
export function derivedFolder(store: string): string {
  return join(store, 'derived');
}

/** What the manifest of such a version says as its recipe. */
export interface DerivedRecipe {
  readonly what: string;
  readonly source: SourceFile;
}

/**
 * Brings what is made of a published file, made where it is not in the store: whole or not at all, once for all processes. `what` names
 * it ([A-Za-z0-9.-]); `make` gets a private folder and returns the names of the files that it made there.
 * Errors: those of `make`, and VMTEST_CANCELLED while another process makes it.
 */
export async function derive(
  store: string,
  source: SourceFile,
  what: string,
  make: (folder: string) => Promise<Readonly<Record<string, string>>>,
  context: MakeContext,
): Promise<Version> {
  const recipe: DerivedRecipe = { what, source: { path: source.path, digest: source.digest } };
  const about = { recipeKey: sha256(what), indexDigest: source.digest, recipe, tools: {} };
  return await makeOnce(
    derivedFolder(store),
    `${source.digest}-${what}`,
    async (building) => ({ files: await make(building), about }),
    context,
  );
}

/** Whether the file that a derived version was made of is still where it was; a recipe that is none of ours counts as there. */
export async function sourceIsThere(recipe: unknown): Promise<boolean> {
  const path = (recipe as Partial<DerivedRecipe> | null)?.source?.path;
  if (typeof path !== 'string') return true;
  return await access(path).then(
    () => true,
    () => false,
  );
}
