import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import type { RunResult } from '../model/result.ts';
import type { JunitCase, JunitOptions, JunitSuite } from './junit-model.ts';

/** A node as fast-xml-parser gives it with `preserveOrder`: one key is the element's name, `:@` holds its attributes. */
interface Node {
  [element: string]: unknown;
}
interface Attributes {
  skipped?: string;
  time?: string;
  message?: string;
  [name: string]: string | undefined;
}

const ATTRIBUTES = ':@';
const TEXT = '#text';
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// Nothing is decoded on the way in nor encoded on the way out: what the builder escaped stays escaped, byte for byte.
const AS_WRITTEN = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
} as const;

/**
 * Parses what junit-report-builder made and completes it where it falls short of junit-10.xsd and of what readers want: no `skipped`
 * on the root, three decimals in every time, the suite's file, id and package, every text, the reason of a skip, and flaky attempts.
 */
export function completeJunit(xml: string, suites: readonly JunitSuite[], run: RunResult, options: JunitOptions): string {
  const parser = new XMLParser({ ...AS_WRITTEN, parseTagValue: false, parseAttributeValue: false, trimValues: false });
  const document = parser.parse(xml) as Node[];
  const root = document.find((node) => 'testsuites' in node) as Node;
  const attributes = attributesOf(root);
  delete attributes.skipped;
  attributes.time = time(run.seconds);
  const elements = childrenOf(root, 'testsuites').filter((node) => 'testsuite' in node);
  for (const [index, suite] of suites.entries()) completeSuite(elements[index] as Node, suite, index, options);
  const written = new XMLBuilder({ ...AS_WRITTEN, suppressEmptyNode: true }).build(document);
  return `${written.replace('?><', '?>\n<')}\n`;
}

function completeSuite(element: Node, suite: JunitSuite, index: number, options: JunitOptions): void {
  const added = {
    time: time(suite.seconds),
    id: String(index),
    package: escaped(suite.package),
    file: escaped(suite.file),
    ...(options.hostname === undefined ? {} : { hostname: escaped(options.hostname) }),
  };
  Object.assign(attributesOf(element), added);
  const cases = childrenOf(element, 'testsuite').filter((node) => 'testcase' in node);
  for (const [at, one] of suite.cases.entries()) completeCase(cases[at] as Node, one);
}

function completeCase(element: Node, one: JunitCase): void {
  attributesOf(element).time = time(one.seconds);
  const children = childrenOf(element, 'testcase');
  const told = children.find((node) => one.outcome in node);
  if (told !== undefined && one.text !== '') told[one.outcome] = [textNode(one.text)];
  if (told !== undefined && one.outcome === 'skipped' && one.message !== '') attributesOf(told).message = escaped(one.message);
  for (const { element, type, message, text } of one.earlier)
    children.push({ [element]: text === '' ? [] : [textNode(text)], [ATTRIBUTES]: { message: escaped(message), type } });
  if (one.output !== '') children.push({ 'system-out': [textNode(one.output)] });
}

function textNode(text: string): Node {
  return { [TEXT]: escaped(text, /[&<>]/g) };
}

/** Seconds with three decimals: the schema takes neither sign nor exponent. */
function time(seconds: number): string {
  return (seconds > 0 ? Math.min(seconds, 1e9) : 0).toFixed(3);
}

function attributesOf(node: Node): Attributes {
  node[ATTRIBUTES] ??= {};
  return node[ATTRIBUTES] as Attributes;
}

function childrenOf(node: Node, element: string): Node[] {
  return node[element] as Node[];
}

/** Text as XML takes it; in an attribute quotes, tabs and newlines too, which a reader would else make spaces. */
function escaped(text: string, special = /[&<>"\t\n]/g): string {
  return text.replace(special, (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`);
}
