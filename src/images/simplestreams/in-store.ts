import { stat } from 'node:fs/promises';
import { itemFile } from '../store/layout.ts';
import { isOfStream, readOrigins } from '../store/origins.ts';
import { readState } from '../store/state.ts';
import { queryTree } from '../streams/query.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { chooseProduct, isUsual } from './choose.ts';
import { ftypesOf, type Wanted, waysOf } from './wanted.ts';

/** The versions in the store that meet an image's conditions, whether their files are there or not. Nothing where there is no store. */
export async function storedCandidates(store: string, wanted: Wanted): Promise<readonly Candidate[]> {
  const { trees } = await readState(store);
  return candidatesOf(
    [...trees].flatMap(([contentId, tree]) => queryTree(tree, wanted.conditions, { max: null }).map(({ flat }) => ({ contentId, flat }))),
  );
}

/**
 * The version that an image takes of the store: the newest of its product, or the pinned one, that has all that is wanted, each file in
 * its size. Undefined where there is none, or where only the stream can say which product is meant; with `last`, when the stream will not
 * be asked, what there is must do. Error: VMTEST_IMAGE_NOT_FOUND where several are meant.
 */
export async function pickStored(store: string, url: string, wanted: Wanted, last: boolean): Promise<Candidate | undefined> {
  const origins = await readOrigins(store);
  const candidates = (await storedCandidates(store, wanted)).filter(
    ({ contentId, product, version }) =>
      isOfStream(origins, url, contentId) &&
      (wanted.version === null || version === wanted.version) &&
      (wanted.locked === null || product === wanted.locked.product),
  );
  const whole: Candidate[] = [];
  for (const candidate of candidates) if (await isWhole(store, candidate, wanted)) whole.push(candidate);
  if (last || wanted.locked !== null) return chooseProduct(wanted.name, whole, wanted.said)[0];
  // A product that is not the usual one may be here alone because somebody else asked for it.
  const usual = whole.filter((candidate) => isUsual(candidate, wanted.said));
  const products = new Set(usual.map(({ contentId, product }) => `${contentId}\n${product}`));
  return products.size === 1 ? chooseProduct(wanted.name, usual, wanted.said)[0] : undefined;
}

async function isWhole(store: string, candidate: Candidate, wanted: Wanted): Promise<boolean> {
  const ways = waysOf(wanted, candidate);
  if (ways === undefined) return false;
  for (const ftype of ftypesOf(ways)) {
    const file = candidate.files.get(ftype);
    if (file === undefined) return false;
    const info = await stat(itemFile(store, file.path)).catch(() => null);
    if (info?.isFile() !== true || (file.size !== null && info.size !== file.size)) return false;
  }
  return true;
}
