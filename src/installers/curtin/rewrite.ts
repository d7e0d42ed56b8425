import { Document, isMap, parse, parseDocument, Scalar, visit } from 'yaml';
import { readDocument } from './document.ts';

/** Begins a text that stood in quotes and would be something else without them: a character of no meaning (Unicode's private use). */
const QUOTED = '\uE000';

/**
 * A configuration with its values changed: `change` gets them as `readDocument` gives them, and returns them all. What is written is YAML
 * that PyYAML reads as it read the original: `true` is a truth there and `"true"` a text, in both. The text itself is returned where
 * it cannot be read, or nothing was changed.
 */
export function rewriteConfig(text: string, file: string, change: (value: unknown) => unknown): string {
  const read = readDocument(text, file);
  if (read.problems.length > 0 || change(read.value) === read.value) return text;
  const document = parseDocument(text, { schema: 'failsafe', merge: true, uniqueKeys: false, logLevel: 'silent' });
  visit(document, { Scalar: (_key, node) => keepKind(node) });
  const made = new Document(change(document.toJS({ maxAliasCount: -1 })), { schema: 'failsafe', aliasDuplicateObjects: false });
  visit(made, {
    Scalar: (_key, node) => {
      // The schema of texts alone writes a plain one as it is: `true` stays without quotes.
      const text = String(node.value);
      node.value = text.startsWith(QUOTED) ? text.slice(QUOTED.length) : text;
      if (text.startsWith(QUOTED)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // What is written in braces, as JSON is, stays so.
  const flow = isMap(document.contents) && document.contents.flow === true;
  return made.toString({ lineWidth: 0, collectionStyle: flow ? 'flow' : 'any' });
}

/** Keeps in a scalar's text what its quotes said, or their absence. */
function keepKind(node: Scalar): void {
  const text = String(node.value ?? '');
  if (node.type === 'PLAIN' || node.type === undefined || node.type === null) node.value = text === '' ? 'null' : text;
  else if (text === '' || (!text.includes('\n') && typeof parse(text, { schema: 'yaml-1.1', logLevel: 'silent' }) !== 'string'))
    node.value = `${QUOTED}${text}`;
}
