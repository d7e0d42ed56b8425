import type { Sink } from './sink.ts';
import type { Entry, ScalarTree, Tree } from './tree.ts';

const EXPRESSION = /\$\{\{\s*(.*?)\s*\}\}/gs;
const AXIS = /^matrix\.([A-Za-z0-9_][A-Za-z0-9_.-]*)$/;

/** Whether text has a `${{ … }}`. */
export function holdsExpression(text: string): boolean {
  return text.includes('${{');
}

/** The names of the axes that text reads, and the expressions that read none (`env.HOME`). */
export function readsOf(text: string): { readonly axes: readonly string[]; readonly others: readonly string[] } {
  const axes: string[] = [];
  const others: string[] = [];
  for (const [, inner] of text.matchAll(EXPRESSION)) {
    const axis = AXIS.exec(inner as string)?.[1];
    if (axis === undefined) others.push(inner as string);
    else axes.push(axis);
  }
  if (holdsExpression(text) && axes.length + others.length === 0) others.push(text);
  return { axes, others };
}

const scanned = new WeakMap<Tree, boolean>();

/** Whether a tree has an expression anywhere in its values. */
export function treeHoldsExpression(tree: Tree): boolean {
  const known = scanned.get(tree);
  if (known !== undefined) return known;
  let holds = false;
  if (tree.kind === 'scalar') holds = holdsExpression(tree.text);
  else if (tree.kind === 'list') holds = tree.items.some(treeHoldsExpression);
  else holds = [...tree.entries.values()].some(({ value }) => treeHoldsExpression(value));
  scanned.set(tree, holds);
  return holds;
}

/**
 * Puts the values of axes in the place of `${{ matrix.NAME }}`. A value that is nothing but one expression becomes the axis's
 * value, kind included; parts without an expression, and axes that have no value here, stay as they are.
 * @param keep parts that are left alone (scripts)
 */
export function substitute(tree: Tree, axes: ReadonlyMap<string, ScalarTree>, keep: ReadonlySet<Tree>): Tree {
  if (keep.has(tree) || !treeHoldsExpression(tree)) return tree;
  if (tree.kind === 'scalar') return substituteScalar(tree, axes);
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => substitute(item, axes, keep)) };
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of tree.entries) entries.set(name, { key, value: substitute(value, axes, keep) });
  return { ...tree, entries };
}

function substituteScalar(tree: ScalarTree, axes: ReadonlyMap<string, ScalarTree>): ScalarTree {
  const whole = /^\s*\$\{\{\s*(.*?)\s*\}\}\s*$/s.exec(tree.text)?.[1];
  const alone = whole === undefined ? undefined : axes.get(AXIS.exec(whole)?.[1] ?? '');
  if (alone !== undefined) return { ...tree, value: alone.value, text: alone.text, plain: alone.plain };
  const text = tree.text.replace(EXPRESSION, (all, inner: string) => axes.get(AXIS.exec(inner)?.[1] ?? '')?.text ?? all);
  return { ...tree, text, value: text, plain: false };
}

/** Says of every expression in a tree that it cannot be there: `why` completes "…". */
export function refuseExpressions(tree: Tree, label: string, sink: Sink, why: string): void {
  if (tree.kind === 'scalar') {
    if (holdsExpression(tree.text)) sink.add(tree, `${label}: \${{ … }} ${why}`);
  } else if (tree.kind === 'list') tree.items.forEach((item, i) => void refuseExpressions(item, `${label}[${i}]`, sink, why));
  else for (const [name, { value }] of tree.entries) refuseExpressions(value, `${label}.${name}`, sink, why);
}
