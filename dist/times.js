// src/base/times.ts
const UNITS = {
	ms: .001,
	s: 1,
	m: 60,
	h: 3600
};
/**
* Reads a time with its unit: `90s`, `5m`, `1h30m`, `250ms`.
* Returns seconds, or undefined for anything else, a bare number and zero included.
*/
function parseDuration(text) {
	const trimmed = text.trim();
	if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(trimmed)) return void 0;
	let seconds = 0;
	for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) seconds += Number(amount) * UNITS[unit];
	return seconds > 0 ? seconds : void 0;
}
/** Writes seconds for people: `0.4 s`, `12.3 s`, `2m 05s`, `1h 02m`. */
function formatDuration(seconds) {
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	const pad = (n) => String(n).padStart(2, "0");
	if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
	const minutes = Math.round(whole / 60);
	return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
}
export { parseDuration as n, formatDuration as t };
