import { dirname, resolve } from 'node:path';
import { shorten } from '../base/text.ts';
import { shownAxes } from '../model/axes.ts';
import type { Problem } from '../model/errors.ts';
import type { ImageDefinition, Suite, Test } from '../model/suite.ts';
import { applyAxes, checkAxes, namesVariable } from './axes.ts';
import { checkCommand, commandDefaults } from './command.ts';
import { decode } from './decode.ts';
import { curtinKey } from './detect.ts';
import { readWhole } from './document.ts';
import { refuseExpressions, substitute, treeHoldsExpression } from './expressions.ts';
import { type ReadText, readImages } from './images.ts';
import { axesOf, type Combination, expandMatrix } from './matrix.ts';
import { mergeDefaults } from './merge.ts';
import { idOf, type NameParts, slugsOf } from './names.ts';
import { createReader, readTest } from './reader.ts';
import { checkTest, imageNames } from './rules.ts';
import { defaults as defaultsSchema, matrix as matrixSchema, outline, TEST_NAME, test as testSchema } from './schema.ts';
import { type MatrixUse, matrixUse } from './scripts.ts';
import { createSink, type Sink } from './sink.ts';
import { meant } from './suggest.ts';
import { type At, atLevel, child, type Entry, type MapTree, type Tree } from './tree.ts';

/** The outcome of reading a suite: the suite is there where none of the problems is an error. */
export interface Parsed {
  readonly suite?: Suite;
  readonly problems: readonly Problem[];
}

/** Everything that reading the tests of one suite needs. */
interface Reading {
  readonly folder: string;
  readonly images: ReadonlySet<string>;
  readonly readText: ReadText;
  readonly sink: Sink;
}

/** One test with its matrix expanded, before it has a slug. */
interface Draft extends NameParts {
  readonly tree: MapTree;
  readonly combination: Combination;
  readonly label: string;
  readonly at: At;
}

/**
 * Reads a suite. Pure but for `readText`, which reads the files that a suite names where their text matters: the script of
 * `customize`, and scripts that may read an axis from their environment.
 * @param path the suite file's path; its folder is that of all relative paths, and problems name it as it is given
 */
export function parseSuite(text: string, path: string, readText: ReadText = () => ({ error: 'nothing is read here' })): Parsed {
  const sink = createSink();
  const { tree, whole } = readWhole(text, path, sink);
  const suite = tree === undefined || !whole ? undefined : readSuite(tree, path, readText, sink);
  const problems = sink.sorted();
  if (suite === undefined || problems.some(isError)) return { problems };
  return { suite: { ...suite, problems }, problems };
}

function isError(problem: Problem): boolean {
  return problem.severity === 'error';
}

function readSuite(root: Tree, path: string, readText: ReadText, sink: Sink): Suite | undefined {
  const file = resolve(path);
  const folder = dirname(file);
  const curtin = curtinKey(root);
  if (curtin !== undefined) {
    sink.add(curtin.key, `"${curtin.name}" and no "tests": this is a curtin configuration, not a suite`, 'name its image: --image NAME');
    return undefined;
  }
  if (isOther(root)) {
    const names = [...root.entries.keys()].slice(0, 3).map((name) => JSON.stringify(shorten(name, 60)));
    const hint = 'a curtin configuration? name its image: --image RELEASE';
    sink.add(root, `${names.join(', ')}, and none of "version", "tests", "images", "defaults": this is no suite`, hint);
    return undefined;
  }
  decode(outline, root, 'suite', sink);
  const imagesTree = mapOf(child(root, 'images'));
  const images = readImages(imagesTree, folder, readText, sink);
  const defaults = readDefaults(child(root, 'defaults'), sink);
  const reading: Reading = { folder, images: imageNames(imagesTree, images), readText, sink };
  const tests = child(root, 'tests');
  if (tests?.kind === 'map' && tests.entries.size === 0) sink.add(tests, 'tests is empty', 'a suite has one test at least');
  const drafts = [...(mapOf(tests)?.entries ?? [])].flatMap(([name, entry]) => draftTests(name, entry, defaults, reading));
  refuseDoubles(drafts, sink);
  return { file, folder, images, tests: readTests(drafts, images, reading), problems: [] };
}

/** Whether a mapping has nothing of a suite: it is another file. */
function isOther(root: Tree): root is MapTree {
  return root.kind === 'map' && root.entries.size > 0 && !['version', 'tests', 'images', 'defaults'].some((name) => root.entries.has(name));
}

function mapOf(tree: Tree | undefined): MapTree | undefined {
  return tree?.kind === 'map' ? tree : undefined;
}

/** The defaults at their own level; they are judged by themselves too, because a test may hide what is wrong in them. */
function readDefaults(tree: Tree | undefined, sink: Sink): MapTree {
  const map = mapOf(tree);
  if (map === undefined)
    return { kind: 'map', place: tree?.place ?? { file: '', line: 1, column: 1 }, level: 'defaults', entries: new Map() };
  decode(defaultsSchema, map, 'defaults', sink, true);
  return atLevel(map, 'defaults') as MapTree;
}

