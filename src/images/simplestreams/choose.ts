import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { FlatItem } from '../streams/types.ts';
import type { Candidate } from './candidates.ts';

/**
 * What is taken of several products that match, where the suite says nothing of the key: the kernel that the release came with. MAAS
 * has `ga-24.04` beside `hwe-24.04`, `hwe-24.04-edge` and their `lowlatency`; before 16.04 it is `hwe-t` for trusty.
 */
const USUAL: readonly (readonly [key: string, usual: (fields: FlatItem) => boolean])[] = [
  ['kflavor', ({ kflavor = '' }) => kflavor === '' || kflavor === 'generic'],
  ['krel', ({ krel = '', release }) => krel === '' || krel === release],
  ['subarch', ({ subarch = '' }) => subarch === '' || subarch === 'generic' || /^(?:ga-|hwe-[a-z]$)/.test(subarch)],
];

/** Keys that tell products apart, in the order in which they are named to people. */
const TELLING = ['os', 'release', 'arch', 'label', 'kflavor', 'krel', 'subarch', 'content_id'] as const;

/** Whether a product is what would be taken of all that there could be; `said`: keys of which the suite speaks. */
export function isUsual({ fields }: Candidate, said: ReadonlySet<string>): boolean {
  return USUAL.every(([key, usual]) => said.has(key) || usual(fields));
}

/**
 * The versions of the one product that is meant, newest first. Empty where there is no candidate. Error: VMTEST_IMAGE_NOT_FOUND where
 * several products are left, with the key that decides.
 */
export function chooseProduct(image: string, candidates: readonly Candidate[], said: ReadonlySet<string>): readonly Candidate[] {
  let left = candidates;
  for (const [key, usual] of USUAL) {
    const usuals = said.has(key) ? [] : left.filter(({ fields }) => usual(fields));
    if (usuals.length > 0) left = usuals;
  }
  const products = new Map(left.map((candidate) => [`${candidate.contentId}\n${candidate.product}`, candidate]));
  if (products.size > 1) throw ambiguous(image, [...products.values()]);
  // As the original: the names of versions are compared as text.
  return [...left].sort((a, b) => (a.version < b.version ? 1 : -1));
}

function ambiguous(image: string, products: readonly Candidate[]): VmtestError {
  const names = products.map(({ product }) => plainLine(product));
  const shown = `${names.slice(0, 10).join(', ')}${names.length > 10 ? `, … (${names.length} in all)` : ''}`;
  const keys = TELLING.flatMap((key) => {
    const values = valuesOf(products, key);
    return values.length > 1 ? [`${key} (${shortList(values)})`] : [];
  });
  const hint = keys.length === 0 ? 'add a filter that only one of them meets: `filters: [product_name=…]`' : `say which ${keys[0]}`;
  return new VmtestError('VMTEST_IMAGE_NOT_FOUND', `The image ${image} can be several: ${shown}`, { hint });
}

/** The values of a key, each once, sorted; what has none counts as ''. */
export function valuesOf(candidates: readonly { readonly fields: FlatItem }[], key: string): readonly string[] {
  return [...new Set(candidates.map(({ fields }) => fields[key] ?? ''))].sort();
}

/** At most twelve values in a message, harmless for a terminal. */
export function shortList(values: readonly string[]): string {
  const shown = values.slice(0, 12).map((value) => (value === '' ? 'none' : shorten(plainLine(value), 60)));
  return `${shown.join(', ')}${values.length > 12 ? `, … (${values.length} in all)` : ''}`;
}
