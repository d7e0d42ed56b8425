import { join } from 'node:path';
import { plainText } from '../../base/text.ts';
import { type Hit, Scanner } from '../../evidence/scan.ts';
import { SUCCESS_LINE } from '../../installers/curtin/judge.ts';
import type { Excerpt } from '../../model/result.ts';
import type { ClassFolder, LogText } from './class-folders.ts';

/** What our console rules make of the logs of a class. */
export interface ConsoleFacts {
  /** The last thing heard that has a verdict; null where there is none. */
  readonly explanation: Hit | null;
  /** The lines of what is worth showing, oldest first, with what follows each. */
  readonly decisive: readonly Excerpt[];
  /** How the last log ends. */
  readonly last: readonly Excerpt[];
  /** curtin says that it has finished. */
  readonly installed: boolean;
  /** The second machine has said something. */
  readonly booted: boolean;
}

const SHOWN_HITS = 3;
const FOLLOWING_LINES = 3;
const LAST_LINES = 8;

/** Reads both consoles of a class by the rules that a machine of our own is heard by. `folder`: what the excerpts' paths begin with. */
export function consoleFacts({ install, boot }: Pick<ClassFolder, 'install' | 'boot'>, folder: string): ConsoleFacts {
  const heard = [install, boot].filter((log) => log !== null).map((log) => hear(log, join(folder, log.file)));
  const all = heard.flatMap(({ hits }) => hits);
  const last = heard.at(-1);
  return {
    explanation: all.findLast(({ hit }) => hit.rule.verdict !== null)?.hit ?? null,
    decisive: all.slice(-SHOWN_HITS).map(({ excerpt }) => excerpt),
    last: last === undefined || last.tail === '' ? [] : [{ file: last.file, line: null, text: last.tail }],
    installed: install?.text.includes(SUCCESS_LINE) === true,
    booted: boot !== null && boot.text.trim() !== '',
  };
}

function hear({ text, cut }: LogText, file: string) {
  const scanner = new Scanner('console');
  const { lines, hits } = scanner.feed(text.endsWith('\n') ? text : `${text}\n`);
  const grave = hits.filter(({ rule }) => rule.severity === 'fatal' || rule.severity === 'error');
  const shown = (hit: Hit): Excerpt => ({
    file,
    line: cut ? null : hit.line,
    text: lines.slice(hit.line - 1, hit.line + FOLLOWING_LINES).join('\n'),
  });
  const said = lines.filter((line) => line.trim() !== '').slice(-LAST_LINES);
  return { file, hits: grave.map((hit) => ({ hit, excerpt: shown(hit) })), tail: plainText(said.join('\n')) };
}
