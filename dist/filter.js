import { t as VmtestError } from "./errors.js";
// src/model/filter.ts
const CONDITION = /^\s*([\w.-]+)\s*(!=|!~|=|~)([\s\S]*)$/;
/**
* Reads `KEY=VALUE`, `KEY!=VALUE`, `KEY~REGEX` or `KEY!~REGEX`, with spaces around the operator or not; undefined for what has no
* operator. It is the grammar of simplestreams' own filters. Throws VMTEST_USAGE for a regular expression that is none.
*/
function parseCondition(text) {
	const match = CONDITION.exec(text);
	if (match === null) return void 0;
	const [, key, operator, rest] = match;
	const value = rest.trim();
	if (operator.endsWith("~")) checkRegex(value, text);
	return {
		text,
		key,
		operator,
		value
	};
}
function checkRegex(value, text) {
	try {
		new RegExp(value, "m");
	} catch (error) {
		throw new VmtestError("VMTEST_USAGE", `the filter "${text}" has no regular expression: ${error.message}`, {
			hint: "quote its signs with a backslash, or compare with = instead of ~",
			cause: error
		});
	}
}
/** Whether one of the values meets the condition; for `!=` and `!~`, whether none does. No values: only those two are met. */
function meets({ operator, value }, found) {
	const hit = operator.endsWith("~") ? found.some((one) => new RegExp(value, "m").test(one)) : found.includes(value);
	return operator.startsWith("!") ? !hit : hit;
}
export { parseCondition as n, meets as t };
