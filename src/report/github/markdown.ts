import { plainText, shorten } from '../../base/text.ts';
import { oneLine } from '../marks.ts';

/**
 * How text of a guest's, a suite's or a server's gets into GitHub's Markdown. There are three ways, and no fourth: `fence` for what has
 * lines; `inlineCode` for a word of theirs; `prose` for a sentence of ours that quotes them. The last two are HTML, and stand in an HTML
 * block: a line that begins with a block's tag (`<p>`, `<table>`), where CommonMark reads no Markdown until an empty line, and they have none.
 * GitHub itself looks for mentions, references and formulas afterwards, in the text outside of `code` and `pre`: there `prose` parts what would
 * be one.
 */

/** Bytes as the limits of GitHub count them. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** A block of code in a fence longer than any run of backticks within it. `language`: ours, never a guest's. */
export function fence(text: string, language = ''): string {
  const plain = wellFormed(plainText(text)).replace(/\n+$/, '');
  const longest = Math.max(2, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language === '' ? 'text' : language}\n${plain}\n${ticks}\n`;
}

/** Someone else's words on one line, as code. */
export function inlineCode(text: string, limit = 300): string {
  return `<code>${escapeHtml(shorten(oneLine(wellFormed(text)), limit)) || '&nbsp;'}</code>`;
}

/** A sentence on one line that may quote someone: no element, no mention, no reference, no address that becomes a link. */
export function prose(text: string, limit = 1500): string {
  return escapeHtml(shorten(oneLine(wellFormed(text)), limit))
    .replaceAll('@', '@&#8203;')
    .replace(/(?<!&)#(?=\w)/g, '#&#8203;')
    .replace(/\b(GH)-(?=\d)/gi, '$1-&#8203;')
    .replaceAll('$', '<span>$$</span>')
    .replaceAll('://', ':&#8203;//')
    .replace(/\bwww\./gi, 'www&#8203;.');
}

/** A link to an address of GitHub's, as it told it; the bare text where that is none. */
export function link(text: string, url: string | null): string {
  return url !== null && /^https?:\/\/[\w.-]+(?::\d+)?\/[\w./~%?=&#+,:-]*$/.test(url)
    ? `<a href="${escapeHtml(url)}">${inlineCode(text)}</a>`
    : inlineCode(text);
}

/** A fold of the page: `summary` is HTML on one line, `body` ends with a newline. */
export function fold(summary: string, body: string, open = false): string {
  return `<details${open ? ' open' : ''}><summary>${summary}</summary>\n\n${body}\n</details>\n`;
}

/** A table in HTML; cells are HTML on one line each. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'td' | 'th') => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>\n`;
  const head = header.length === 0 ? '' : line(header, 'th');
  return `<table>\n${head}${rows.map((cells) => line(cells, 'td')).join('')}</table>\n`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Half a surrogate pair would count as other bytes than it is written with. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
