import { r as plainText } from "./text.js";
import { c as faultOf } from "./errors.js";
// src/report/marks.ts
/** The sign of a verdict, in the colour of whose fault it is. */
function mark(verdict, colors) {
	if (verdict === "skipped") return colors.faint("–");
	if (verdict === "cancelled") return colors.warn("■");
	const fault = faultOf(verdict);
	return fault === "none" ? colors.good("✓") : fault === "host" ? colors.warn("!") : colors.bad("✗");
}
/** The verdict itself, coloured alike. */
function verdictWord(verdict, colors) {
	if (verdict === "skipped") return colors.faint(verdict);
	const fault = faultOf(verdict);
	return {
		none: colors.good,
		host: colors.warn,
		cancelled: colors.warn,
		system: colors.bad
	}[fault](verdict);
}
/** Text of a guest's, a user's or a tool's on one line. */
function oneLine(text) {
	return plainText(text).replace(/\s+/g, " ").trim();
}
export { oneLine as n, verdictWord as r, mark as t };
