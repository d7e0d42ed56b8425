// src/faces/action/consoles.ts
/** Lines of one console that are remembered: so many that a boot is whole, and a guest that prints for ever costs no memory. */
const MOST_LINES = 4e3;
const LONGEST_LINE = 400;
/** Lines that the end of a console has. */
const LAST_LINES = 100;
/** The consoles of a run as far as they are worth remembering, by test and phase. */
var Consoles = class {
	#lines = /* @__PURE__ */ new Map();
	#ends = /* @__PURE__ */ new Map();
	listen(event) {
		if (event.type !== "console") return;
		const phases = this.#lines.get(event.test) ?? /* @__PURE__ */ new Map();
		this.#lines.set(event.test, phases);
		const lines = phases.get(event.phase) ?? [];
		phases.set(event.phase, lines);
		const line = event.line.slice(0, LONGEST_LINE);
		if (lines.length < MOST_LINES) lines.push(line);
		const key = JSON.stringify([event.test, event.phase]);
		const end = this.#ends.get(key) ?? [];
		this.#ends.set(key, end);
		if (end.push(line) > LAST_LINES) end.shift();
	}
	/** The last lines of one phase's console. */
	endOf(test, phase) {
		return this.#ends.get(JSON.stringify([test, phase])) ?? [];
	}
	/** The text of each phase's console of a test. */
	of(test) {
		return Object.fromEntries([...this.#lines.get(test) ?? []].map(([phase, lines]) => [phase, lines.join("\n")]));
	}
};
export { Consoles as t };
