import type { HostFacts, RunSettings } from '../model/plan.ts';
import type { ImageDefinition, Skip, Test } from '../model/suite.ts';
import type { Notes } from './problems.ts';

/** What decides about a skip beside the test. */
interface Around {
  readonly facts: HostFacts;
  readonly settings: RunSettings;
  /** The image that the test boots first; absent: none. */
  readonly image?: ImageDefinition | undefined;
}

/**
 * Why a test does not run; null: it does. A skip holds until its day: from then on the test runs again, and its plan says so, unless the
 * run names the skip's bug. A test whose image is of a release that the run calls unsupported is skipped too.
 */
export function skipOf(test: Test, { facts, settings, image }: Around, notes: Notes): Skip | null {
  const { skip } = test;
  if (skip !== null && (skip.until === null || facts.today < skip.until)) return skip;
  const other = (skip === null ? null : heldSkip(skip, settings)) ?? unsupported(image, settings);
  if (skip !== null && other === null) {
    const hint = 'remove `skip`, or move its day';
    notes.warning(`the skip ended on ${skip.until}, and the test runs again`, hint, { setting: 'skip.until' });
  }
  return other;
}

function unsupported(image: ImageDefinition | undefined, { unsupportedReleases, origins }: RunSettings): Skip | null {
  const release = releaseOf(image);
  if (release === null || unsupportedReleases?.includes(release) !== true) return null;
  return { until: null, reason: `${release} is no supported release, by ${origins.unsupportedReleases?.name ?? 'the run'}`, link: null };
}

/** A skip whose day is past, where the run wants it none the less: as CURTIN_VMTEST_SKIP_BY_DATE_BUGS of the original. */
function heldSkip(skip: Skip, { skipByDateBugs = [], origins }: RunSettings): Skip | null {
  const words = `${skip.reason ?? ''} ${skip.link ?? ''}`.split(/[^\w-]+/);
  const bug = skipByDateBugs.find((one) => one === '*' || words.includes(one));
  if (bug === undefined) return null;
  const why = `its day, ${skip.until}, is past, and ${origins.skipByDateBugs?.name ?? 'the run'} has ${bug}`;
  return { ...skip, until: null, reason: skip.reason === null ? why : `${skip.reason} (${why})` };
}

/** The release of an image, as its distribution calls it; null where the suite does not say it. */
export function releaseOf(image: ImageDefinition | undefined): string | null {
  if (image?.source.kind === 'mmdebstrap') return image.source.suite;
  return image?.source.kind === 'simplestreams' ? (image.source.fields.release ?? null) : null;
}
