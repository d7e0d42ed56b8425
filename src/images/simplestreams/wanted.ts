import type { Condition } from '../../model/filter.ts';
import type { ImageDefinition, ImageRole, SimplestreamsSource } from '../../model/suite.ts';
import type { LockedStream } from '../lock/types.ts';
import type { Candidate } from './candidates.ts';
import { type Way, wayTo } from './forms.ts';
import { conditionsOf } from './request.ts';

/** What is asked of a stream or a store for one image. */
export interface Wanted {
  readonly name: string;
  readonly source: SimplestreamsSource;
  readonly conditions: readonly Condition[];
  /** Keys of which the suite speaks. */
  readonly said: ReadonlySet<string>;
  /** The version that is pinned, by the suite or by the lock file. */
  readonly version: string | null;
  readonly locked: LockedStream | null;
  /** Roles that must be there; null: those that there are, the ways to them without a conversion. */
  readonly roles: readonly ImageRole[] | null;
}

/** What an image wants, the lock file's version before the suite's: that one is in the lock file too, unless it was changed since. */
export function wantedOf(
  image: ImageDefinition,
  source: SimplestreamsSource,
  options: { readonly locked?: LockedStream | undefined; readonly roles?: readonly ImageRole[] | undefined },
): Wanted {
  const conditions = conditionsOf(source);
  const locked = options.locked ?? null;
  return {
    name: image.name,
    source,
    conditions,
    said: new Set(conditions.map(({ key }) => key)),
    version: locked?.version ?? source.version,
    locked,
    roles: options.roles ?? null,
  };
}

/** How each role is had of a version; undefined where a role that must be there cannot be had. */
export function waysOf({ roles, source }: Wanted, { files }: Candidate): ReadonlyMap<ImageRole, Way> | undefined {
  const published = new Set(files.keys());
  const ways = new Map<ImageRole, Way>();
  for (const role of roles ?? (['kernel', 'initrd', 'root', 'disk'] as const)) {
    const way = wayTo(role, source.root, published);
    if (way !== undefined) ways.set(role, way);
    else if (roles !== null) return undefined;
  }
  return ways.size === 0 ? undefined : ways;
}

/** The `ftype`s that are fetched for an image, each once, sorted. */
export function ftypesOf(ways: ReadonlyMap<ImageRole, Way>): readonly string[] {
  return [...new Set([...ways.values()].map(({ ftype }) => ftype))].sort();
}
