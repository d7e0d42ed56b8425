import { rm } from 'node:fs/promises';
import { sha256File } from '../../base/files.ts';
import { plainText } from '../../base/text.ts';
import { itemFile } from '../store/layout.ts';
import { bytesOf, removeEmptyFolders } from '../store/place.ts';
import { openSession } from '../store/session.ts';
import { readState, type StoreState } from '../store/state.ts';
import { itemsOf } from '../store/tree.ts';
import { flatten } from '../streams/flatten.ts';
import type { ProductsTree } from '../streams/types.ts';
import { lockFile } from './remove.ts';
import type { StoreContext } from './types.ts';

/** One file that is not what its state says. */
export interface Damage {
  readonly path: string;
  readonly problem: 'missing' | 'size' | 'digest' | 'unreadable' | 'no digest';
  /** What is there and what should be, in words. */
  readonly detail: string;
  /** Whether it was taken out, so that the next sync brings it again; a missing one needs no taking out. */
  readonly removed: boolean;
}

export interface Verification {
  /** How many were read; fewer than `total` only where it was stopped. */
  readonly files: number;
  readonly total: number;
  readonly bytes: number;
  /** By path. */
  readonly damages: readonly Damage[];
  /** States that could not be read, one sentence each. */
  readonly notes: readonly string[];
}

export interface VerifyRequest {
  /** Files read at once. */
  readonly parallel: number;
  /** Takes out what is damaged and not in use. */
  readonly repair: boolean;
  readonly onProgress?: ((progress: { readonly path: string; readonly files: number; readonly total: number }) => void) | undefined;
}

interface Named {
  readonly path: string;
  readonly size: number | null;
  readonly digest: string | null;
}

/**
 * Reads every file that a state names and compares its size and digest. Takes no lock, but where `repair` finds something to take out: a
 * file that another process removes meanwhile is no damage. Where the signal fires it ends with what it found until then, and takes nothing
 * out. Errors: for `repair` those of `openSession`.
 */
export async function verifyStore(request: VerifyRequest, context: StoreContext): Promise<Verification> {
  const state = await readState(context.store);
  const named = namedFiles(state);
  const found: Damage[] = [];
  let files = 0;
  let bytes = 0;
  const queue = named.values();
  const worker = async () => {
    for (const file of queue) {
      if (context.signal?.aborted === true) return;
      const damage = await check(file, context.store, context.signal);
      if (damage === STOPPED) return;
      if (damage !== null) found.push(damage);
      files += 1;
      bytes += file.size ?? 0;
      request.onProgress?.({ path: file.path, files, total: named.length });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(request.parallel, named.length)) }, worker));
  const damages = found.length === 0 ? [] : await confirm(found, named, context);
  const repaired = request.repair && files === named.length ? await takeOut(damages, context) : damages;
  return { files, total: named.length, bytes, damages: repaired.toSorted((a, b) => (a.path < b.path ? -1 : 1)), notes: state.notes };
}

/** Every file of the states once, as the first that names it describes it. */
function namedFiles({ trees }: StoreState): readonly Named[] {
  const named = new Map<string, Named>();
  for (const { contentId, pedigree, item } of itemsOf(trees.values())) {
    if (item.path === undefined || named.has(item.path)) continue;
    const flat = flatten(trees.get(contentId) as ProductsTree, pedigree);
    named.set(item.path, { path: item.path, size: flat.size === undefined ? null : Number(flat.size), digest: flat.sha256 ?? null });
  }
  return [...named.values()];
}

/** A file of which nothing can be said: reading it was broken off. */
const STOPPED = 'stopped';

async function check(file: Named, store: string): Promise<Damage | null>;
async function check(file: Named, store: string, signal: AbortSignal | undefined): Promise<Damage | null | typeof STOPPED>;
async function check({ path, size, digest }: Named, store: string, signal?: AbortSignal): Promise<Damage | null | typeof STOPPED> {
  const damage = (problem: Damage['problem'], detail: string) => ({ path, problem, detail, removed: false });
  try {
    const there = await bytesOf(itemFile(store, path));
    if (there === null) return damage('missing', 'there is no such file');
    if (size !== null && there !== size) return damage('size', `${there} bytes instead of ${size}`);
    if (digest === null) return damage('no digest', 'the state has no sha256 of it');
    const found = await sha256File(itemFile(store, path), signal);
    return found === digest ? null : damage('digest', `sha256 ${found} instead of ${digest}`);
  } catch (error) {
    if (signal?.aborted === true) return STOPPED;
    return damage('unreadable', plainText((error as Error).message));
  }
}

/** Those that a state still names in the same way: others were removed or replaced while they were read. */
async function confirm(damages: readonly Damage[], before: readonly Named[], context: StoreContext): Promise<readonly Damage[]> {
  const now = new Map(namedFiles(await readState(context.store)).map((file) => [file.path, file]));
  const old = new Map(before.map((file) => [file.path, file]));
  const left: Damage[] = [];
  for (const damage of damages) {
    const file = now.get(damage.path);
    if (file === undefined) continue;
    const again = file.digest === old.get(damage.path)?.digest ? damage : await check(file, context.store);
    // It may have come back between the two looks.
    const there = again?.problem === 'missing' ? await check(file, context.store) : again;
    if (there !== null) left.push(there);
  }
  return left;
}

/** Takes damaged files out of their places; the states go on naming them, so that the next sync completes their versions. */
async function takeOut(damages: readonly Damage[], context: StoreContext): Promise<readonly Damage[]> {
  if (!damages.some(({ problem }) => problem === 'size' || problem === 'digest')) return damages;
  await using session = await openSession(context);
  if (!(await session.mayRemove())) {
    context.emit('nothing was taken out: a jenkins-runner holds the store');
    return damages;
  }
  const named = new Map(namedFiles(await readState(context.store)).map((file) => [file.path, file]));
  const results: Damage[] = [];
  for (const damage of damages) {
    const file = named.get(damage.path);
    const again = file === undefined ? null : await check(file, context.store);
    if (again !== null) results.push({ ...again, removed: await takeOutOne(again, context) });
  }
  return results;
}

async function takeOutOne({ path, problem }: Damage, context: StoreContext): Promise<boolean> {
  if (problem !== 'size' && problem !== 'digest') return false;
  const file = itemFile(context.store, path);
  const lock = await lockFile(file, context);
  if (lock === null) context.emit(`${plainText(path)} is damaged and in use: it stays until the run that uses it has ended`);
  if (lock === undefined || lock === null) return false;
  try {
    await rm(file, { force: true });
    await removeEmptyFolders(context.store, path);
    return true;
  } finally {
    await lock.release();
  }
}
