// src/base/sizes.ts
const UNITS = {
	k: 1024,
	m: 2 ** 20,
	g: 2 ** 30,
	t: 2 ** 40
};
/**
* Reads a size as qemu-img does: a number and one of `K`, `M`, `G`, `T` (powers of 1024; `KiB`, `GB` and the like mean the same).
* Returns bytes, or undefined for anything else, a bare number included: a missing unit is a mistake more often than a wish.
*/
function parseSize(text) {
	const match = /^(\d+(?:\.\d+)?)\s*([kmgt])(?:i?b)?$/i.exec(text.trim());
	if (match === null) return void 0;
	const bytes = Number(match[1]) * UNITS[match[2].toLowerCase()];
	return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : void 0;
}
/** Writes bytes for people, in the largest binary unit that keeps it readable: `1.5 GiB`, `10 GiB`, `512 B`. */
function formatSize(bytes) {
	let value = bytes;
	for (const unit of [
		"B",
		"KiB",
		"MiB",
		"GiB"
	]) {
		if (value < 1024) return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
		value /= 1024;
	}
	return `${value.toFixed(1)} TiB`;
}
export { parseSize as n, formatSize as t };
