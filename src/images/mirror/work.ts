import { plainText } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { isContentId } from '../store/layout.ts';
import type { StoreState } from '../store/state.ts';
import { type VersionName, versionItems } from '../store/tree.ts';
import { type Hit, queryTree } from '../streams/query.ts';
import type { ProductsTree, Stream, StreamItem } from '../streams/types.ts';
import { chooseVersions, newestFirst } from './choose.ts';
import type { Inventory } from './inventory.ts';
import { type Brought, settlePaths, targetTree } from './target.ts';
import type { MirrorItem, SyncPlan, SyncRequest } from './types.ts';

/** What a sync has to do, worked out without changing anything. */
export interface Work {
  readonly fetch: readonly MirrorItem[];
  readonly keep: SyncPlan['keep'];
  readonly passedOver: SyncPlan['passedOver'];
  /** Versions that are to go. */
  readonly remove: readonly VersionName[];
  /** The version that was asked for by name, in each product that has it. */
  readonly asked: readonly VersionName[];
  /** All states of the store as they are to be, before anything is removed. */
  readonly trees: ReadonlyMap<string, ProductsTree>;
}

/**
 * Works out what a sync has to do. Errors: VMTEST_STREAM_INVALID and VMTEST_STREAM_PATH for what no store can hold,
 * VMTEST_IMAGE_NOT_FOUND where a version was asked for that is neither published nor in the store.
 */
export async function workOf(
  stream: Stream,
  request: Pick<SyncRequest, 'conditions' | 'version' | 'keep'>,
  state: Pick<StoreState, 'trees'>,
  inventory: Inventory,
): Promise<Work> {
  const chosen: Chosen[] = [];
  for (const { tree } of stream.products) chosen.push(...(await chooseProducts(tree, request, state, inventory)));
  if (request.version !== null) checkAsked(chosen, request.version);
  const trees = new Map(state.trees);
  const wanted = new Map<string, MirrorItem>();
  const brought = new Map<string, StreamItem>();
  for (const { tree } of stream.products) {
    const mine = chosen.filter(({ contentId }) => contentId === tree.content_id);
    trees.set(tree.content_id, targetTree(state.trees.get(tree.content_id), tree, mine.flatMap(broughtOf)));
    for (const hit of mine.flatMap(({ hits }) => hits)) addWanted(tree.content_id, hit, wanted, brought);
  }
  const settled = settlePaths(
    trees,
    stream.products.map(({ tree }) => tree),
    brought,
  );
  const missing = await Promise.all([...wanted.values()].map((item) => isMissing(item, state, inventory)));
  return {
    fetch: [...wanted.values()].filter((_, index) => missing[index]),
    keep: chosen.flatMap(({ contentId, product, keep }) => keep.map((version) => ({ contentId, product, version }))),
    passedOver: chosen.flatMap(({ product, published: [version], published, keep }) =>
      version === undefined || published.some((one) => keep.includes(one)) ? [] : [{ product, version, newer: keep }],
    ),
    remove: chosen.flatMap(({ contentId, product, remove }) => remove.map((version) => ({ contentId, product, version }))),
    asked: chosen.flatMap(({ contentId, product, asked }) => (asked === null ? [] : [{ contentId, product, version: asked }])),
    trees: settled,
  };
}

/** One product that has items that are wanted. */
interface Chosen {
  readonly contentId: string;
  readonly product: string;
  readonly keep: readonly string[];
  readonly remove: readonly string[];
  readonly published: readonly string[];
  readonly asked: string | null;
  /** Items of the versions that are to be there. */
  readonly hits: readonly Hit[];
}

async function chooseProducts(
  tree: ProductsTree,
  request: Pick<SyncRequest, 'conditions' | 'version' | 'keep'>,
  state: Pick<StoreState, 'trees'>,
  inventory: Inventory,
): Promise<readonly Chosen[]> {
  const contentId = tree.content_id;
  if (!isContentId(contentId)) {
    throw new VmtestError(
      'VMTEST_STREAM_INVALID',
      `A stream has the content_id ${JSON.stringify(plainText(contentId))}, which no file can be named`,
      {
        hint: 'tell who publishes it',
      },
    );
  }
  const groups = Map.groupBy(queryTree(tree, request.conditions, { max: null }), ({ pedigree }) => pedigree[0]);
  const known = state.trees.get(contentId);
  const chosen: Chosen[] = [];
  for (const [product, hits] of groups) {
    const published = newestFirst(hits.map(({ pedigree }) => pedigree[1]));
    const present = Object.keys(known?.products[product]?.versions ?? {});
    const whole = new Set<string>();
    for (const version of present) {
      if (known !== undefined && (await inventory.whole(versionItems(known, product, version)))) whole.add(version);
    }
    const { bring, keep, remove } = chooseVersions({ published, present, whole }, request.keep, request.version);
    const asked = request.version !== null && keep.includes(request.version) ? request.version : null;
    chosen.push({ contentId, product, keep, remove, published, asked, hits: hits.filter(({ pedigree }) => bring.includes(pedigree[1])) });
  }
  return chosen;
}

function checkAsked(chosen: readonly Chosen[], version: string): void {
  if (chosen.length === 0 || chosen.some(({ asked }) => asked !== null)) return;
  const others = newestFirst(chosen.flatMap(({ published }) => published))
    .slice(0, 8)
    .map(plainText);
  throw new VmtestError('VMTEST_IMAGE_NOT_FOUND', `No image that was asked for has the version ${plainText(version)}`, {
    hint: `it may be published no longer; published are ${others.join(', ')}`,
  });
}

function broughtOf({ hits }: Chosen): readonly Brought[] {
  return hits.map(({ pedigree: [product, version, name], item }) => ({ product, version, items: { [name]: item } }));
}

/** Adds an item that has a file. Two items may name the same file, if they say the same of it. */
function addWanted(contentId: string, hit: Hit, wanted: Map<string, MirrorItem>, brought: Map<string, StreamItem>): void {
  const { item, flat, pedigree } = hit;
  const { path } = item;
  if (path === undefined) return;
  const where = () => plainText([contentId, ...pedigree].join(' '));
  const { sha256 } = flat;
  if (sha256 === undefined) {
    throw new VmtestError('VMTEST_STREAM_INVALID', `The item ${where()} has no sha256, without which nothing can be verified`, {
      hint: 'leave it out with a filter, or tell who publishes it',
    });
  }
  const size = flat.size === undefined ? null : Number(flat.size);
  const other = wanted.get(path);
  if (other !== undefined && (other.sha256 !== sha256 || other.size !== size)) {
    throw new VmtestError(
      'VMTEST_STREAM_INVALID',
      `Two items of the stream name the file ${plainText(path)} with different contents: ${where()}`,
    );
  }
  if (other !== undefined) return;
  wanted.set(path, { contentId, pedigree, path, size, sha256, flat });
  brought.set(path, item);
}

/**
 * Whether an item has to be fetched: it is there where its state says the same of it and its size is right, or, where no state knows it,
 * its content is read and right.
 */
async function isMissing(item: MirrorItem, state: Pick<StoreState, 'trees'>, inventory: Inventory): Promise<boolean> {
  const [product, version, name] = item.pedigree;
  const known = state.trees.get(item.contentId)?.products[product]?.versions[version]?.items[name];
  const there = await inventory.bytes(item.path);
  if (there === null || (item.size ?? there) !== there) return true;
  if (known?.path === item.path && known.sha256 === item.sha256) return false;
  return !(await inventory.holds(item.path, item.size, item.sha256 as string));
}
