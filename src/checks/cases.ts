import { uniqueNames } from '../base/names.ts';
import { plainText, shorten } from '../base/text.ts';
import type { Finding } from '../model/result.ts';
import { junitCases } from './junit-cases.ts';
import type { ReportedCase } from './reported-case.ts';
import { tapCases } from './tap-cases.ts';

const MOST_CASES = 10_000;
const LONGEST_MESSAGE = 2000;
const LONGEST_OUTPUT = 16_384;

/** The cases in a file that a `run:` command wrote, JUnit or TAP; an error where it is neither. Names are made unique. */
export function readCases(text: string, phase: string): readonly Finding[] | { readonly error: string } {
  const content = text.replace(/^\uFEFF/, '').trimStart();
  if (content === '') return [];
  const cases = content.startsWith('<') ? junitCases(content) : tapCases(content);
  if ('error' in cases) return cases;
  if (cases.length > MOST_CASES) return { error: `it has ${cases.length} cases; ${MOST_CASES} are read` };
  const names = uniqueNames(cases.map(({ name }) => shorten(plainText(name).trim().replace(/\s+/g, ' ') || 'unnamed', 200)));
  return cases.map((one, index) => finding(one, names[index] as string, phase));
}

function finding(one: ReportedCase, name: string, phase: string): Finding {
  const output = shorten(plainText(one.output).trim(), LONGEST_OUTPUT);
  return {
    name,
    verdict: one.verdict,
    message: one.verdict === 'passed' ? '' : shorten(plainText(one.message).trim(), LONGEST_MESSAGE),
    phase,
    seconds: one.seconds,
    ...(output === '' ? {} : { output }),
  };
}
