import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { ReportedCase } from './reported-case.ts';

/** A node as fast-xml-parser gives it with `preserveOrder`: one key is the element, `:@` holds its attributes. */
type Node = Readonly<Record<string, unknown>>;

const ATTRIBUTES = ':@';
const TEXT = '#text';

const PARSER = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Entities are decoded here, the five of XML and numbers alone: a document cannot expand into more than it is.
  processEntities: false,
  cdataPropName: '#cdata',
} as const;

/** The cases of a JUnit document, suites within suites included. A document type declaration is refused: JUnit needs none. */
export function junitCases(text: string): readonly ReportedCase[] | { readonly error: string } {
  if (/<!DOCTYPE/i.test(text)) return { error: 'its XML has a document type declaration' };
  const valid = XMLValidator.validate(text);
  if (valid !== true) return { error: `its XML is broken at line ${valid.err.line}: ${valid.err.msg}` };
  try {
    const nodes = new XMLParser(PARSER).parse(text) as Node[];
    const roots = nodes.filter((node) => 'testsuites' in node || 'testsuite' in node);
    if (roots.length === 0) return { error: 'its XML is not JUnit: the root is neither testsuites nor testsuite' };
    return [...casesOf(roots, '')];
  } catch (error) {
    return { error: `its XML cannot be read: ${(error as Error).message}` };
  }
}

function* casesOf(nodes: readonly Node[], suite: string): Generator<ReportedCase> {
  for (const node of nodes) {
    if ('testsuites' in node) yield* casesOf(children(node), suite);
    else if ('testsuite' in node) yield* casesOf(children(node), attribute(node, 'name') ?? suite);
    else if ('testcase' in node) yield caseOf(node, suite);
  }
}

function caseOf(node: Node, suite: string): ReportedCase {
  const parts = children(node);
  const bad = parts.find((part) => 'failure' in part || 'error' in part);
  const skipped = parts.find((part) => 'skipped' in part);
  const told = bad ?? skipped;
  const group = attribute(node, 'classname') || suite;
  const name = attribute(node, 'name') ?? '';
  const detail = told === undefined ? '' : textOf(told);
  const seconds = Number((attribute(node, 'time') ?? '0').replaceAll(',', ''));
  return {
    name: group === '' || name.startsWith(group) ? name : `${group}.${name}`,
    verdict: bad !== undefined ? 'failed' : skipped !== undefined ? 'skipped' : 'passed',
    message:
      (told && attribute(told, 'message')) || detail.trim().split('\n', 1)[0] || (bad === undefined ? '' : 'failed without a message'),
    seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
    output: [detail, ...parts.filter((part) => 'system-out' in part || 'system-err' in part).map(textOf)].join('\n'),
  };
}

function children(node: Node): readonly Node[] {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  const value = name === undefined ? undefined : node[name];
  return Array.isArray(value) ? (value as Node[]) : [];
}

function attribute(node: Node, name: string): string | undefined {
  const attributes = node[ATTRIBUTES] as Readonly<Record<string, unknown>> | undefined;
  const value = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return typeof value === 'string' ? decode(value) : undefined;
}

function textOf(node: Node): string {
  return children(node)
    .map((part) => {
      if ('#cdata' in part)
        return children(part)
          .map((inner) => String(inner[TEXT] ?? ''))
          .join('');
      return typeof part[TEXT] === 'string' ? decode(part[TEXT]) : textOf(part);
    })
    .join('');
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
