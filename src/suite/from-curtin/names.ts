import type { Lookup } from './lookup.ts';
import type { SourceClass } from './source.ts';

/** Releases that stand in the names of classes: `XenialGATestBasic`, `Centos70FocalTestBasic`. */
const RELEASE =
  /^(?:(?:Centos\d+|Precise|Trusty|Xenial|Bionic|Cosmic|Disco|Eoan|Focal|Jammy|Mantic|Noble)(?:GA|HWE[A-Z]?|Edge)?)+(?=[A-Z])/;

/** The classes that a test's class is made of, its releases left out: nearest first, none that a runner would run itself. */
export function familyOf(lookup: Lookup, cls: SourceClass): readonly SourceClass[] {
  const bases = cls.bases.flatMap((id) => lookup.classOf(id) ?? []).filter((base) => lookup.isMachineTest(base));
  const found = bases.flatMap((base) => (base === lookup.base ? [] : lookup.isEnabled(base) ? familyOf(lookup, base) : [base]));
  return found.length === 0 ? [cls] : [...new Set(found)];
}

/** A name for each family; where two would be called the same, all but the first are called by their file too. */
export function familyNames(families: readonly (readonly SourceClass[])[]): readonly string[] {
  const taken = new Set<string>();
  return families.map((family) => {
    const name = familyName(family);
    const file = wordsOf((family[0]?.file ?? '').replace(/^.*\/(?:test_)?|\.py$/g, ''));
    const words = name.split('-');
    const longer = [...file, ...words.filter((word) => !file.includes(word))].join('-');
    return unused(taken.has(name) ? longer : name, taken);
  });
}

/** `name`, or `name-2` and so on where it is taken; it is taken then. */
export function unused(name: string, taken: Set<string>): string {
  let made = name;
  for (let n = 2; taken.has(made); n++) made = `${name}-${n}`;
  taken.add(made);
  return made;
}

/** `TestMdadmBcacheAbs` is `mdadm-bcache`; where one class's words are among another's, the other alone: `centos-basic`. */
function familyName(family: readonly SourceClass[]): string {
  const names = family.map(({ name }) =>
    wordsOf(
      name
        .replace(RELEASE, '')
        .replace(/Test(?=[A-Z]|$)/, '')
        .replace(/(?:Abs|Base)$/, ''),
    ),
  );
  const isTold = (own: readonly string[], i: number) =>
    names.some((other, k) => k !== i && own.every((word) => other.includes(word)) && (other.length > own.length || k < i));
  const told = names.filter((own, i) => !isTold(own, i)).flat();
  return told.join('-') || 'test';
}

/** The words of a name in lower case, by capitals, digits and underscores. */
export function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+/g) ?? []).map((word) => word.toLowerCase());
}
