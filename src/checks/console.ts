import type { ConsoleCheck } from '../model/suite.ts';
import { type Assessment, type CheckInput, type Claim, lineOf, quote } from './claim.ts';
import { findPattern } from './pattern.ts';

/** `console: REGEX`: each expression (flag `m`) matches somewhere in the phase's console; it needs nothing collected. */
export function checkConsole(check: ConsoleCheck, input: CheckInput): Assessment {
  const claims: Claim[] = [];
  const obstacles: string[] = [];
  const { console: text, consoleFile: file } = input.phase;
  for (const pattern of check.matches) {
    const found = findPattern(pattern, text);
    if (typeof found === 'object') {
      obstacles.push(`${file}: ${found.obstacle}`);
      continue;
    }
    claims.push({
      holds: found !== -1,
      otherwise: `${file} has no match of /${pattern}/m in ${text === '' ? 'an empty console' : `${lineOf(text, text.length)} lines`}`,
      though: found === -1 ? '' : `${file}:${lineOf(text, found)} matches /${pattern}/m: ${quote(lineAt(text, found))}`,
    });
  }
  return { claims, obstacles };
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? undefined : end).trim();
}
