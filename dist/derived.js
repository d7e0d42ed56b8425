import { r as sha256 } from "./files.js";
import { t as makeOnce } from "./make-once.js";
import { join } from "node:path";
import "node:fs/promises";
// src/images/roots/derived.ts
/** The store's folder of what was made of published files: `derived/<digest of the source>-<what>/`. */
function derivedFolder(store) {
	return join(store, "derived");
}
/**
* Brings what is made of a published file, made where it is not in the store: whole or not at all, once for all processes. `what` names
* it ([A-Za-z0-9.-]); `make` gets a private folder and returns the names of the files that it made there.
* Errors: those of `make`, and VMTEST_CANCELLED while another process makes it.
*/
async function derive(store, source, what, make, context) {
	const recipe = {
		what,
		source: {
			path: source.path,
			digest: source.digest
		}
	};
	const about = {
		recipeKey: sha256(what),
		indexDigest: source.digest,
		recipe,
		tools: {}
	};
	return await makeOnce(derivedFolder(store), `${source.digest}-${what}`, async (building) => ({
		files: await make(building),
		about
	}), context);
}
export { derivedFolder as n, derive as t };
