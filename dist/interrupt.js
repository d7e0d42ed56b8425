import { i as EXIT } from "./errors.js";
// src/faces/settings/interrupt.ts
/** Signals within this time are one: a terminal sends Ctrl-C to us and to the wrapper, which passes it on. Milliseconds. */
const SAME_MS = 200;
/** Who ends by itself where there is nobody left to tell. */
const living = /* @__PURE__ */ new Set();
/** Listens to SIGINT, SIGTERM and SIGHUP until it is disposed. */
function listenForInterrupt(onFirst) {
	const controller = new AbortController();
	let code = null;
	let at = 0;
	const listener = (name) => {
		const next = name === "SIGINT" ? EXIT.cancelled : EXIT.terminated;
		if (code !== null) {
			if (performance.now() - at > SAME_MS) process.exit(next);
			return;
		}
		code = next;
		at = performance.now();
		onFirst(name);
		controller.abort();
	};
	const end = (asked) => {
		code ??= asked;
		controller.abort();
	};
	living.add(end);
	const names = [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	];
	for (const name of names) process.on(name, listener);
	return {
		signal: controller.signal,
		exitCode: () => code,
		[Symbol.dispose]: () => {
			living.delete(end);
			for (const name of names) process.off(name, listener);
		}
	};
}
export { listenForInterrupt as t };
