import { t as VmtestError } from "./errors.js";
// src/images/streams/address.ts
const INDEX = "streams/v1/index.sjson";
/**
* Cuts the address of an index or products file where its `streams/v1/` begins; an address without a file is that of a root.
* Error: VMTEST_USAGE for what is no address of HTTP or HTTPS, or has a query.
*/
function parseAddress(url) {
	const parsed = URL.canParse(url) ? new URL(url) : void 0;
	if (parsed === void 0 || !/^https?:$/.test(parsed.protocol) || parsed.search !== "" || parsed.hash !== "") throw new VmtestError("VMTEST_USAGE", `"${withoutPassword(url)}" is not the address of a stream`, { hint: "write http://HOST/…/streams/v1/index.sjson or https://…, without a query" });
	const at = url.search(/streams\/v1\/.*\.s?json$/);
	if (at >= 0) return {
		root: url.slice(0, at),
		path: decodeURI(url.slice(at))
	};
	const root = url.replace(/(?:(?<=\/)streams\/v1)?\/*$/, "");
	return {
		root: root.endsWith("/") ? root : `${root}/`,
		path: INDEX
	};
}
/** An address for a message: no password in it. */
function withoutPassword(url) {
	return url.replace(/\/\/[^/]*@/, "//");
}
export { withoutPassword as n, parseAddress as t };
