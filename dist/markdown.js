import { i as shorten, r as plainText } from "./text.js";
import { n as oneLine } from "./marks.js";
// src/report/github/markdown.ts
/**
* How text of a guest's, a suite's or a server's gets into GitHub's Markdown. There are three ways, and no fourth: `fence` for what has
* lines; `inlineCode` for a word of theirs; `prose` for a sentence of ours that quotes them. The last two are HTML, and stand in an HTML
* block: a line that begins with a block's tag (`<p>`, `<table>`), where CommonMark reads no Markdown until an empty line, and they have none.
* GitHub itself looks for mentions, references and formulas afterwards, in the text outside of `code` and `pre`: there `prose` parts what would
* be one.
*/
/** Bytes as the limits of GitHub count them. */
function byteLength(text) {
	return Buffer.byteLength(text);
}
/** A block of code in a fence longer than any run of backticks within it. `language`: ours, never a guest's. */
function fence(text, language = "") {
	const plain = wellFormed(plainText(text)).replace(/\n+$/, "");
	const longest = Math.max(2, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
	const ticks = "`".repeat(longest + 1);
	return `${ticks}${language === "" ? "text" : language}\n${plain}\n${ticks}\n`;
}
/** Someone else's words on one line, as code. */
function inlineCode(text, limit = 300) {
	return `<code>${escapeHtml(shorten(oneLine(wellFormed(text)), limit)) || "&nbsp;"}</code>`;
}
/** A sentence on one line that may quote someone: no element, no mention, no reference, no address that becomes a link. */
function prose(text, limit = 1500) {
	return escapeHtml(shorten(oneLine(wellFormed(text)), limit)).replaceAll("@", "@&#8203;").replace(/(?<!&)#(?=\w)/g, "#&#8203;").replace(/\b(GH)-(?=\d)/gi, "$1-&#8203;").replaceAll("$", "<span>$$</span>").replaceAll("://", ":&#8203;//").replace(/\bwww\./gi, "www&#8203;.");
}
/** A link to an address of GitHub's, as it told it; the bare text where that is none. */
function link(text, url) {
	return url !== null && /^https?:\/\/[\w.-]+(?::\d+)?\/[\w./~%?=&#+,:-]*$/.test(url) ? `<a href="${escapeHtml(url)}">${inlineCode(text)}</a>` : inlineCode(text);
}
/** A fold of the page: `summary` is HTML on one line, `body` ends with a newline. */
function fold(summary, body, open = false) {
	return `<details${open ? " open" : ""}><summary>${summary}</summary>\n\n${body}\n</details>\n`;
}
/** A table in HTML; cells are HTML on one line each. */
function table(header, rows) {
	const line = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>\n`;
	return `<table>\n${header.length === 0 ? "" : line(header, "th")}${rows.map((cells) => line(cells, "td")).join("")}</table>\n`;
}
function escapeHtml(text) {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
/** Half a surrogate pair would count as other bytes than it is written with. */
function wellFormed(text) {
	return text.toWellFormed();
}
export { link as a, inlineCode as i, fence as n, prose as o, fold as r, table as s, byteLength as t };
