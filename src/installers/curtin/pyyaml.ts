import { type Document, isNode, isScalar, visit } from 'yaml';

/** Tags that PyYAML's safe loader constructs; any other it refuses (yaml/constructor.py, `SafeConstructor`). */
const SAFE_TAGS: ReadonlySet<string> = new Set([
  '!',
  ...['null', 'bool', 'int', 'float', 'binary', 'timestamp', 'omap', 'pairs', 'set', 'str', 'seq', 'map', 'merge'].map(
    (name) => `tag:yaml.org,2002:${name}`,
  ),
]);

/** Characters that PyYAML's reader refuses (yaml/reader.py, `NON_PRINTABLE`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]/u;

/** What a plain scalar is to PyYAML where it is no text (yaml/resolver.py, YAML 1.1). */
const RESOLVED: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a truth value', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  ['nothing', /^(?:~|null|Null|NULL)$/],
  [
    'a number',
    /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+|[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.[\d][\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  ['a day', /^\d{4}-\d\d-\d\d$/],
];

/** What PyYAML makes of an unquoted text: `a number`; null where it stays text. */
export function madeOf(plain: string): string | null {
  return RESOLVED.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** A character that PyYAML refuses, and its offset; null where there is none. */
export function refusedCharacter(text: string): { readonly name: string; readonly offset: number } | null {
  const found = REFUSED.exec(text);
  if (found === null) return null;
  const code = (found[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
  return { name: `U+${code}`, offset: found.index };
}

/** The tags of a document that PyYAML's safe loader knows no value for, each with its offset. */
export function refusedTags(document: Document): { readonly tag: string; readonly offset: number }[] {
  const found: { tag: string; offset: number }[] = [];
  visit(document, {
    Value: (_key, node) => {
      if (node.tag !== undefined && !SAFE_TAGS.has(node.tag)) found.push({ tag: node.tag, offset: node.range?.[0] ?? 0 });
    },
  });
  return found;
}

/** The text of a scalar that is written without quotes at `path`, and nowhere else; null for anything else. */
export function plainAt(document: Document, path: readonly (string | number)[]): string | null {
  const node: unknown = document.getIn(path, true);
  return isNode(node) && isScalar(node) && node.type === 'PLAIN' && node.tag === undefined ? String(node.value) : null;
}
