import { formatSize } from '../../base/sizes.ts';
import { VmtestError } from '../../model/errors.ts';
import { changedFiles, commit, type NewFile } from '../store/journal.ts';
import { itemFile, layoutOf } from '../store/layout.ts';
import type { Lock } from '../store/lock.ts';
import { rememberOrigin } from '../store/origins.ts';
import { readPins, usePins } from '../store/pins.ts';
import { isThere } from '../store/place.ts';
import { openSession, type Session } from '../store/session.ts';
import { readState } from '../store/state.ts';
import { versionKey } from '../store/tree.ts';
import { withoutPassword } from '../streams/address.ts';
import { readStream } from '../streams/read.ts';
import type { Stream } from '../streams/types.ts';
import { fetchItems, hasStalePartials, partialNames, removeStalePartials } from './fetch.ts';
import { inventoryOf } from './inventory.ts';
import { expectedRemovals, lockFile, plannedRemovals, removeVersions, stateFiles } from './remove.ts';
import { streamFiles } from './stream-files.ts';
import type { MirrorItem, RemovedVersion, SyncContext, SyncPlan, SyncRequest } from './types.ts';
import { type Work, workOf } from './work.ts';

/** What is to be done, and the small files that are not as they are to be. */
interface Outlook {
  readonly work: Work;
  readonly files: readonly NewFile[];
  readonly remove: readonly RemovedVersion[];
  readonly notes: readonly string[];
}

/**
 * Brings the items of a stream that meet the conditions into the store, and removes versions beyond those that are kept. All that is new
 * appears in one step, when all of it is there and verified: an error, or a death at any point, leaves the store as it was, but for the
 * partial files that the next sync goes on with. What is up to date takes no lock and no request beyond the stream's own files; a dry
 * run writes nothing. Returns what was done, or would be.
 * Errors: those of `readStream` and of `Client.download`; VMTEST_STREAM_INVALID, VMTEST_STREAM_PATH; VMTEST_IMAGE_NOT_FOUND for a
 * version that is nowhere; VMTEST_IMAGE_STORE_BUSY; VMTEST_DISK_FULL; VMTEST_CANCELLED.
 */
export async function syncStream(request: SyncRequest, context: SyncContext): Promise<SyncPlan> {
  const stream = await readRequested(request, context);
  const first = await outlookOf(stream, request, context);
  if (request.dryRun)
    return planOf(first.work, await expectedRemovals(context.store, first.work.trees, first.work.remove, await pinsNow(context)));
  const layout = layoutOf(context.store);
  if (isDone(first) && !(await isThere(layout.journal)) && !(await hasStalePartials(layout, Date.now()))) {
    await rememberAsked(first.work, context);
    await remember(stream, request, context);
    return planOf(first.work, first.remove);
  }
  await using session = await openSession(context);
  // Who was before us may have brought a newer stream, which must not be replaced by what we read before we waited.
  const fresh = session.waited ? await readRequested(request, context) : stream;
  return await syncLocked(fresh, request, session, context);
}

async function syncLocked(stream: Stream, request: SyncRequest, session: Session, context: SyncContext): Promise<SyncPlan> {
  const { work, files, remove, notes } = await outlookOf(stream, request, context);
  for (const note of notes) context.emit(note);
  const { layout } = session;
  if (work.fetch.length > 0) {
    const count = work.fetch.length === 1 ? 'one file' : `${work.fetch.length} files`;
    context.emit(`fetching ${count} (${formatSize(bytesOf(work.fetch))}) from ${withoutPassword(stream.root)}`);
    await fetchItems(stream.root, work.fetch, layout, context, request.parallel);
  }
  if (work.fetch.length > 0 || files.length > 0) {
    const names = partialNames(work.fetch);
    const items = work.fetch.map(({ path }) => ({ to: path, from: `partial/${names.get(path)}` }));
    await unused(work.fetch, context, () => commit(layout, { items, files, unlink: [] }));
  }
  await rememberAsked(work, context);
  await remember(stream, request, context);
  await removeStalePartials(layout, work.fetch, Date.now());
  const going = remove.some(({ held }) => held === null);
  return planOf(work, going ? await removeVersions(session, work.remove, await pinsNow(context), context) : remove);
}

/** Which stream the store's content ids are of: images of two that name theirs alike are not mixed up. */
async function remember({ products }: Stream, { stream }: SyncRequest, { store }: SyncContext): Promise<void> {
  await rememberOrigin(
    store,
    stream.url,
    products.map(({ tree }) => tree.content_id),
  );
}

async function readRequested(request: SyncRequest, context: SyncContext): Promise<Stream> {
  return await readStream(context.client, request.stream, { signal: context.signal, onNote: context.emit });
}

async function outlookOf(stream: Stream, request: SyncRequest, context: SyncContext): Promise<Outlook> {
  const { store } = context;
  const state = await readState(store);
  const work = await workOf(stream, request, state, inventoryOf(store));
  const all = [...(await streamFiles(store, stream, work.trees)), ...stateFiles(work.trees, state)];
  const pins = await pinsNow(context);
  const asked = new Set(work.asked.map(versionKey));
  const remove = plannedRemovals(work.trees, work.remove, new Set([...pins, ...asked]));
  return { work, files: await changedFiles(store, all), remove, notes: state.notes };
}

const pinsNow = (context: SyncContext) => readPins(context.store, Date.now() / 1000);

function isDone({ work, files, remove }: Outlook): boolean {
  return work.fetch.length === 0 && files.length === 0 && remove.every(({ held }) => held !== null);
}

async function rememberAsked(work: Work, context: SyncContext): Promise<void> {
  if (work.asked.length === 0) return;
  await usePins(context.store, work.asked, { env: context.env, signal: context.signal, now: Date.now() / 1000 });
}

function planOf({ fetch, keep, passedOver }: Work, remove: readonly RemovedVersion[]): SyncPlan {
  const removeBytes = remove.filter(({ held }) => held === null).reduce((sum, { bytes }) => sum + bytes, 0);
  return { fetch, remove, keep, passedOver, fetchBytes: bytesOf(fetch), removeBytes };
}

const bytesOf = (items: readonly MirrorItem[]) => items.reduce((sum, { size }) => sum + (size ?? 0), 0);

/** Does something while nobody uses the files that will be replaced: a publisher may give an old name a new content, or a file was damaged. */
async function unused(items: readonly MirrorItem[], context: SyncContext, act: () => Promise<void>): Promise<void> {
  const locks: Lock[] = [];
  try {
    for (const { path } of items) {
      const lock = await lockFile(itemFile(context.store, path), context);
      if (lock === null) {
        throw new VmtestError('VMTEST_IMAGE_STORE_BUSY', `The file ${path} of the image store is to be replaced, and is in use`, {
          hint: 'sync again when the run that uses it has ended',
        });
      }
      if (lock !== undefined) locks.push(lock);
    }
    await act();
  } finally {
    await Promise.all(locks.map((lock) => lock.release()));
  }
}
