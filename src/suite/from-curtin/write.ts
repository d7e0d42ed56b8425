import { Document, isMap, type Pair, Scalar, visit, type YAMLMap } from 'yaml';
import { plainText } from '../../base/text.ts';
import type { CarriedClass } from './carry.ts';
import type { CarriedTest } from './group.ts';
import type { CarriedImage } from './image.ts';
import type { Unsaid } from './values.ts';

export interface SuiteText {
  readonly tests: readonly CarriedTest[];
  /** The checkout, as the suite's head names it. */
  readonly checkout: string;
  /** Path from the suite's folder to a file below the checkout. */
  readonly pathTo: (file: string) => string;
}

/** The suite as YAML; what it cannot say stands in comments at its place. The same tests give the same bytes. */
export function suiteText({ tests, checkout, pathTo }: SuiteText): string {
  const document = new Document({
    version: 1,
    images: Object.fromEntries(imagesOf(tests).map(({ name, definition }) => [name, definition])),
    tests: Object.fromEntries(tests.map((test) => [test.name, testOf(test, pathTo)])),
  });
  document.commentBefore = [
    ` Made by \`vmtest init --from-curtin\` of ${plainText(checkout)}: the report beside it says what was not carried over.`,
    ' A comment within a test is what the original has and this file cannot say.',
  ].join('\n');
  for (const [index, pair] of pairsOf(document.get('tests')).entries()) comment(pair, tests[index] as CarriedTest, tests);
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    },
    // Short lists and mappings on one line, as one would write them.
    Map: (_, node) => flowWhereShort(node),
    Seq: (_, node) => flowWhereShort(node),
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** All images that tests use, each once, by name. */
function imagesOf(tests: readonly CarriedTest[]): readonly CarriedImage[] {
  const all = tests.flatMap(({ classes }) =>
    classes.flatMap(({ images }) => [images.image, ...(images.target === null ? [] : [images.target])]),
  );
  const byName = new Map(all.map((image) => [image.name, image]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function testOf(carried: CarriedTest, pathTo: SuiteText['pathTo']): Record<string, unknown> {
  const { install, checks, ...rest } = carried.test as Record<string, Record<string, unknown> | undefined>;
  const rows = rowsOf(carried);
  const [first] = rows;
  const single = rows.length === 1 ? first : undefined;
  const bare = rows.every((row) => Object.keys(row).length === 1);
  const matrix = bare ? { image: rows.map(({ image }) => image) } : { include: rows };
  const own = single === undefined ? {} : Object.fromEntries(Object.entries(single).flatMap(([key, value]) => inInstall(key, value)));
  const all = [...((checks as unknown as unknown[] | undefined) ?? []), ...carried.checks];
  const { machine, boot, ...others } = rest;
  return {
    ...(single === undefined ? { matrix } : { image: single.image }),
    machine,
    install: { curtin: pathTo(carried.conf), ...own, ...install },
    ...(boot === undefined ? {} : { boot }),
    ...(all.length === 0 ? {} : { checks: all }),
    ...others,
  };
}

function inInstall(key: string, value: string): [string, string][] {
  return key.startsWith('install.') ? [[key.slice('install.'.length), value]] : [];
}

/** What a class has of its own in the matrix of its test. */
export function matrixRow({ images: { image, target, kernelPackage } }: CarriedClass): Readonly<Record<string, string>> {
  return {
    image: image.name,
    ...(target === null ? {} : { 'install.target': target.name }),
    ...(kernelPackage === null ? {} : { 'install.kernel-package': kernelPackage }),
  };
}

/** One row of the matrix for each release, none twice. */
function rowsOf({ classes }: CarriedTest): readonly Readonly<Record<string, string>>[] {
  const rows = classes.map(matrixRow);
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function pairsOf(node: unknown): Pair<Scalar, unknown>[] {
  return isMap(node) ? (node.items as Pair<Scalar, unknown>[]) : [];
}

/** Where a test comes from, above it; what could not be said, above the part of it that it belongs to. */
function comment(pair: Pair<Scalar, unknown>, test: CarriedTest, tests: readonly CarriedTest[]): void {
  pair.key.spaceBefore = test !== tests[0];
  const family = test.family.map(({ name, file, line }) => `${name} (${file}:${line})`).join(', ');
  const classes = test.classes.map(({ cls }) => cls.name).join(', ');
  const apart = test.family.length === 1 && test.family[0] === test.classes[0]?.cls;
  pair.key.commentBefore = commentText([apart ? family : `${family}: ${classes}`, ...archSkips(test)]);
  const parts = pairsOf(pair.value);
  const texts = new Map<Pair<Scalar, unknown>, string[]>();
  for (const { at, text } of [...test.unsaid, ...bootOnceItPasses(test, tests)]) {
    const place = parts.find(({ key }) => key.value === placeOf(at)) ?? parts[0];
    if (place !== undefined) texts.set(place, [...(texts.get(place) ?? []), text]);
  }
  for (const [part, lines] of texts) part.key.commentBefore = commentText(lines);
}

/** A test that is to fail at its installation has no boot: what its classes would do then must not be lost. */
function bootOnceItPasses(test: CarriedTest, tests: readonly CarriedTest[]): Unsaid[] {
  const scripts = test.classes[0]?.scripts ?? [];
  if (test.test.expect === undefined || scripts.length === 0) return [];
  const same = (other: CarriedTest) =>
    other.test.boot !== undefined && JSON.stringify(other.classes[0]?.scripts) === JSON.stringify(scripts);
  const sibling = tests.find((other) => isFamily(other, test) && same(other));
  if (sibling !== undefined) return [{ at: 'expect', text: `once it passes: boot and checks as in ${sibling.name}` }];
  return [{ at: 'expect', text: ['once it passes, boot.collect:', ...scripts.map((script) => script.trimEnd())].join('\n') }];
}

function isFamily(one: CarriedTest, other: CarriedTest): boolean {
  return one.family.length === other.family.length && one.family.every((cls, i) => cls === other.family[i]);
}

function placeOf(at: Unsaid['at']): string {
  // Packs of the installer have no place of their own unless one is switched off.
  return at === 'packs' ? 'checks' : at;
}

function archSkips({ classes }: CarriedTest): string[] {
  const skips = new Map<string, string[]>();
  for (const { cls, archSkip } of classes) {
    const text = archSkip.join(', ');
    if (text !== '') skips.set(text, [...(skips.get(text) ?? []), cls.name]);
  }
  return [...skips].map(([text, names]) => `not for ${text} (arch_skip)${names.length === classes.length ? '' : `: ${names.join(', ')}`}`);
}

function commentText(lines: readonly string[]): string {
  return lines
    .flatMap((line) => plainText(line).split('\n'))
    .map((line) => ` ${line}`)
    .join('\n');
}

function flowWhereShort(node: YAMLMap | { items: unknown[]; flow?: boolean; toJSON: () => unknown }): void {
  const value: unknown = node.toJSON();
  const text = JSON.stringify(value);
  const deep = Object.values(value as object).filter((one) => typeof one === 'object' && one !== null);
  const plain = deep.every((one) => Object.values(one as object).every((inner) => typeof inner !== 'object'));
  node.flow = text.length <= 100 && plain && !text.includes('\\n') && (Array.isArray(value) || deep.length === 0);
}
