import { readDocument } from './document.ts';
import type { At, Tree } from './tree.ts';

/** What a YAML file is: decided by its top-level keys. */
export type DocumentKind = 'suite' | 'curtin' | 'unknown';

/** Top-level keys of curtin's configuration that say what it is. */
const CURTIN_KEYS = ['storage', 'network', 'sources', 'install'];

/** Says what a text is: a mapping with `tests` is a suite; one with curtin's keys and without `tests` a curtin configuration. */
export function detectDocument(text: string): DocumentKind {
  const tree = readDocument(text, '');
  if (tree?.kind !== 'map') return 'unknown';
  if (tree.entries.has('tests')) return 'suite';
  return curtinKey(tree) === undefined ? 'unknown' : 'curtin';
}

/** Whether a text that is named together with an image can be a configuration of curtin's: any mapping that is not a suite's. */
export function canBeCurtin(text: string): boolean {
  const tree = readDocument(text, '');
  return tree?.kind === 'map' && !['tests', 'images', 'defaults'].some((name) => tree.entries.has(name));
}

/** The key by which a tree is a curtin configuration and not a suite, with its place; undefined where it is none. */
export function curtinKey(tree: Tree): { readonly name: string; readonly key: At } | undefined {
  if (tree.kind !== 'map' || tree.entries.has('tests')) return undefined;
  for (const [name, { key }] of tree.entries) if (CURTIN_KEYS.includes(name) || name.endsWith('_commands')) return { name, key };
  return undefined;
}
