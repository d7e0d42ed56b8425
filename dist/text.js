// src/base/text.ts
const ANSI = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-Z\\^-~]|\u009b[0-?]*[ -/]*[@-~]/g;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const COMMAND = /##(?=\w*\[)/g;
/** Removes terminal escape sequences, so that rules see the words that a person would see (OVMF writes codes between letters). */
function stripAnsi(text) {
	return text.replace(ANSI, "");
}
/** Makes guest text harmless for a terminal or a report: no escapes, no control or direction-changing characters, tab and newline stay. */
function plainText(text) {
	return stripAnsi(text).replace(/\r+\n|\r/g, "\n").replace(CONTROL, "�").replace(COMMAND, "# #");
}
/** As `plainText`, on one line: what would begin another line, where a runner takes `::…` for an order, is shown as `�`. */
function plainLine(text) {
	return plainText(text).replaceAll("\n", "�");
}
/** As `plainText`, for lines that go to a log: none begins, spaces or not, as an order to GitHub's runner does (`::error …`). */
function plainLines(text) {
	return plainText(text).replace(/^(\s*):(?=:)/gm, "$1: ");
}
/** Cuts to at most `limit` characters, with an ellipsis in the last place. */
function shorten(text, limit) {
	return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
export { stripAnsi as a, shorten as i, plainLines as n, plainText as r, plainLine as t };
