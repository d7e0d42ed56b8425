import { t as isErrno } from "./files.js";
import { i as shorten, r as plainText } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { i as shown } from "./addresses.js";
// src/images/download/interruption.ts
/** One attempt has failed, and another may succeed; it never leaves this folder. */
var Interruption = class extends Error {
	name = "Interruption";
	kind;
	/** Seconds that the server asks to wait; 0 where it does not. */
	wait;
	/** `message` is what happened, without the address: `connection reset`. */
	constructor(kind, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.kind = kind;
		this.wait = options.wait ?? 0;
	}
};
// src/images/download/failures.ts
/** Codes of Node, OpenSSL and undici in words; what is not here is told by its own message. */
const WORDS = {
	ECONNREFUSED: "connection refused",
	ECONNRESET: "connection reset",
	ECONNABORTED: "connection aborted",
	EPIPE: "connection closed",
	ENOTFOUND: "no such host",
	EAI_AGAIN: "the name service does not answer",
	ETIMEDOUT: "no connection in time",
	UND_ERR_CONNECT_TIMEOUT: "no connection in time",
	EHOSTUNREACH: "no route to the host",
	ENETUNREACH: "no route to the network",
	UND_ERR_SOCKET: "connection closed by the server",
	UND_ERR_PRX_CONN: "the proxy closed the connection",
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the body is not as long as its Content-Length",
	UND_ERR_HEADERS_OVERFLOW: "the headers are longer than 16 KiB",
	UND_ERR_RES_EXCEEDED_MAX_SIZE: "the answer is too long",
	CERT_HAS_EXPIRED: "its certificate has expired",
	CERT_NOT_YET_VALID: "its certificate is not valid yet",
	DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself alone",
	SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by an authority that this host does not know",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by an authority that this host does not know",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by an authority that this host does not know",
	ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host"
};
/** Nothing that time would mend. */
const FINAL = /^(ENOTFOUND|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO|UND_ERR_INVALID_ARG|UND_ERR_PRX_TLS)/;
/**
* Whether a failed download would fail alike if all were begun again at once: the host is not there, its certificate is wrong, or nothing listens
* there, which was tried again and again already.
*/
function isLasting(error) {
	for (let at = error; at instanceof Error; at = at.cause) {
		const code = codeOf(at);
		if (FINAL.test(code) || code === "ECONNREFUSED") return true;
	}
	return false;
}
/** Bodies that end early without a reset. */
const CUT = /* @__PURE__ */ new Set(["UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);
/**
* What an error of the network or of HTTP comes to: an Interruption, or VMTEST_DOWNLOAD_FAILED at once where trying again is of no use.
* `inBody` says whether the answer's body had begun.
*/
function networkFailure(url, error, inBody) {
	const code = codeOf(error);
	const words = wordsOf(error, code);
	if (FINAL.test(code)) return new VmtestError("VMTEST_DOWNLOAD_FAILED", `Cannot fetch ${shown(url)}: ${words}`, {
		hint: HINT,
		cause: error
	});
	return new Interruption(inBody && CUT.has(code) ? "truncated" : "gone", words, { cause: error });
}
const HINT = "look whether the address is right, whether this host reaches it, and whether it needs a proxy";
function codeOf(error) {
	const { code, cause } = error;
	if (code === "UND_ERR_PRX_CONN" && cause !== void 0 && codeOf(cause) !== "") return codeOf(cause);
	return typeof code === "string" ? code : "";
}
function wordsOf(error, code) {
	const words = WORDS[code];
	if (words !== void 0) return `${words} (${code})`;
	const { name, message } = error instanceof Error ? error : new Error(String(error));
	return name === "HTTPParserError" ? `what came is not HTTP (${shorten(plainText(message), 100)})` : shorten(plainText(message), 200);
}
const CODES = {
	gone: "VMTEST_DOWNLOAD_FAILED",
	busy: "VMTEST_DOWNLOAD_FAILED",
	changed: "VMTEST_DOWNLOAD_FAILED",
	truncated: "VMTEST_DOWNLOAD_TRUNCATED",
	stalled: "VMTEST_DOWNLOAD_STALLED"
};
/** What is told when no attempt is left. */
function finalFailure(url, { kind, message, cause }, attempts) {
	const often = attempts === 1 ? "" : `, at the last of ${attempts} attempts`;
	return new VmtestError(CODES[kind], `Cannot fetch ${shown(url)}: ${message}${often}`, {
		hint: HINT,
		cause
	});
}
/** VMTEST_DISK_FULL for an error of writing that means it; any other as it is. */
function writeFailure(file, error) {
	if (!isErrno(error, "ENOSPC") && !isErrno(error, "EDQUOT")) return error;
	return new VmtestError("VMTEST_DISK_FULL", `There is no space left for ${file}`, {
		hint: "free some, or put the image store elsewhere with IMAGE_DIR; what was downloaded is continued",
		cause: error
	});
}
const cancelled = (url) => new VmtestError("VMTEST_CANCELLED", `Fetching ${shown(url)} was cancelled`);
export { writeFailure as a, networkFailure as i, finalFailure as n, Interruption as o, isLasting as r, cancelled as t };
