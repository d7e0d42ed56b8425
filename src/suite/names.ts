import { sha256 } from '../base/files.ts';
import { JUNIT_FILE, RUN_RESULT_FILE } from '../model/files.ts';

/** Bytes of the longest slug. */
const MAX_SLUG = 60;
/** What a run writes beside its tests' folders. */
const RESERVED: readonly string[] = [RUN_RESULT_FILE, JUNIT_FILE, '.', '..', ''];

/** What an id and a slug are made of. */
export interface NameParts {
  readonly name: string;
  /** Shown name and text of each axis, in the order of the id. */
  readonly axes: readonly (readonly [shown: string, text: string])[];
}

/** `basic[firmware=uefi,image=noble]`, or the bare name where there are no axes. */
export function idOf({ name, axes }: NameParts): string {
  return axes.length === 0 ? name : `${name}[${axes.map(([shown, text]) => `${shown}=${text}`).join(',')}]`;
}

/**
 * A slug for each test, in their order: `basic-uefi-noble`, of `A-Z a-z 0-9 . _ -`, at most 60 bytes. Where two would meet, or one
 * had to be cut, it ends with eight hex digits of the id's sha256, whatever the tests' order. Upper and lower case meet too: slugs
 * are files on other systems as well.
 */
export function slugsOf(tests: readonly NameParts[]): readonly string[] {
  const plain = tests.map(({ name, axes }) => slugText([name, ...axes.map(([, text]) => text)].join('-')));
  const counts = new Map<string, number>();
  for (const slug of plain) counts.set(slug.toLowerCase(), (counts.get(slug.toLowerCase()) ?? 0) + 1);
  const free = (slug: string) => counts.get(slug.toLowerCase()) === 1 && slug.length <= MAX_SLUG && !RESERVED.includes(slug);
  const taken = new Set(plain.filter(free).map((slug) => slug.toLowerCase()));
  return plain.map((slug, i) => {
    if (free(slug)) return slug;
    const digest = sha256(idOf(tests[i] as NameParts));
    for (let digits = 8; ; digits += 1) {
      const made = `${slug.slice(0, MAX_SLUG - digits - 1) || 'test'}-${digest.slice(0, digits)}`;
      if (taken.has(made.toLowerCase()) && digits < digest.length - 14) continue;
      taken.add(made.toLowerCase());
      return made;
    }
  });
}

function slugText(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '');
}