function draftTests(name: string, { key, value }: Entry, defaults: MapTree, reading: Reading): readonly Draft[] {
  const { sink } = reading;
  const label = `tests.${name}`;
  if (!TEST_NAME.test(name))
    sink.add(key, `${label}: ${JSON.stringify(name)} is no name of a test`, 'at most 200 characters, on one line, without "[" and "]"');
  if (value.kind !== 'map') {
    sink.add(
      value.kind === 'scalar' && value.text === '' ? key : value,
      `${label} is not a mapping`,
      'write its settings below it, indented',
    );
    return [];
  }
  refuseUnknown(value, label, sink);
  const merged = mergeDefaults(commandDefaults(value, defaults), value);
  const matrix = child(value, 'matrix');
  const clean = matrix === undefined || readMatrix(matrix, `${label}.matrix`, sink);
  const axes = matrix?.kind === 'map' ? axesOf(matrix) : new Map<string, Entry>();
  const use = matrixUse(merged, label, new Set(axes.keys()), sink);
  if (matrix?.kind === 'map') checkAxes(matrix, `${label}.matrix`, use, (variable) => readElsewhere(variable, merged, use, reading), sink);
  // With a matrix that is wrong, the rest of the test is looked through as it stands.
  if (matrix?.kind !== 'map' || !clean) return [{ name, axes: [], tree: withoutMatrix(merged), combination: new Map(), label, at: key }];
  const shown = [...shownAxes(axes.keys())];
  return expandMatrix(matrix, `${label}.matrix`, sink).map((combination) => {
    const present = shown.flatMap(([axis, word]) => (combination.has(axis) ? [[word, combination.get(axis)?.text ?? ''] as const] : []));
    const parts = { name, axes: present };
    return { ...parts, tree: treeOf(merged, combination, use, label, idOf(parts), sink), combination, label, at: key };
  });
}

function refuseUnknown(test: MapTree, label: string, sink: Sink): void {
  const known = Object.keys(testSchema._zod.def.shape);
  for (const [name, { key }] of test.entries) {
    if (!known.includes(name)) sink.add(key, `${label}: unknown key ${JSON.stringify(name)}`, meant(name, known));
  }
}

/** Whether a matrix is what its schema wants. */
function readMatrix(tree: Tree, label: string, sink: Sink): boolean {
  refuseExpressions(tree, label, sink, 'cannot be here: a matrix does not read itself');
  return decode(matrixSchema, tree, label, sink) !== undefined;
}

function withoutMatrix(test: MapTree): MapTree {
  const entries = new Map(test.entries);
  entries.delete('matrix');
  return { ...test, entries };
}

/** A test's tree with one combination put in. */
function treeOf(merged: MapTree, combination: Combination, use: MatrixUse, label: string, id: string, sink: Sink): MapTree {
  const set = applyAxes(withoutMatrix(merged), combination, label, sink);
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of set.entries) entries.set(name, { key, value: substitute(value, combination, use.scriptTrees) });
  if (use.axes.size > 0) for (const { value } of entries.values()) refuseUnresolved(value, use, combination, label, id, sink);
  return { ...set, entries };
}

function refuseUnresolved(tree: Tree, use: MatrixUse, combination: Combination, label: string, id: string, sink: Sink): void {
  if (use.scriptTrees.has(tree) || !treeHoldsExpression(tree)) return;
  if (tree.kind === 'list') for (const item of tree.items) refuseUnresolved(item, use, combination, label, id, sink);
  else if (tree.kind === 'map') for (const { value } of tree.entries.values()) refuseUnresolved(value, use, combination, label, id, sink);
  else {
    const missing = [...use.axes].filter((axis) => !combination.has(axis)).join(', ');
    if (missing !== '')
      sink.add(tree, `${label}: the axis ${missing} has no value in ${id}`, 'give it one by `include`, or for all by an axis');
  }
}

/** Whether a file that the test names reads a variable: its install script or configuration, or a file named by a `run:` command. */
function readElsewhere(variable: string, test: MapTree, use: MatrixUse, { folder, readText }: Reading): boolean {
  const install = child(test, 'install');
  const files = [child(install, 'script'), child(install, 'curtin')].flatMap((tree) => (tree?.kind === 'scalar' ? [tree.text] : []));
  const words = use.commands.flatMap((command) => command.split(/[\s'";|&<>()=]+/)).filter((word) => /[./]/.test(word));
  return [...files, ...words].some((word) => {
    const read = readText(resolve(folder, word));
    return 'text' in read && namesVariable(read.text, variable);
  });
}

function refuseDoubles(drafts: readonly Draft[], sink: Sink): void {
  const seen = new Set<string>();
  for (const draft of drafts) {
    const id = idOf(draft);
    if (seen.has(id)) sink.add(draft.at, `there are two tests ${id}`, 'a matrix has a value twice, or `include` repeats a combination');
    seen.add(id);
  }
}

function readTests(drafts: readonly Draft[], images: Readonly<Record<string, ImageDefinition>>, reading: Reading): readonly Test[] {
  const reader = createReader(reading.sink);
  const slugs = slugsOf(drafts);
  const known = new Set([...reading.images, ...Object.keys(images)]);
  return drafts.map((draft, i) => {
    const { name, label, at, tree, combination: axes } = draft;
    checkTest(tree, label, known, reading.sink);
    checkCommand(tree, label, reading.sink);
    return readTest(tree, { id: idOf(draft), slug: slugs[i] as string, name, axes, label, folder: reading.folder, at }, reader);
  });
}
