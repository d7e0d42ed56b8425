import type { ReportedCase } from './reported-case.ts';

/** The cases of a TAP stream (versions 12 to 14), the outermost ones; what stands between two of them is the output of the first. */
export function tapCases(text: string): readonly ReportedCase[] | { readonly error: string } {
  const lines = text.split('\n').map((line) => line.trimEnd());
  if (!lines.some((line) => /^(?:TAP version \d+|1\.\.\d+|(?:not )?ok\b)/.test(line))) return { error: 'it is neither JUnit nor TAP' };
  const cases: ReportedCase[] = [];
  let planned: number | undefined;
  for (const [index, line] of lines.entries()) {
    const plan = /^1\.\.(\d+)/.exec(line);
    if (plan !== null) planned = Number(plan[1]);
    const bail = /^Bail out!\s*(.*)$/.exec(line);
    if (bail !== null) return [...cases, missing(`the tests bailed out${bail[1] === '' ? '' : `: ${bail[1]}`}`)];
    const point = /^(not )?ok\b\s*(\d+)?\s*-?\s*(.*)$/.exec(line);
    if (point !== null) cases.push(pointCase(point, outputAfter(lines, index)));
  }
  if (planned !== undefined && planned > cases.length) cases.push(missing(`${planned} tests were planned, ${cases.length} reported`));
  return cases;
}

function missing(message: string): ReportedCase {
  return { name: 'TAP', verdict: 'failed', message, seconds: 0, output: '' };
}

function pointCase(point: RegExpExecArray, output: string): ReportedCase {
  const [, not, number, rest] = point as unknown as [string, string | undefined, string | undefined, string];
  const [, title, directive, reason] = /^(.*?)(?:(?<!\\)#\s*(SKIP|TODO)\S*\s*(.*))?$/i.exec(rest) as unknown as [
    string,
    string,
    string?,
    string?,
  ];
  const name = title.trim() || `test ${number ?? '?'}`;
  const seconds = Number(/^\s*duration_ms:\s*([\d.]+)/m.exec(output)?.[1] ?? 0) / 1000;
  if (directive !== undefined)
    return { name, verdict: 'skipped', message: `${directive.toLowerCase()}${reason ? `: ${reason}` : ''}`, seconds, output };
  const error = /^\s*(?:error|message):\s*(?:\|-?\s*)?['"]?(.+?)['"]?$/m.exec(output)?.[1];
  return { name, verdict: not === undefined ? 'passed' : 'failed', message: not === undefined ? '' : (error ?? 'not ok'), seconds, output };
}

function outputAfter(lines: readonly string[], index: number): string {
  const end = lines.findIndex((line, at) => at > index && /^(?:(?:not )?ok\b|1\.\.\d|Bail out!)/.test(line));
  return lines.slice(index + 1, end === -1 ? undefined : end).join('\n');
}
