import { plainText } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { foldersAbove } from '../store/layout.ts';
import { itemsOf, record } from '../store/tree.ts';
import { textOf } from '../streams/flatten.ts';
import type { ProductsTree, StreamItem, StreamProduct, StreamVersion } from '../streams/types.ts';

/** What is brought of one version, by the names of its items. */
export interface Brought {
  readonly product: string;
  readonly version: string;
  readonly items: Readonly<Record<string, StreamItem>>;
}

/**
 * The state of a stream as it is to be: what it was, with what is brought; all levels as they are published now. As the original renders
 * it: of the levels above the items, texts and numbers only, as texts.
 */
export function targetTree(current: ProductsTree | undefined, published: ProductsTree, brought: readonly Brought[]): ProductsTree {
  const products = record(current?.products ?? {});
  for (const { product: name, version: versionName, items } of brought) {
    const source = published.products[name] as StreamProduct;
    const product = products[name];
    const versions = record(product?.versions ?? {});
    const version = versions[versionName];
    versions[versionName] = record({
      ...version,
      ...strings(source.versions[versionName]),
      items: record({ ...version?.items, ...items }),
    }) as unknown as StreamVersion;
    products[name] = record({ ...product, ...strings(source), versions }) as unknown as StreamProduct;
  }
  return record({ ...current, ...strings(published), products }) as unknown as ProductsTree;
}

/** The texts and numbers of a level, as texts. */
function strings(level: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const texts = Object.create(null) as Record<string, string>;
  for (const key of Object.keys(level ?? {})) {
    const text = textOf(level?.[key]);
    if (text !== undefined) texts[key] = text;
  }
  return texts;
}

/**
 * Checks that each path of the store has one content, and none is the folder of another. Two streams may name the same file, and a
 * publisher may replace one under its old name: an item of the same stream that is published with the new digest follows.
 * Error: VMTEST_STREAM_PATH.
 */
export function settlePaths(
  trees: ReadonlyMap<string, ProductsTree>,
  published: readonly ProductsTree[],
  brought: ReadonlyMap<string, StreamItem>,
) {
  const settled = new Map<string, ProductsTree>();
  for (const [id, tree] of trees) settled.set(id, tree);
  for (const { contentId, pedigree, item } of [...itemsOf(trees.values())]) {
    const wanted = item.path === undefined ? undefined : brought.get(item.path);
    if (wanted === undefined || sameDigest(wanted, item)) continue;
    const [product, version, name] = pedigree;
    const now = published.find((tree) => tree.content_id === contentId)?.products[product]?.versions[version]?.items[name];
    const tree = settled.get(contentId) as ProductsTree;
    if (now === undefined || now.path !== item.path || !sameDigest(now, wanted)) throw clash(item.path as string, contentId, pedigree);
    settled.set(contentId, targetTree(tree, tree, [{ product, version, items: record({ [name]: now }) }]));
  }
  const paths = new Set([...itemsOf(settled.values())].flatMap(({ item }) => item.path ?? []));
  for (const path of brought.keys()) {
    const folder = foldersAbove(path).find((above) => paths.has(above));
    if (folder !== undefined) {
      throw new VmtestError(
        'VMTEST_STREAM_PATH',
        `The path ${plainText(path)} of the stream is below ${plainText(folder)}, which is a file`,
        {
          hint: 'mirror the streams into stores of their own (--image-dir), or tell who publishes them',
        },
      );
    }
  }
  return settled;
}

const sameDigest = (a: StreamItem, b: StreamItem) => a.sha256 === b.sha256;

function clash(path: string, contentId: string, pedigree: readonly string[]): VmtestError {
  return new VmtestError(
    'VMTEST_STREAM_PATH',
    `The stream has ${plainText(path)} with another content than ${plainText([contentId, ...pedigree].join(' '))}, which the store has`,
    { hint: 'mirror the streams into stores of their own (--image-dir), or remove that version with "vmtest images prune"' },
  );
}
