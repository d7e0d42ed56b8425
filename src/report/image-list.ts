import { formatSize } from '../base/sizes.ts';
import { oneLine } from './marks.ts';
import type { Paint } from './paint.ts';
import { columns } from './width.ts';

/** One version of one image, to be shown. */
export interface ImageRow {
  readonly kind: string;
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  readonly whole: boolean;
  readonly inUse: boolean;
  readonly pinned: boolean;
}

export interface ImageTable {
  readonly store: string;
  readonly images: readonly ImageRow[];
  readonly bytes: number;
  /** Downloads that were broken off. */
  readonly partials: { readonly files: number; readonly bytes: number };
}

/** The images of a store as a table, and how many there are; `bytes` counts what versions share once. */
export function imageListText({ store, images, bytes, partials }: ImageTable, colors: Paint): string {
  const left =
    partials.files === 0
      ? ''
      : `partial downloads: ${partials.files} (${formatSize(partials.bytes)}); a sync goes on with them, prune removes them\n`;
  if (images.length === 0) return `no images in ${oneLine(store)}\n${left}`;
  const rows = images.map((image) => [image.kind, oneLine(image.name), oneLine(image.version), formatSize(image.bytes), stateOf(image)]);
  const [head, ...lines] = columns([['source', 'image', 'version', 'size', ''], ...rows], [3]);
  const kinds = [...new Set(images.map(({ kind }) => kind))];
  const counts = kinds.map((kind) => `${images.filter((image) => image.kind === kind).length} of ${kind}`);
  return `${colors.faint(head as string)}\n${lines.join('\n')}\n\n${counts.join(', ')}: ${formatSize(bytes)} in ${oneLine(store)}\n${left}`;
}

function stateOf({ whole, inUse, pinned }: ImageRow): string {
  return [...(whole ? [] : ['partial']), ...(inUse ? ['in use'] : []), ...(pinned ? ['pinned'] : [])].join(', ');
}
