import type { FileCheck } from '../model/suite.ts';
import { type Assessment, type CheckInput, type Claim, lineOf, quote } from './claim.ts';
import { missingFromJson } from './json.ts';
import { findPattern } from './pattern.ts';

/**
 * `file: PATH`: what a collected file is and says. Every expectation but `absent` needs the file, also under `not: true`, which
 * negates what is said of the content; `exists` and `absent` are negated where they stand alone.
 */
export function checkFile(check: FileCheck, input: CheckInput): Assessment {
  if (leadsOut(check.path)) return { claims: [], obstacles: [`the path ${quote(check.path)} leads out of the collected folder`] };
  const path = check.path.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  if (!asksForContent(check)) return { claims: [existence(check, whatIsThere(path, input), input.at(path))], obstacles: [] };
  const text = input.phase.read(path);
  if (text === null) return { claims: [], obstacles: [`${input.at(path)} ${notReadable(whatIsThere(path, input), input)}`] };
  return contentClaims(check, text, path, input);
}

function leadsOut(path: string): boolean {
  return path === '' || path.startsWith('/') || path.includes('\0') || path.split('/').includes('..');
}

type There = 'file' | 'folder' | 'link' | null;

function whatIsThere(path: string, input: CheckInput): There {
  const files = input.phase.list();
  if (files.includes(path)) return 'file';
  if (files.some((file) => file.startsWith(`${path}/`))) return 'folder';
  // Links are not made on the host: extraction lists them as `TYPE<tab>PATH<tab>TARGET`.
  const links = input.phase.read('symlinks.txt')?.split('\n') ?? [];
  return links.some((line) => line.split('\t')[1] === path) ? 'link' : null;
}

function notReadable(there: There, input: CheckInput): string {
  if (there === 'file') return 'is there, but too large to be read';
  if (there === 'folder') return 'is a folder';
  if (there === 'link') return `is a symbolic link, whose target was not collected (${input.at('symlinks.txt')})`;
  const count = input.phase.list().length;
  return `is not there (${count === 0 ? 'nothing was collected' : `${count} files were collected`})`;
}

function asksForContent(check: FileCheck): boolean {
  return [check.contains, check.matches, check.lines].some((list) => list.length > 0) || check.equals !== null || hasJson(check);
}

function hasJson(check: FileCheck): boolean {
  return check.json !== undefined && check.json !== null;
}

function existence(check: FileCheck, there: There, where: string): Claim {
  const is = there !== null;
  return {
    holds: check.absent ? !is : is,
    otherwise: `${where} is ${is ? '' : 'not '}there`,
    though: `${where} is ${is ? '' : 'not '}there`,
  };
}

function contentClaims(check: FileCheck, text: string, path: string, input: CheckInput): Assessment {
  const at = (line?: number) => input.at(path, line);
  const obstacles: string[] = check.absent ? [`${at()} is there, and its check says both \`absent\` and what it holds`] : [];
  const claims: Claim[] = check.contains.map((part) => containsClaim(part, text, at));
  for (const pattern of check.matches) {
    const found = findPattern(pattern, text);
    if (typeof found === 'object') obstacles.push(`${at()}: ${found.obstacle}`);
    else claims.push(foundClaim(found, text, `a match of /${pattern}/m`, at));
  }
  claims.push(...lineClaims(check.lines, text, at));
  if (check.equals !== null) claims.push(equalsClaim(check.equals, text, at));
  if (hasJson(check)) {
    const json = jsonClaim(check.json, text, at());
    if ('obstacle' in json) obstacles.push(json.obstacle);
    else claims.push(json);
  }
  return { claims, obstacles };
}

type At = (line?: number) => string;

function containsClaim(part: string, text: string, at: At): Claim {
  return foundClaim(text.indexOf(part), text, `the text ${quote(part)}`, at);
}

function foundClaim(offset: number, text: string, what: string, at: At): Claim {
  const line = offset === -1 ? '' : (text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] as string);
  return {
    holds: offset !== -1,
    otherwise: `${at()} lacks ${what}`,
    though: offset === -1 ? '' : `${at(lineOf(text, offset))} has ${what}: ${quote(line.trim())}`,
  };
}

/** As in the original, spaces around a line do not count. */
function lineClaims(wanted: readonly string[], text: string, at: At): Claim[] {
  if (wanted.length === 0) return [];
  const lines = text.split('\n').map((line) => line.trim());
  return wanted.map((line) => {
    const index = lines.indexOf(line.trim());
    return {
      holds: index !== -1,
      otherwise: `${at()} lacks the line ${quote(line)}`,
      though: `${at(index + 1)} is the line ${quote(line)}`,
    };
  });
}

function equalsClaim(wanted: string, text: string, at: At): Claim {
  const [want, is] = [wanted, text].map((value) => value.replace(/\n$/, '')) as [string, string];
  const wantLines = want.split('\n');
  const isLines = is.split('\n');
  const line = wantLines.findIndex((one, index) => one !== isLines[index]);
  const index = line === -1 ? wantLines.length : line;
  const shown = (value: string | undefined) => (value === undefined ? 'the end of the file' : quote(value));
  return {
    holds: want === is,
    otherwise: `${at(index + 1)} is ${shown(isLines[index])}, not ${shown(wantLines[index])}`,
    though: `${at()} is exactly that text`,
  };
}

function jsonClaim(wanted: unknown, text: string, where: string): Claim | { obstacle: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { obstacle: `${where} is no JSON: ${(error as Error).message}` };
  }
  const missing = missingFromJson(wanted, value);
  return { holds: missing === null, otherwise: `${where}: ${missing}`, though: `${where} has the JSON that it must not have` };
}
