import { t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { t as judge } from "./judge.js";
import { t as openpgp } from "./library.js";
// src/images/signature/clearsigned.ts
const BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
const END = "-----END PGP SIGNATURE-----";
/**
* Verifies a text with a clear signature around it (RFC 9580 section 7, `.sjson` and `InRelease`) and returns the text that the signature
* covers: dash-escapes removed, line ends `\n`, blanks at line ends gone, as they were when it was signed. Anything before or behind the
* one block is refused. Errors: VMTEST_SIGNATURE_MISSING (no such text), _WRONG, _KEY_UNKNOWN, _EXPIRED.
*/
async function verifyClearsigned(bytes, keyring, about) {
	const { text, armour } = frame(decode(bytes, about), about);
	const { createMessage, readSignature } = await openpgp();
	const signature = await readSignature({ armoredSignature: armour }).catch((cause) => {
		throw wrong(about, `its signature cannot be read: ${cause.message}`);
	});
	const message = await createMessage({ text });
	await judge(signature, message.packets[0], keyring, about);
	return text;
}
/** The text of a clear-signed message, whoever signed it: for `verify: none` only. Errors: VMTEST_SIGNATURE_MISSING, _WRONG (not whole). */
function unverifiedText(bytes, about) {
	return frame(decode(bytes, about), about).text;
}
/** Whether it begins as a clear-signed text does. */
function isClearsigned(bytes) {
	return Buffer.from(bytes.subarray(0, 34)).toString("latin1") === BEGIN;
}
function decode(bytes, about) {
	if (!isClearsigned(bytes)) {
		if (Buffer.from(bytes).includes(BEGIN)) throw new VmtestError("VMTEST_SIGNATURE_MISSING", `${plainLine(about.name)} has something before its signed text, which nobody signed`, { hint: "tell its publisher: a signed file is its signed text and nothing else" });
		throw new VmtestError("VMTEST_SIGNATURE_MISSING", `${plainLine(about.name)} has no signature: it does not begin with ${BEGIN}`, { hint: "the address of a signed index ends in .sjson; a stream that nobody signs needs `verify: none`" });
	}
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch {
		throw wrong(about, "its text is not UTF-8");
	}
}
/**
* The text and the armoured signature of a file that is one clear-signed message and nothing else. All readers must agree on what the text
* is, so what some read otherwise is refused: other armour headers than `Hash`, lines that begin with a dash, a second block.
*/
function frame(file, about) {
	const head = /^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:Hash: ?[A-Za-z0-9, -]{1,200}\r?\n)*\r?\n/.exec(file.slice(0, 4096));
	if (head === null) throw wrong(about, "its armour headers are not only `Hash: …` and an empty line");
	const end = file.indexOf(`\n${SIGNATURE}`, head[0].length - 1);
	if (end < 0) throw wrong(about, `it ends before ${SIGNATURE}: it is cut off, or was never whole`);
	const armour = file.slice(end + 1);
	const last = armour.indexOf(`\n${END}`);
	if (last < 0) throw wrong(about, `it ends before ${END}: it is cut off`);
	if (armour.slice(last + 1 + 27).trim() !== "") throw wrong(about, "something stands behind its signature");
	const body = file.slice(head[0].length, Math.max(end, head[0].length));
	if (/(?:^|\n)-(?! )/.test(body)) throw wrong(about, "a line of its text begins with a dash that is not escaped");
	return {
		text: trimLines(`\n${body}`.replaceAll("\n- ", "\n").slice(1)),
		armour: armour.slice(0, last + 1 + 27)
	};
}
/** Takes away blanks, tabs and carriage returns at line ends, which a clear signature does not cover; time grows with the length only. */
function trimLines(text) {
	if (![
		" \n",
		"	\n",
		"\r\n"
	].some((end) => text.includes(end)) && !isBlank(text, text.length - 1)) return text;
	return text.split("\n").map((line) => {
		let end = line.length;
		while (isBlank(line, end - 1)) end -= 1;
		return line.slice(0, end);
	}).join("\n");
}
function isBlank(text, at) {
	const code = text.charCodeAt(at);
	return code === 32 || code === 9 || code === 13;
}
function wrong(about, what) {
	return new VmtestError("VMTEST_SIGNATURE_WRONG", `${plainLine(about.name)} is not a clear-signed text: ${plainLine(what)}`, { hint: "try again later, or another mirror; what was fetched is not used" });
}
export { unverifiedText as n, verifyClearsigned as r, isClearsigned as t };
