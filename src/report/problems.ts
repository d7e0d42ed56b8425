import { plainLine, plainLines } from '../base/text.ts';
import { ERROR_CODES, type Place, type Problem } from '../model/errors.ts';
import { oneLine } from './marks.ts';
import { type Paint, paint } from './paint.ts';
import { groupProblems, type ProblemGroup, shownPath, testsText } from './problem-groups.ts';

export interface ProblemTextOptions {
  readonly color?: boolean;
  /** Paths under it are shown relative to it. */
  readonly root?: string;
}

/**
 * Problems for people, ending in a line that counts them: `FILE:LINE:COLUMN: error: message`, as editors and terminals link it, the
 * mend indented under it. No newline at the end; empty text for no problem.
 */
export function problemText(problems: readonly Problem[], options: ProblemTextOptions = {}): string {
  if (problems.length === 0) return '';
  const colors = paint(options.color === true);
  const groups = groupProblems(problems);
  const lines = groups.flatMap((group) => problemLines(group, options.root, colors));
  const counts = (['error', 'warning'] as const).map(
    (severity) => [severity, groups.filter(({ problem }) => problem.severity === severity).length] as const,
  );
  const total = counts.filter(([, count]) => count > 0).map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`);
  return [...lines, total.join(', ')].join('\n');
}

function problemLines({ problem, tests }: ProblemGroup, root: string | undefined, colors: Paint): string[] {
  const severity = problem.severity === 'error' ? colors.bad('error') : colors.warn('warning');
  const who = tests.length === 0 ? '' : ` ${colors.strong(oneLine(testsText(tests)))}:`;
  const [first = '', ...rest] = plainLines(problem.message).split('\n');
  // What is the user's mistake in a line is mended there; all else is looked up by its code, also where a line names the image.
  const isLine = problem.place !== undefined && ERROR_CODES[problem.code] === undefined;
  const code = !isLine && problem.severity === 'error' ? ` ${colors.faint(`[${problem.code}]`)}` : '';
  return [
    `${problem.place === undefined ? '' : `${at(problem.place, root)}: `}${severity}:${who} ${first}${rest.length === 0 ? code : ''}`,
    ...rest.map((line, index) => `  ${line}${index === rest.length - 1 ? code : ''}`),
    ...(problem.hint === undefined
      ? []
      : plainLines(problem.hint)
          .split('\n')
          .map((line, index) => (index === 0 ? `  ${colors.good('→')} ${line}` : `    ${line}`))),
    ...(problem.related ?? []).map(({ place, message }) => colors.faint(`  ${at(place, root)}: ${plainLine(message)}`)),
  ];
}

function at(place: Place, root: string | undefined): string {
  return plainLine(`${shownPath(place.file, root)}:${place.line}:${place.column}`);
}
