import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a bundle needs to be told of: its file, and the modules in it (absolute paths). */
export interface Bundled {
  readonly fileName: string;
  readonly moduleIds: readonly string[];
}

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author: string;
}

/** Licences (SPDX identifiers) that ask no more than that their text goes along. */
const FREE = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0']);
/** LGPL: permitted unmodified in a file of its own, which whoever wants another version of it can exchange. */
const APART: Readonly<Record<string, RegExp>> = { openpgp: /^LGPL-3\.0(?:\+|-or-later)$/ };

/**
 * The names, versions, licences and licence texts of all packages in a bundle, ordered by name: their licences ask for it.
 * @param title - the first line
 * @param mit - the text of the MIT licence with anybody's copyright: many a package names it and has no text of it
 * @throws Error naming every package whose licence is none that may be bundled, or whose text is nowhere
 */
export function licencesOf(chunks: readonly Bundled[], title: string, mit: string): string {
  const packages = [...new Set(chunks.flatMap((chunk) => chunk.moduleIds).flatMap(packageFolder))].map(readPackage).sort(byName);
  const entries = packages.map((one) => ({ ...one, text: licenceText(one, mit) }));
  const problems = [...entries.flatMap(licenceProblem), ...Object.keys(APART).flatMap((name) => mixed(chunks, name))];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const texts = entries.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`);
  return `${title}\n\n${[...new Set(texts)].join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** The folder of the npm package that a bundled module comes from; none for a module of ours, or of the bundler's. */
function packageFolder(module: string): string[] {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
  return folder === undefined ? [] : [folder];
}

function readPackage(folder: string): Package {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const person = typeof author === 'object' && author !== null && 'name' in author ? author.name : author;
  // The spelling of the years before SPDX.
  return { folder, name: `${name}`, version: `${version}`, license: `${license}`.replace('MIT/X11', 'MIT'), author: `${person ?? ''}` };
}

const byName = (one: Package, other: Package): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : one.version.localeCompare(other.version, 'en');

/** The LGPL adds to the GPL, and asks that both texts go along (its section 4b); packages have its own alone. */
const GPL = readFileSync(join(import.meta.dirname, 'GPL-3.txt'), 'utf8').trim();

/** What the package brings along, its NOTICE too; else, of MIT, the common text with its author; else nothing. */
function licenceText({ folder, license, author }: Package, mit: string): string {
  const files = readdirSync(folder).filter((entry) => /^(?:licen[cs]e|copying|notice)/i.test(entry));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim().replaceAll('\r\n', '\n'));
  if (license.startsWith('LGPL-3.0') && texts.length > 0) texts.push(GPL);
  if (texts.length > 0 || license !== 'MIT' || author === '') return texts.join('\n\n');
  return mit.trim().replace(/^Copyright .*$/m, `Copyright (c) ${author}`);
}

function licenceProblem({ name, version, license, text }: Package & { readonly text: string }): string[] {
  if (!isFree(license) && APART[name]?.test(license) !== true) return [`${name} ${version} is under ${license}: not to be bundled`];
  return text === '' ? [`${name} ${version} (${license}) has no licence text`] : [];
}

/** Of a choice (`A OR B`) one must do, of a sum (`A AND B`) all. */
function isFree(expression: string): boolean {
  const terms = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(terms)) return false;
  return terms.split(/ OR /i).some((choice) => choice.split(/ AND /i).every((term) => FREE.has(term.trim())));
}

function mixed(chunks: readonly Bundled[], name: string): string[] {
  const isIts = (module: string): boolean => packageFolder(module).some((folder) => folder.endsWith(`/node_modules/${name}`));
  return chunks
    .filter(({ moduleIds }) => moduleIds.some(isIts) && !moduleIds.every((module) => isIts(module) || module.startsWith('\0')))
    .map(({ fileName }) => `${fileName} holds ${name} and something else: it must have a chunk of its own`);
}
