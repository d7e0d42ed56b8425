import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { linkedAbort } from '../../base/abort.ts';
import { sha256 } from '../../base/files.ts';
import { plainLine, shorten } from '../../base/text.ts';
import { checkRoom } from '../download/room.ts';
import type { Layout } from '../store/layout.ts';
import { makeStore } from '../store/make-store.ts';
import { keepAside } from '../store/place.ts';
import { addressOf } from '../streams/paths.ts';
import { fromVault, vaultKey } from '../vault.ts';
import type { MirrorItem, SyncContext } from './types.ts';

/** Partial files that nobody asked for in this time are removed: 7 days, in milliseconds. */
const STALE = 7 * 24 * 3_600_000;

/**
 * Names below `partial/` of items on their way, by path: by digest, so that the next process finds what this one left. Items that have
 * the same content under several paths are brought once: the others' names are further ones of the same file.
 */
export function partialNames(items: readonly MirrorItem[]): ReadonlyMap<string, string> {
  const seen = new Set<string | null>();
  const names = items.map(({ path, sha256: digest }) => {
    const again = seen.has(digest);
    seen.add(digest);
    return [path, again ? `${digest}.${sha256(path).slice(0, 16)}.part` : `${digest}.part`] as const;
  });
  return new Map(names);
}

/** Brings items into `partial/`, verified, `parallel` at once. The first that fails stops the others; what they have stays for the next time. */
export async function fetchItems(
  root: string,
  items: readonly MirrorItem[],
  layout: Layout,
  context: SyncContext,
  parallel: number,
): Promise<void> {
  await makeStore(layout.partial);
  using stop = linkedAbort(context.signal);
  const report = reporter(items, context);
  const names = partialNames(items);
  const once = items.filter(({ path, sha256: digest }) => names.get(path) === `${digest}.part`);
  await checkAllFit(once, layout);
  const cached = await restoreVersions(once, layout, context);
  const queue = once.values();
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    // One iterator for all workers: each takes the next that nobody has.
    for (const item of queue) {
      if (failure !== undefined) return;
      try {
        const expected = { size: item.size, sha256: item.sha256 as string };
        const request = { url: addressOf(root, item.path), expected, partial: join(layout.partial, `${item.sha256}.part`), redirects: [] };
        await context.client.download(request, {
          signal: stop.signal,
          onNote: context.emit,
          onProgress: ({ done }) => report(item, done, false),
        });
        report(item, item.size, true);
      } catch (error) {
        failure ??= { error };
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(parallel, once.length)) }, worker));
  if (failure !== undefined) throw failure.error;
  for (const entry of versionEntries(once, layout).filter(({ key }) => !cached.has(key))) {
    await context.vault?.save({ ...entry, files: entry.files.map(({ name }) => name) });
  }
  for (const item of items.filter((one) => !once.includes(one))) {
    await keepAside(join(layout.partial, `${item.sha256}.part`), join(layout.partial, names.get(item.path) as string));
    report(item, item.size, true);
  }
}

/** The items of each version that are to be fetched together: they are one entry of a cache. */
function versionEntries(items: readonly MirrorItem[], { partial }: Layout) {
  const versions = Map.groupBy(items, ({ contentId, pedigree: [product, version] }) => JSON.stringify([contentId, product, version]));
  return [...versions].map(([name, ofVersion]) => ({
    key: vaultKey('simplestreams', name, ofVersion.map(({ sha256: digest }) => digest ?? '').sort()),
    label: labelOf(ofVersion[0] as MirrorItem),
    folder: partial,
    files: ofVersion.map(({ sha256: digest, size }) => ({ name: `${digest}.part`, size, sha256: digest })),
  }));
}

function labelOf({ flat, pedigree: [, version] }: MirrorItem): string {
  const { release = '', arch = '', subarch = '' } = flat;
  return shorten(plainLine(`${release} ${arch}${subarch === '' ? '' : `/${subarch}`} ${version}`.trim()), 200);
}

/** Takes out of the cache what it has; where an earlier sync left a part of a version, that is gone on with. Returns the keys that were there. */
async function restoreVersions(items: readonly MirrorItem[], layout: Layout, context: SyncContext): Promise<ReadonlySet<string>> {
  const there = new Set<string>();
  if (context.vault === undefined) return there;
  const left = new Set(await readdir(layout.partial));
  for (const entry of versionEntries(items, layout)) {
    if (entry.files.some(({ name }) => left.has(name))) continue;
    const use = { vault: context.vault, signal: context.signal, emit: context.emit };
    if (!(await fromVault(use, entry, layout.partial, join(layout.own, 'vault')))) continue;
    there.add(entry.key);
    context.emit(`${entry.label} is from the cache`);
  }
  return there;
}

/** All of them together must fit: alone, each may. */
async function checkAllFit(items: readonly MirrorItem[], { partial }: Layout): Promise<void> {
  const there = await Promise.all(items.map(({ sha256: digest }) => stat(join(partial, `${digest}.part`)).catch(() => null)));
  const missing = items.reduce((sum, { size }, index) => sum + Math.max(0, (size ?? 0) - (there[index]?.size ?? 0)), 0);
  checkRoom(join(partial, '.'), missing, `${items.length} ${items.length === 1 ? 'file' : 'files'} of the stream`);
}

function reporter(items: readonly MirrorItem[], context: SyncContext) {
  const total = items.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const bytes = new Map<string, number>();
  let done = 0;
  return (item: MirrorItem, itemDone: number | null, whole: boolean) => {
    const now = itemDone ?? bytes.get(item.path) ?? 0;
    done += now - (bytes.get(item.path) ?? 0);
    bytes.set(item.path, now);
    context.onProgress?.({ path: item.path, itemDone: now, itemTotal: item.size ?? (itemDone === null ? now : null), whole, done, total });
  };
}

/** Whether there is anything that nobody has come back for. */
export async function hasStalePartials(layout: Layout, now: number): Promise<boolean> {
  return (await stalePartials(layout, now)).length > 0;
}

/** Removes what earlier syncs left and nobody has come back for. */
export async function removeStalePartials(layout: Layout, wanted: readonly MirrorItem[], now: number): Promise<void> {
  const names = new Set(partialNames(wanted).values());
  for (const name of await stalePartials(layout, now)) if (!names.has(name)) await rm(join(layout.partial, name), { force: true });
}

async function stalePartials(layout: Layout, now: number): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const name of await readdir(layout.partial).catch(() => [])) {
    const stats = await stat(join(layout.partial, name)).catch(() => null);
    if (stats !== null && now - stats.mtimeMs > STALE) stale.push(name);
  }
  return stale;
}
