import { own } from '../base/own.ts';
import { axisVariables } from '../model/axes.ts';
import { quote } from './convert.ts';
import { axesOf, type Combination } from './matrix.ts';
import { defaults } from './schema.ts';
import type { MatrixUse } from './scripts.ts';
import type { Sink } from './sink.ts';
import { meant } from './suggest.ts';
import { atLevel, type MapTree, setPath, type Tree } from './tree.ts';
import { inside, type Schema } from './words.ts';

/** What `run:` commands get of vmtest's own: an axis cannot take these names. */
const OWN_VARIABLES = ['VMTEST_COLLECT', 'VMTEST_LOGS', 'VMTEST_RESULT', 'VMTEST_JUNIT'];

/** The path of the setting that an axis is named after; undefined where there is none. */
export function settingPath(axis: string): readonly string[] | undefined {
  const path = pathIn(defaults, axis.split('.'));
  return path === undefined || path.length === 0 ? undefined : path;
}

/** Goes down a schema along the parts of a dotted name. The last part under a record is the rest of the name. */
function pathIn(schema: Schema, parts: readonly string[]): readonly string[] | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) return [];
  const { def } = inside(schema);
  if (def.type === 'record') return [parts.join('.')];
  if (def.type === 'union') {
    for (const option of def.options) {
      const found = pathIn(option, parts);
      if (found !== undefined) return found;
    }
  }
  if (def.type !== 'object' || !Object.hasOwn(def.shape, part)) return undefined;
  const below = pathIn(def.shape[part] as Schema, rest);
  return below === undefined ? undefined : [part, ...below];
}

/**
 * Checks the names of a matrix's axes: each sets a setting, or is read somewhere in the test, and no two share a variable.
 * @param readElsewhere whether a variable is read by a file that the test names
 */
export function checkAxes(matrix: MapTree, label: string, use: MatrixUse, readElsewhere: (variable: string) => boolean, sink: Sink): void {
  const named = axisVariables(axesOf(matrix).keys());
  const variables = new Map<string, string>();
  for (const [name, { key }] of axesOf(matrix)) {
    const variable = named.get(name) as string;
    const other = variables.get(variable);
    variables.set(variable, name);
    if (OWN_VARIABLES.includes(variable))
      sink.add(key, `${label}: the axis ${quote(name)} would be ${variable}, which vmtest sets itself`, 'name the axis otherwise');
    if (other !== undefined)
      sink.add(key, `${label}: the axes ${quote(other)} and ${quote(name)} would both be ${variable}`, 'name one otherwise');
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name)) {
      sink.add(key, `${label}: ${quote(name)} is no name of an axis`, 'letters, digits, "_", "-" and "." of a setting\'s name');
      continue;
    }
    if (settingPath(name) !== undefined || use.axes.has(name) || use.scripts.some((script) => namesVariable(script, variable))) continue;
    const [first, ...rest] = name.split('.');
    const section = rest.length > 0 ? sectionKeys(first as string) : undefined;
    if (section !== undefined) sink.add(key, `${label}: ${quote(name)} is no setting`, meant(rest.join('.'), section));
    else if (!readElsewhere(variable)) {
      const mend = `read it as \${{ matrix.${name} }} or, in a script, as $${variable}; or name it after a setting`;
      sink.add(key, `${label}: nothing reads the axis ${quote(name)}`, mend);
    }
  }
}

/** Whether text names an environment variable, as shells, Python and others write it. */
export function namesVariable(text: string, variable: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9_])${variable}(?![A-Za-z0-9_])`).test(text);
}

function sectionKeys(name: string): readonly string[] | undefined {
  const schema = own(defaults._zod.def.shape as Record<string, Schema>, name);
  if (schema === undefined) return undefined;
  const { def } = inside(schema);
  const shapes = def.type === 'union' ? def.options.map((option) => inside(option).def) : [def];
  return shapes.flatMap((shape) => (shape.type === 'object' ? Object.keys(shape.shape) : []));
}

/** A test with the values of the axes that are named after settings put in their places. */
export function applyAxes(test: MapTree, combination: Combination, label: string, sink: Sink): MapTree {
  let result: Tree = test;
  for (const [name, value] of combination) {
    const path = settingPath(name);
    if (path === undefined) continue;
    const next = setPath(result, path, atLevel(value, 'matrix'));
    if (next === undefined) sink.add(value, `${label}: the axis ${quote(name)} cannot be set, because a part of it is no mapping here`);
    else result = next;
  }
  return result as MapTree;
}
