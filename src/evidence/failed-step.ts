import { plainText } from '../base/text.ts';
import type { Excerpt } from '../model/result.ts';

/** Lines of a step that are cited. */
const MOST_LINES = 10;

/**
 * The last lines that a step wrote before it failed, by the guest's own marks on the console (`vmtest: step 1 "install" failed with status 3`);
 * where it wrote nothing, that mark. Empty where the console has none: the guest was cut off, or its log was not kept.
 * @param console as it came, or with its escapes removed
 * @param step its name in the guest's record: `install`, `runcmd 2`
 */
export function failedStep(console: string, step: string, consoleFile: string): readonly Excerpt[] {
  const mark = `vmtest: step \\d+ ${JSON.stringify(step).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
  const lines = console.split('\n');
  const failed = lines.findLastIndex((line) => new RegExp(`${mark} failed with status`).test(line));
  if (failed === -1) return [];
  const start = lines.slice(0, failed).findLastIndex((line) => new RegExp(`${mark}\\s*$`).test(line));
  // What ends without a newline has the mark behind it.
  const unfinished = (lines[failed] as string).replace(new RegExp(`${mark} failed with status.*$`, 's'), '');
  const from = Math.max(start + 1, failed - 500);
  const said = [...lines.slice(from, failed), unfinished].flatMap((line, index) => cite(line, from + index + 1, consoleFile));
  return said.length > 0 ? said.slice(-MOST_LINES) : cite(lines[failed] as string, failed + 1, consoleFile);
}

function cite(line: string, number: number, file: string): readonly Excerpt[] {
  // Of what was overwritten on a terminal the last state counts, as of a bar of progress.
  const text = plainText(line.replace(/\r+$/, '').split('\r').at(-1) ?? '').trimEnd();
  return text === '' ? [] : [{ file, line: number, text }];
}
