import type { Problem } from '../model/errors.ts';
import type { Catalogue } from '../model/plan.ts';
import type { ImageDefinition, ImageRole, MmdebstrapSource } from '../model/suite.ts';
import { filesProblems } from './files/source.ts';
import { toolsOf } from './mmdebstrap/build.ts';
import { recipeKey, rolesOf } from './mmdebstrap/recipe.ts';
import { mmdebstrapFolder } from './mmdebstrap/resolve.ts';
import { installHint, missingTools } from './programs/find.ts';
import { newestOf } from './store/versions.ts';

export interface CatalogueOptions {
  readonly store: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Which roles each image has, and what stands in the way of having it, without building or fetching anything. */
export async function catalogueOf(images: Readonly<Record<string, ImageDefinition>>, options: CatalogueOptions): Promise<Catalogue> {
  const entries = await Promise.all(Object.entries(images).map(async ([name, image]) => [name, await entryOf(image, options)] as const));
  return Object.fromEntries(entries);
}

async function entryOf(
  image: ImageDefinition,
  options: CatalogueOptions,
): Promise<{ roles: readonly ImageRole[]; problems: readonly Problem[] }> {
  switch (image.source.kind) {
    case 'files':
      return { roles: Object.keys(image.source.files) as ImageRole[], problems: await filesProblems(image, image.source) };
    case 'mmdebstrap':
      return { roles: rolesOf(image.source), problems: await mmdebstrapProblems(image, image.source, options) };
    default:
      return {
        roles: [],
        problems: [problemOf(image, `The source ${image.source.kind} is not in this release`, 'use mmdebstrap or files')],
      };
  }
}

async function mmdebstrapProblems(
  image: ImageDefinition,
  source: MmdebstrapSource,
  options: CatalogueOptions,
): Promise<readonly Problem[]> {
  const missing = await missingTools(toolsOf(source), options.env);
  // A store that was brought here, such as a CI cache, serves without the tools that made it.
  if (missing.length === 0 || (await newestOf(mmdebstrapFolder(options.store), recipeKey(source))) !== undefined) return [];
  return [problemOf(image, `The image ${image.name} cannot be built: ${missing.join(', ')} not installed`, installHint(missing))];
}

function problemOf(image: ImageDefinition, message: string, hint: string): Problem {
  return { code: 'VMTEST_IMAGE_UNAVAILABLE', severity: 'error', message, hint, place: image.place };
}
