import { plainLine, plainLines } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { FlatItem } from './types.ts';

/** The original's own; a name that an item has not, as a CentOS image has no kernel flavour, is empty in this one. */
export const DEFAULT_TEMPLATE = '%(release)-7s %(arch)s/%(subarch)s/%(kflavor)s %(version_name)-10s %(item_name)s';

/** `%%`, or `%(name)` with Python's flags, width, precision and `s`; of these a text heeds `-`, width and precision. */
const FIELD = /%(?:%|\(([^()]*)\)([-#0 +]*)(\d{0,4})(?:\.(\d{0,4}))?s)/y;

type Part = string | ((item: FlatItem) => string);

/**
 * Reads an output template of the original, in the grammar of Python's `%`, into a function that makes a line of an item. What a stream says
 * is made harmless for a terminal. Error: VMTEST_USAGE for what is no template, and from the function for a name that an item has not.
 */
export function compileTemplate(template: string): (item: FlatItem) => string {
  const parts: Part[] = [];
  const lenient = template === DEFAULT_TEMPLATE;
  for (let at = 0; at < template.length; ) {
    const percent = template.indexOf('%', at);
    const end = percent < 0 ? template.length : percent;
    if (end > at) parts.push(template.slice(at, end));
    if (percent < 0) break;
    FIELD.lastIndex = percent;
    const match = FIELD.exec(template);
    if (match === null) throw malformed(template, percent);
    parts.push(match[1] === undefined ? '%' : field(match, template, lenient));
    at = FIELD.lastIndex;
  }
  return (item) => plainLines(parts.map((part) => (typeof part === 'string' ? part : part(item))).join(''));
}

function field([, name = '', flags = '', width = '', precision]: RegExpExecArray, template: string, lenient: boolean): Part {
  return (item) => {
    const value = item[name];
    if (value === undefined && !lenient) throw unknown(name, template, item);
    const text = plainLine((value ?? '').replace(/\r?\n|\r/g, ' '));
    const cut = precision === undefined ? text : [...text].slice(0, Number(precision)).join('');
    return flags.includes('-') ? cut.padEnd(Number(width)) : cut.padStart(Number(width));
  };
}

function malformed(template: string, at: number): VmtestError {
  return new VmtestError(
    'VMTEST_USAGE',
    `the output template "${template}" has a wrong field at character ${at + 1}: ${template.slice(at, at + 20)}`,
    {
      hint: 'write %(release)s, %(release)-7s for a width, %% for a percent sign',
    },
  );
}

function unknown(name: string, template: string, item: FlatItem): VmtestError {
  const known = plainLine(Object.keys(item).sort().join(', '));
  return new VmtestError('VMTEST_USAGE', `the output template "${template}" names "${name}", which ${plainLine(labelOf(item))} has not`, {
    hint: `it has ${known}`,
  });
}

function labelOf(item: FlatItem): string {
  return `the item ${item.item_name ?? ''} of ${item.product_name ?? 'a product'}`;
}
