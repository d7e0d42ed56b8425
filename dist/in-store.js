import { D as itemFile, a as readState } from "./journal.js";
import { f as queryTree, h as readOrigins, m as isOfStream, o as chooseProduct, r as waysOf, s as isUsual, t as ftypesOf, u as candidatesOf } from "./wanted.js";
import { stat } from "node:fs/promises";
// src/images/simplestreams/in-store.ts
/** The versions in the store that meet an image's conditions, whether their files are there or not. Nothing where there is no store. */
async function storedCandidates(store, wanted) {
	const { trees } = await readState(store);
	return candidatesOf([...trees].flatMap(([contentId, tree]) => queryTree(tree, wanted.conditions, { max: null }).map(({ flat }) => ({
		contentId,
		flat
	}))));
}
/**
* The version that an image takes of the store: the newest of its product, or the pinned one, that has all that is wanted, each file in
* its size. Undefined where there is none, or where only the stream can say which product is meant; with `last`, when the stream will not
* be asked, what there is must do. Error: VMTEST_IMAGE_NOT_FOUND where several are meant.
*/
async function pickStored(store, url, wanted, last) {
	const origins = await readOrigins(store);
	const candidates = (await storedCandidates(store, wanted)).filter(({ contentId, product, version }) => isOfStream(origins, url, contentId) && (wanted.version === null || version === wanted.version) && (wanted.locked === null || product === wanted.locked.product));
	const whole = [];
	for (const candidate of candidates) if (await isWhole(store, candidate, wanted)) whole.push(candidate);
	if (last || wanted.locked !== null) return chooseProduct(wanted.name, whole, wanted.said)[0];
	const usual = whole.filter((candidate) => isUsual(candidate, wanted.said));
	return new Set(usual.map(({ contentId, product }) => `${contentId}\n${product}`)).size === 1 ? chooseProduct(wanted.name, usual, wanted.said)[0] : void 0;
}
async function isWhole(store, candidate, wanted) {
	const ways = waysOf(wanted, candidate);
	if (ways === void 0) return false;
	for (const ftype of ftypesOf(ways)) {
		const file = candidate.files.get(ftype);
		if (file === void 0) return false;
		const info = await stat(itemFile(store, file.path)).catch(() => null);
		if (info?.isFile() !== true || file.size !== null && info.size !== file.size) return false;
	}
	return true;
}
export { storedCandidates as n, pickStored as t };
