import { i as missingTools, r as installHint } from "./find.js";
import { a as isUnpacked, r as remembered, s as stored, t as saidDigests } from "./said-digests.js";
import { access, constants } from "node:fs/promises";
// src/images/url/problems.ts
/**
* What stands in the way of having an image of addresses, as far as it can be known without the network: a lock file that says otherwise,
* a file that is not there and may not be fetched, a keyring that cannot be read, a program that is not installed.
*/
async function urlProblems(image, source, options) {
	const files = Object.entries(source.files);
	const found = await Promise.all(files.map(([role, file]) => fileProblems(image, role, file, options)));
	const seen = /* @__PURE__ */ new Set();
	return found.flat().filter(({ message }) => !seen.has(message) && seen.add(message));
}
async function fileProblems(image, role, file, options) {
	const problem = (code, message, hint) => {
		return {
			code,
			severity: "error",
			message,
			hint,
			place: image.place
		};
	};
	const sync = options.published?.sync ?? null;
	try {
		const said = saidDigests(image.name, role, file, options.locks?.[image.name]);
		const known = said ?? (file.sums === null ? void 0 : await remembered(options.store, file, file.sums));
		if (known !== void 0 && await stored(options.store, known, role) !== void 0 && (said !== null || sync !== true)) return [];
		if (sync === false) return [problem("VMTEST_IMAGE_UNAVAILABLE", `The ${role} of the image ${image.name} is not in the store, and nothing may be fetched`, "allow it with --image-sync yes, or bring it before: vmtest images sync")];
		const problems = [];
		const missing = await missingTools(toolsOf(role, file), options.env);
		if (missing.length > 0) {
			const message = `The ${role} of the image ${image.name} cannot be unpacked: ${missing.join(", ")} not installed`;
			problems.push(problem("VMTEST_IMAGE_UNAVAILABLE", message, installHint(missing)));
		}
		const keyring = said === null && file.sums?.verify === "signature" ? file.sums.keyring : null;
		if (keyring !== null && !await isReadable(keyring)) {
			const message = `The keyring of the image ${image.name}, ${keyring}, cannot be read`;
			problems.push(problem("VMTEST_KEYRING_INVALID", message, "put the publisher’s public keys there, or correct the path: it is relative to the suite file"));
		}
		return problems;
	} catch (error) {
		const { code, message, hint } = error;
		if (code !== "VMTEST_IMAGE_CORRUPT") throw error;
		return [problem(code, message, hint ?? "")];
	}
}
/** By the address alone: what a file is packed with is known when it is there. */
function toolsOf(role, { url }) {
	const end = isUnpacked(role) ? /\.(xz|bz2)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() : void 0;
	return ["flock", ...end === void 0 ? [] : [end === "xz" ? "xz" : "bzip2"]];
}
async function isReadable(path) {
	return await access(path, constants.R_OK).then(() => true, () => false);
}
export { urlProblems };
