const QUOTED = `(['"\`])([^'"\`\\n]+)\\1`;
const FORMS = [
  // import … from 'x', export … from 'x', over several lines too
  new RegExp(`^[ \\t]*(?:import|export)\\b[^;'"\`]*?\\bfrom\\s*${QUOTED}`, 'gm'),
  // import 'x'
  new RegExp(`^[ \\t]*import\\s*${QUOTED}`, 'gm'),
  // import('x'), as a value and in a type; require('x'); import x = require('x')
  new RegExp(`\\b(?:import|require)\\s*\\(\\s*${QUOTED}`, 'g'),
];

/** What a module names in its imports of every form, in no order. It reads text, not syntax: a comment's example counts too. */
export function importsOf(source: string): string[] {
  const found = FORMS.flatMap((form) => [...source.matchAll(form)].map((match) => match[2] as string));
  return [...new Set(found)];
}
