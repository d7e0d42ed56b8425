import type { TestPlan } from '../model/plan.ts';
import { IMAGE_ROLES, type ImageRole } from '../model/suite.ts';

/** What the original harness boots of a published image. */
const HARNESS_ROLES: readonly ImageRole[] = ['kernel', 'initrd', 'root'];

/**
 * The roles of an image that tests use, in their fixed order: what nobody uses is neither fetched nor converted. Undefined where
 * commands alone use it: what they take of it is not known.
 */
export function wantedRoles(tests: readonly TestPlan[], image: string): readonly ImageRole[] | undefined {
  const wanted = new Set<ImageRole>();
  const commands = tests.some(({ command }) => command?.images.includes(image) === true);
  for (const test of tests) {
    if (test.image === image) for (const role of bootedRoles(test)) wanted.add(role);
    if ((test.install.target ?? test.image) === image) for (const role of targetRoles(test)) wanted.add(role);
  }
  if (commands && wanted.size === 0) return undefined;
  if (commands) for (const role of HARNESS_ROLES) wanted.add(role);
  return IMAGE_ROLES.filter((role) => wanted.has(role));
}

function bootedRoles(test: TestPlan): ImageRole[] {
  const root = test.phases.some(({ harnessDisks }) => harnessDisks.some(({ name }) => name === 'root'));
  const served = test.phases.some(({ rootServed }) => rootServed !== null);
  return [...holes(test, 'image'), ...(root || served ? (['root'] as const) : [])];
}

function targetRoles(test: TestPlan): ImageRole[] {
  const served = test.phases.flatMap(({ curtin }) => curtin?.serve?.role ?? []);
  return [...holes(test, 'target'), ...served];
}

/** Every `{image:ROLE}` or `{target:ROLE}` of a test's machine and phases. */
function holes({ machine, phases }: TestPlan, of: 'image' | 'target'): ImageRole[] {
  const text = JSON.stringify([machine.disks, phases.map(({ argv, harnessDisks }) => [argv, harnessDisks])]);
  return IMAGE_ROLES.filter((role) => text.includes(`{${of}:${role}}`));
}
