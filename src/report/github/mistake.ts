import type { Problem } from '../../model/errors.ts';
import { shownPath } from '../problem-groups.ts';
import { inlineCode, prose } from './markdown.ts';

const MOST = 50;

/** What a step tells of mistakes that ended it before there was a run, as GitHub's Markdown: the same that its annotations tell. */
export function mistakeSummary(problems: readonly Problem[], root?: string): string {
  const items = problems.slice(0, MOST).map(({ severity, message, hint, place }) => {
    const at = place === undefined ? '' : `${inlineCode(`${shownPath(place.file, root)}:${place.line}`)} `;
    return `<li>${severity === 'warning' ? '⚠️ ' : ''}${at}${prose(message)}${hint === undefined ? '' : `<br>→ ${prose(hint)}`}</li>\n`;
  });
  const more = problems.length > MOST ? `<li>and ${problems.length - MOST} more</li>\n` : '';
  return `<h3>❌ no test was run</h3>\n\n<ul>\n${items.join('')}${more}</ul>\n`;
}
