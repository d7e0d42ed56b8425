import { i as shorten, r as plainText } from "./text.js";
import { t as VmtestError } from "./errors.js";
// src/images/download/addresses.ts
/** Redirections that are followed for one file. */
const MOST_REDIRECTS = 5;
/** An address as people may see it: without a user's name, password, or a query, which may be a token. */
function shown(url) {
	if (typeof url === "string" && !URL.canParse(url)) return shorten(plainText(url).replace(/\/\/[^/@]*@/, "//…@"), 300);
	const address = new URL(url);
	const user = address.username === "" && address.password === "" ? "" : "…@";
	return shorten(plainText(`${address.protocol}//${user}${address.host}${address.pathname}${address.search === "" ? "" : "?…"}`), 300);
}
/** Reads an address that is to be fetched. Errors: VMTEST_DOWNLOAD_REFUSED for what is neither http nor https. */
function addressOf(url) {
	const address = URL.parse(url);
	if (address !== null && isWeb(address)) return address;
	const what = address === null ? "is no address" : `has the scheme ${plainText(address.protocol)}`;
	throw new VmtestError("VMTEST_DOWNLOAD_REFUSED", `Cannot fetch ${shown(url)}: it ${what}`, { hint: "only http:// and https:// are fetched" });
}
const isWeb = ({ protocol }) => protocol === "http:" || protocol === "https:";
/** The `authorization` header that the name and password in an address mean; empty without them. */
function credentialsOf({ username, password }) {
	if (username === "" && password === "") return {};
	const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
/**
* Where a redirection leads. It may stay on the scheme, host and port of the address that was asked for, or go to a host (`HOST` or
* `HOST:PORT`) that one of the globs names (null: nothing can name one); never from https to http. `location` is the header, `from` the address that answered with it,
* `followed` how many were followed before. Errors: VMTEST_DOWNLOAD_REDIRECT.
*/
function redirected(asked, from, location, redirects, followed) {
	const refuse = (what, hint) => new VmtestError("VMTEST_DOWNLOAD_REDIRECT", `${shown(from)} redirects ${what}`, { hint });
	if (location === void 0) throw refuse("without saying where", "write the final address");
	const target = URL.parse(location, from.href);
	if (target === null || !isWeb(target)) throw refuse(`to ${shown(location)}, which is neither http nor https`, "write the final address");
	const to = shown(target);
	if (followed >= MOST_REDIRECTS) throw refuse(`to ${to}, after ${followed} other redirections`, "write the final address");
	if (from.protocol === "https:" && target.protocol === "http:") throw refuse(`to ${to}, which is not encrypted`, `write ${to} where that is meant: what it sends is verified in any case`);
	if (target.origin === asked.origin) return target;
	if (redirects === null) throw refuse(`to ${to}, which is not ${asked.origin}`, "write the final address");
	if (redirects.some((glob) => isNamed(glob, target.hostname) || isNamed(glob, target.host))) return target;
	throw refuse(`to ${to}, which is not ${asked.origin}`, `name ${target.host} in \`redirects\`, or write the final address`);
}
/** `*` stands for any characters, `?` for one; letters of either case are the same. */
function isNamed(glob, host) {
	const source = glob.replace(/[.+^$()|[\]{}\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
	return new RegExp(`^${source}$`, "i").test(host);
}
export { shown as i, credentialsOf as n, redirected as r, addressOf as t };
