import { readPins, usePins } from '../store/pins.ts';
import { versionKey } from '../store/tree.ts';

// No stream has a content id with a slash in it.
const nameOf = (version: string) => ({ contentId: 'url/', product: 'url', version });

/** Remembers that versions were used that a suite or its lock file names by their digests. Errors: as of `usePins`. */
export async function useUrlPins(
  store: string,
  versions: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if (versions.length > 0) await usePins(store, versions.map(nameOf), { ...options, now: Date.now() / 1000 });
}

/** Tells of a version, by the name of its folder, whether it was used by its digest within the last 30 days. */
export async function urlPins(store: string): Promise<(version: string) => boolean> {
  const pins = await readPins(store, Date.now() / 1000);
  return (version) => pins.has(versionKey(nameOf(version)));
}
