import { a as writeWhole, t as isErrno } from "./files.js";
import { O as layoutOf, d as versionKey } from "./journal.js";
import { _ as takeLock, v as makeStore } from "./make-once.js";
import { readFile } from "node:fs/promises";
// src/images/store/pins.ts
/** For how long after its last use a pinned version is not removed: 30 days, in seconds. */
const PIN_SECONDS = 2592e3;
/** A use is not written down again within this time, so that an up-to-date sync writes nothing. */
const USE_SECONDS = 3600;
/** The pins that hold at `now` (seconds since the epoch), as `versionKey`s. A file that cannot be understood has none. */
async function readPins(store, now) {
	const pins = await recall(layoutOf(store).pins);
	return new Set(pins.filter(({ usedAt }) => now - usedAt < PIN_SECONDS).map(versionKey));
}
/**
* Remembers that versions were used by their name now; forgets pins that ended. In a store that is only read nothing is remembered: who
* may not write there can use what is there all the same. Error: VMTEST_IMAGE_STORE_BUSY.
*/
async function usePins(store, used, options) {
	try {
		await writeUse(store, used, options);
	} catch (error) {
		if (![
			"EACCES",
			"EPERM",
			"EROFS"
		].some((code) => isErrno(error, code))) throw error;
	}
}
async function writeUse(store, used, options) {
	const layout = layoutOf(store);
	const { now } = options;
	const fresh = new Set((await recall(layout.pins)).filter(({ usedAt }) => usedAt <= now && now - usedAt < USE_SECONDS).map(versionKey));
	if (used.every((version) => fresh.has(versionKey(version)))) return;
	await makeStore(layout.own);
	const lock = await takeLock(layout.pinsLock, {
		env: options.env,
		wait: true,
		timeout: 60,
		signal: options.signal
	});
	try {
		const keys = new Set(used.map(versionKey));
		const pins = [...(await recall(layout.pins)).filter((pin) => !keys.has(versionKey(pin)) && now - pin.usedAt < PIN_SECONDS), ...used.map(({ contentId, product, version }) => ({
			contentId,
			product,
			version,
			usedAt: Math.floor(now)
		}))];
		await writeWhole(layout.pins, `${JSON.stringify({
			version: 1,
			pins
		}, null, 1)}\n`);
	} finally {
		await lock?.release();
	}
}
async function recall(file) {
	try {
		const value = JSON.parse(await readFile(file, "utf8"));
		return Array.isArray(value?.pins) ? value.pins.filter(isPin) : [];
	} catch (error) {
		if (isErrno(error, "ENOENT") || error instanceof SyntaxError) return [];
		throw error;
	}
}
function isPin(value) {
	const pin = value;
	return [
		pin?.contentId,
		pin?.product,
		pin?.version
	].every((text) => typeof text === "string") && typeof pin?.usedAt === "number";
}
export { usePins as n, readPins as t };
