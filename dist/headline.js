import { i as shorten } from "./text.js";
import { t as formatDuration } from "./times.js";
import { c as faultOf } from "./errors.js";
import { t as causeGroups } from "./causes.js";
import { n as oneLine } from "./marks.js";
// src/base/counted.ts
/** `1 test`, `2 tests`. `word`: one that takes an s. */
function counted(count, word) {
	return `${count} ${word}${count === 1 ? "" : "s"}`;
}
// src/report/headline.ts
function countTests(tests) {
	const of = (holds) => tests.filter(holds).length;
	const skipped = of(({ verdict }) => verdict === "skipped");
	return {
		tests: tests.length,
		passed: of(({ verdict }) => faultOf(verdict) === "none") - skipped,
		failed: of(({ verdict }) => faultOf(verdict) === "system"),
		errors: of(({ verdict }) => faultOf(verdict) === "host"),
		cancelled: of(({ verdict }) => faultOf(verdict) === "cancelled"),
		skipped,
		flaky: of(({ verdict, attempts }) => verdict === "passed" && attempts > 1)
	};
}
/** How a run ended, in one sentence without a full stop: `2 of 12 tests failed, 1 skipped, in 4m 12s`. */
function headline(run) {
	const counts = countTests(run.tests);
	if (counts.tests === 0) return "no test ran";
	const told = [
		[counts.failed, "failed"],
		[counts.errors, counts.errors === 1 ? "was ended by the host" : "were ended by the host"],
		[counts.cancelled, counts.cancelled === 1 ? "was cancelled" : "were cancelled"]
	].filter(([count]) => count > 0);
	const all = counted(counts.tests, "test");
	const every = counts.tests === 1 ? "the test" : `all ${all}`;
	if (counts.skipped === counts.tests) return `${every} ${counts.tests === 1 ? "was" : "were"} skipped in ${formatDuration(run.seconds)}`;
	const good = counts.passed === counts.tests ? `${every} passed` : `${counts.passed} of ${all} passed`;
	const first = told.length === 0 ? good : told.map(([count, what], index) => `${count}${index === 0 ? ` of ${all}` : ""} ${what}`).join(", ");
	const rest = [...counts.skipped > 0 ? [`${counts.skipped} skipped`] : [], ...counts.flaky > 0 ? [`${counts.flaky} flaky`] : []];
	return [
		first,
		...rest,
		`in ${formatDuration(run.seconds)}`
	].join(rest.length === 0 && told.length < 2 ? " " : ", ");
}
const LONGEST_EVIDENCE = 160;
const LONGEST_ID = 120;
/** The first cause of a run that did not end well; null of one that did. */
function headlineCause(run) {
	const [group, ...others] = causeGroups(run.tests);
	const test = group?.tests[0];
	if (group === void 0 || test === void 0) return null;
	const alike = group.tests.length === 1 ? "" : ` and ${group.tests.length - 1} more`;
	const rest = others.length === 0 ? "" : `, and ${others.length} other cause${others.length === 1 ? "" : "s"}`;
	return {
		what: group.phase === null ? `${group.verdict} in` : `${group.verdict} in the ${placeOf(group.phase.name, group.phase.kind)} of`,
		test: shorten(oneLine(test.id), LONGEST_ID),
		alike,
		evidence: shorten(group.evidence, LONGEST_EVIDENCE),
		rest
	};
}
function placeOf(name, kind) {
	if (kind === "install") return "installation";
	return kind === "command" ? "command" : name === "boot" ? "boot" : `boot ${oneLine(name)}`;
}
/** As `headline`, with the cause: `2 of 12 tests failed in 4m 12s: kernel-panic in the boot of basic-uefi (VFS: Unable to mount root fs)`. */
function causeHeadline(run) {
	const cause = headlineCause(run);
	if (cause === null) return headline(run);
	const evidence = cause.evidence === "" ? "" : ` (${cause.evidence})`;
	return `${headline(run)}: ${cause.what} ${cause.test}${cause.alike}${evidence}${cause.rest}`;
}
/** What a list of tests says of one that needed several attempts: `flaky: passed at attempt 2, after qemu-failed`; empty of others. */
function attemptsText({ verdict, attempts, earlier = [] }) {
	if (attempts < 2) return [];
	const before = [...new Set(earlier.map((one) => one.verdict))].filter((one) => verdict === "passed" || one !== verdict).join(", ");
	const after = before === "" ? "" : `, after ${before}`;
	return [verdict === "passed" ? `flaky: passed at attempt ${attempts}${after}` : `${attempts} attempts${after}`];
}
export { headlineCause as a, headline as i, causeHeadline as n, counted as o, countTests as r, attemptsText as t };
