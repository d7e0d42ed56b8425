import { type Problem, VmtestError } from '../model/errors.ts';
import type { Catalogue } from '../model/plan.ts';
import type { FilesSource, ImageDefinition, ImageRole, MmdebstrapSource, SimplestreamsSource, UrlSource } from '../model/suite.ts';
import { filesProblems } from './files/source.ts';
import { PUBLISHED_DEFAULTS, type PublishedSettings } from './image.ts';
import { isoRoles } from './iso/iso-roles.ts';
import type { LockedImage } from './lock/types.ts';
import { toolsOf } from './mmdebstrap/build.ts';
import { recipeKey, rolesOf } from './mmdebstrap/recipe.ts';
import { mmdebstrapFolder } from './mmdebstrap/resolve.ts';
import { debianPackages, installHint, missingTools } from './programs/find.ts';
import { onlyRead, WARM_HINT } from './read-only.ts';
import { streamEntry } from './simplestreams/catalogue.ts';
import { atStore } from './store/usable.ts';
import { newestOf } from './store/versions.ts';

export interface CatalogueOptions {
  readonly store: string;
  readonly env: Readonly<Record<string, string>>;
  /** How published images are brought; absent: by default. */
  readonly published?: PublishedSettings;
  /** Whether the store is only read: what it has not cannot be had. Absent: no. */
  readonly readOnly?: boolean;
  /** Names of images that tests install from by their tar; absent: none. */
  readonly tars?: ReadonlySet<string>;
  /** What the lock file says, by name. */
  readonly locks?: Readonly<Record<string, LockedImage>>;
}

type Entry = Catalogue[string];

/** Which roles each image has, and what stands in the way of having it, without building or fetching anything. */
export async function catalogueOf(images: Readonly<Record<string, ImageDefinition>>, options: CatalogueOptions): Promise<Catalogue> {
  const entries = await Promise.all(
    Object.entries(images).map(async ([name, image]) => {
      const entry = await told(
        image,
        atStore(options.store, () => entryOf(image, options)),
      );
      return [name, options.readOnly === true && image.source.kind !== 'files' ? warmable(entry) : entry] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function entryOf(image: ImageDefinition, options: CatalogueOptions): Promise<Entry> {
  const { source } = image;
  switch (source.kind) {
    case 'files':
      return { roles: withIso(source), problems: await filesProblems(image, source) };
    case 'mmdebstrap':
      return { roles: rolesOf(source), problems: await mmdebstrapProblems(image, source, options) };
    case 'simplestreams':
      return await streamOptions(image, source, options);
    case 'url': {
      const { urlProblems } = await import('./url/problems.ts');
      return { roles: withIso(source), problems: await urlProblems(image, source, options) };
    }
  }
}

/** The mend that holds where the store is only read. */
function warmable({ roles, problems }: Entry): Entry {
  const mended = problems.map((problem) => (problem.code === 'VMTEST_IMAGE_UNAVAILABLE' ? { ...problem, hint: WARM_HINT } : problem));
  return { roles, problems: mended };
}

function withIso(source: FilesSource | UrlSource): readonly ImageRole[] {
  return [...(Object.keys(source.files) as ImageRole[]), ...isoRoles(source)];
}

function streamOptions(image: ImageDefinition, source: SimplestreamsSource, options: CatalogueOptions): Promise<Entry> {
  const { store, env, published = PUBLISHED_DEFAULTS, tars, locks } = options;
  const locked = locks?.[image.name];
  const tar = tars?.has(image.name) ?? false;
  return streamEntry(image, source, { store, env, published, tar, locked: locked?.kind === 'simplestreams' ? locked : undefined });
}

/** What cannot be known of an image is a problem of it, and not the end of the plan. */
async function told(image: ImageDefinition, entry: Promise<Entry>): Promise<Entry> {
  try {
    return await entry;
  } catch (error) {
    if (!(error instanceof VmtestError) || error.verdict === undefined) throw error;
    const { code, message, hint } = error;
    return { roles: [], problems: [{ code, severity: 'error', message, ...(hint === undefined ? {} : { hint }), place: image.place }] };
  }
}

async function mmdebstrapProblems(
  image: ImageDefinition,
  source: MmdebstrapSource,
  options: CatalogueOptions,
): Promise<readonly Problem[]> {
  if (options.readOnly === true) {
    if ((await newestOf(mmdebstrapFolder(options.store), recipeKey(source))) !== undefined) return [];
    const { code, message, hint } = onlyRead(options.store, `The image ${image.name}`);
    return [{ code, severity: 'error', message, ...(hint === undefined ? {} : { hint }), place: image.place }];
  }
  const missing = await missingTools(toolsOf(source), options.env);
  // A store that was brought here, such as a CI cache, serves without the tools that made it.
  if (missing.length === 0 || (await newestOf(mmdebstrapFolder(options.store), recipeKey(source))) !== undefined) return [];
  const message = `The image ${image.name} cannot be built: ${missing.join(', ')} not installed`;
  const packages = debianPackages(missing);
  return [{ code: 'VMTEST_IMAGE_UNAVAILABLE', severity: 'error', message, hint: installHint(missing), place: image.place, packages }];
}
