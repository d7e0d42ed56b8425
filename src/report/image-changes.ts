import { formatSize } from '../base/sizes.ts';
import { formatDuration } from '../base/times.ts';
import { oneLine } from './marks.ts';

/** A version that went, would go, or stays. */
export interface ChangedVersion {
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  /** Why it stays; null: it goes. */
  readonly held: string | null;
}

/** What a prune did or would do: a line for each version, and one for all. */
export function prunedText({
  dryRun,
  store,
  removed,
  held,
  partials,
}: {
  readonly dryRun: boolean;
  readonly store: string;
  readonly removed: readonly ChangedVersion[];
  readonly held: readonly ChangedVersion[];
  readonly partials: readonly { readonly bytes: number }[];
}): string {
  const lines = [...removed, ...held].map((version) => removedLine(version, dryRun));
  const kept = held.length;
  const versions = removed.length === 0 ? [] : [removedWords(removed, dryRun)];
  const parts = partials.length === 0 ? [] : [goneWords(partials, 'partial download', dryRun)];
  const said = [...versions, ...parts].join(', ') || `nothing to remove in ${oneLine(store)}`;
  return `${[...lines, `${said}${kept === 0 ? '' : `, ${count(kept, 'version')} kept for now`}`].join('\n')}\n`;
}

type SyncedVersion = Omit<ChangedVersion, 'name'> & { readonly product: string };

/** What a sync did or would do. */
export interface SyncedImages {
  readonly dryRun: boolean;
  readonly fetched: readonly { readonly image: string | null; readonly path: string; readonly bytes: number | null }[];
  readonly fetchedBytes: number;
  /** Bytes that came now. */
  readonly receivedBytes: number;
  readonly there: number;
  readonly removed: readonly SyncedVersion[];
  readonly held: readonly SyncedVersion[];
  readonly seconds: number;
}

/** The lines of what a dry run of a sync found: what would be fetched, with its size, and removed. */
export function plannedLines({ fetched, removed, held }: SyncedImages): readonly string[] {
  const files = fetched.map(({ image, path, bytes }) => {
    const of = image === null ? '' : ` for ${oneLine(image)}`;
    return `would fetch ${oneLine(path)} (${bytes === null ? 'size unknown' : formatSize(bytes)})${of}`;
  });
  return [...files, ...[...removed, ...held].map((version) => removedLine({ ...version, name: version.product }, true))];
}

/** What went and what stays, a line each. */
export function removedLines({ removed, held }: Pick<SyncedImages, 'removed' | 'held'>): readonly string[] {
  return [...removed, ...held].map((version) => removedLine({ ...version, name: version.product }, false));
}

/** One line: `3 fetched (512 MiB in 4.1 s, 125 MiB/s), 12 there, 1 version removed (340 MiB)`. */
export function syncedLine(report: SyncedImages): string {
  const { dryRun, fetched, fetchedBytes, receivedBytes, there, seconds, removed, held } = report;
  const speed = receivedBytes > 0 && seconds > 0 ? `, ${formatSize(Math.round(receivedBytes / seconds))}/s` : '';
  const size = dryRun ? formatSize(fetchedBytes) : `${formatSize(fetchedBytes)} in ${formatDuration(seconds)}${speed}`;
  const parts = [
    fetched.length === 0 ? 'nothing to fetch' : `${dryRun ? `${fetched.length} to fetch` : `${fetched.length} fetched`} (${size})`,
    `${there} there`,
    ...(removed.length === 0 ? [] : [removedWords(removed, dryRun)]),
    ...(held.length === 0 ? [] : [`${count(held.length, 'version')} kept for now`]),
  ];
  return parts.join(', ');
}

function removedLine({ name, version, bytes, held }: ChangedVersion, dryRun: boolean): string {
  const what = `${oneLine(name)} ${oneLine(version)}`;
  if (held !== null) return `keeping ${what}: ${oneLine(held)}`;
  return `${dryRun ? 'would remove' : 'removed'} ${what} (${formatSize(bytes)})`;
}

function removedWords(gone: readonly { readonly bytes: number }[], dryRun: boolean): string {
  return goneWords(gone, 'version', dryRun);
}

function goneWords(gone: readonly { readonly bytes: number }[], what: string, dryRun: boolean): string {
  const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
  return `${count(gone.length, what)} ${dryRun ? 'to remove' : 'removed'} (${formatSize(bytes)})`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** What a verification found: a line for each damaged file, and one for all. */
export function verifiedText(report: {
  readonly store: string;
  readonly files: number;
  readonly total: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly damages: readonly { readonly path: string; readonly problem: string; readonly detail: string; readonly removed: boolean }[];
}): string {
  const { store, files, total, bytes, seconds, damages } = report;
  const lines = damages.map(({ path, problem, detail, removed }) => {
    return `${problem}: ${oneLine(path)}: ${oneLine(detail)}${removed ? ' (taken out)' : ''}`;
  });
  const many = files === total ? count(files, 'file') : `stopped: ${files} of ${count(total, 'file')}`;
  const looked = `${many} (${formatSize(bytes)}) in ${oneLine(store)} hashed in ${formatDuration(seconds)}`;
  const out = damages.filter(({ removed }) => removed).length;
  const taken =
    out === 0 ? '' : `, ${out === damages.length ? 'all' : out} taken out: the next sync or run brings ${out === 1 ? 'it' : 'them'} again`;
  const said = damages.length === 0 ? 'all are what they should be' : `${damages.length} damaged${taken}`;
  return `${[...lines, `${looked}: ${said}`].join('\n')}\n`;
}

/** What locking found: a line for each image that has moved, and one for all. */
export function lockedText(report: {
  readonly file: string;
  readonly moved: readonly { readonly name: string; readonly from: string | null; readonly to: string | null }[];
  readonly left: readonly string[];
  readonly written: boolean;
}): string {
  const { file, moved, left, written } = report;
  const lines = moved.map(({ name, from, to }) => `${oneLine(name)}: ${oneLine(from ?? 'new')} → ${oneLine(to ?? 'gone')}`);
  const apart = left.map((name) => `${oneLine(name)}: not locked, its files are where they are`);
  const said = moved.length === 0 ? 'nothing has moved' : `${count(moved.length, 'image')} moved`;
  const done = written ? `written to ${oneLine(file)}` : `${oneLine(file)} is as it was`;
  return `${[...lines, ...apart, `${said}, ${done}`].join('\n')}\n`;
}
