import { join } from 'node:path';
import type { NewFile } from '../store/journal.ts';
import { QUERY_FILES } from '../store/layout.ts';
import { readOrNull } from '../store/place.ts';
import { pythonJson } from '../store/python-json.ts';
import { itemsOf, parseTree } from '../store/tree.ts';
import type { ProductsTree, Stream } from '../streams/types.ts';

/** What an installer starts from; a stream that has none of these, such as one of boot loaders, is none that the original queries. */
const INSTALLS = new Set(['boot-kernel', 'boot-initrd', 'squashfs', 'root-tgz', 'root-image.gz', 'root-image.xz']);

/** The stream's own files, as they were published, and those that the original's query reads, made from `trees`. */
export async function streamFiles(store: string, stream: Stream, trees: ReadonlyMap<string, ProductsTree>): Promise<readonly NewFile[]> {
  const published = [...stream.products, ...(stream.index === null ? [] : [stream.index])];
  const raw = published.map(({ path, raw: data }) => ({ to: path, data }));
  const query = await Promise.all(QUERY_FILES.map((to) => queryFile(store, to, stream, trees)));
  return [...raw, ...query.flat()];
}

/**
 * The file of the original's query that this stream is for: the second for one whose products are all CentOS's, the first for any other
 * from which installers start. The original knows them by their content ids; a stream that was renamed left it without images. Of several
 * such streams the one with most products; one that has none here does not take the place of another that has.
 */
async function queryFile(
  store: string,
  to: (typeof QUERY_FILES)[number],
  stream: Stream,
  trees: ReadonlyMap<string, ProductsTree>,
): Promise<readonly NewFile[]> {
  const number = QUERY_FILES.indexOf(to);
  const mine = stream.products.filter(({ tree }) => kindOf(tree) === number).flatMap(({ tree }) => trees.get(tree.content_id) ?? []);
  const size = (tree: ProductsTree) => Object.keys(tree.products).length;
  const best = mine.toSorted((a, b) => size(b) - size(a))[0];
  if (best === undefined) return [];
  if (size(best) === 0) {
    const text = await readOrNull(join(store, to));
    const there = text === null ? undefined : parseTree(text.toString());
    if (there !== undefined && there.content_id !== best.content_id && size(there) > 0) return [];
  }
  return [{ to, data: pythonJson(best) }];
}

/** The number of the query file that a published stream belongs in; -1 for none. */
function kindOf(tree: ProductsTree): number {
  const products = Object.values(tree.products);
  if (![...itemsOf([tree])].some(({ item }) => item.ftype !== undefined && INSTALLS.has(item.ftype))) return -1;
  return products.every(({ os }) => os === 'centos') ? 1 : 0;
}
