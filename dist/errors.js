// src/model/verdict.ts
/** How a phase or a test ended, where the system under test is what is judged. */
const SYSTEM_VERDICTS = [
	"passed",
	"check-failed",
	"install-failed",
	"install-timeout",
	"boot-timeout",
	"no-bootable-device",
	"bootloader-stuck",
	"initramfs-shell",
	"emergency-mode",
	"kernel-panic",
	"out-of-memory",
	"silent",
	"unexpected-reboot",
	"no-datasource",
	"collect-incomplete",
	"expected-failure",
	"unexpected-pass",
	"skipped",
	"missing"
];
/** How it ended where the host let us down. */
const HOST_VERDICTS = [
	"kvm-unusable",
	"qemu-failed",
	"image-unavailable",
	"image-corrupt",
	"disk-full",
	"host-overloaded"
];
const VERDICTS = [
	...SYSTEM_VERDICTS,
	...HOST_VERDICTS,
	"cancelled"
];
function faultOf(verdict) {
	if (verdict === "passed" || verdict === "skipped" || verdict === "expected-failure") return "none";
	if (verdict === "cancelled") return "cancelled";
	return HOST_VERDICTS.includes(verdict) ? "host" : "system";
}
const EXIT = {
	passed: 0,
	failed: 1,
	usage: 2,
	host: 3,
	cancelled: 130,
	terminated: 143
};
/** The exit code of one verdict. */
function exitCodeOf(verdict) {
	return {
		none: EXIT.passed,
		system: EXIT.failed,
		host: EXIT.host,
		cancelled: EXIT.cancelled
	}[faultOf(verdict)];
}
/** The exit code of several: usage before cancellation before the system's failures before the host's. */
function worstExitCode(codes) {
	for (const code of [
		EXIT.usage,
		EXIT.cancelled,
		EXIT.terminated,
		EXIT.failed,
		EXIT.host
	]) if (codes.includes(code)) return code;
	return EXIT.passed;
}
// src/model/errors.ts
/** The stable codes of what can go wrong before or around a test; with a verdict where `run` ends a test with it. */
const ERROR_CODES = {
	VMTEST_USAGE: void 0,
	VMTEST_SUITE_NOT_FOUND: void 0,
	VMTEST_SUITE_INVALID: void 0,
	VMTEST_CONFIG_INVALID: void 0,
	VMTEST_PLAN_INVALID: void 0,
	VMTEST_SELECT_EMPTY: void 0,
	VMTEST_NO_TESTS: void 0,
	VMTEST_TOPDIR_NOT_EMPTY: void 0,
	VMTEST_TOPDIR_UNUSABLE: void 0,
	VMTEST_IMAGE_UNAVAILABLE: "image-unavailable",
	VMTEST_IMAGE_CORRUPT: "image-corrupt",
	VMTEST_IMAGE_NOT_FOUND: "image-unavailable",
	VMTEST_IMAGE_STORE_BUSY: "image-unavailable",
	VMTEST_LOCK_FILE_INVALID: void 0,
	VMTEST_DOWNLOAD_FAILED: "image-unavailable",
	VMTEST_DOWNLOAD_REFUSED: "image-unavailable",
	VMTEST_DOWNLOAD_REDIRECT: "image-unavailable",
	VMTEST_DOWNLOAD_STALLED: "image-unavailable",
	VMTEST_DOWNLOAD_SLOW: "image-unavailable",
	VMTEST_DOWNLOAD_TRUNCATED: "image-unavailable",
	VMTEST_DOWNLOAD_SIZE: "image-corrupt",
	VMTEST_DOWNLOAD_DIGEST: "image-corrupt",
	VMTEST_KEYRING_INVALID: "image-unavailable",
	VMTEST_SIGNATURE_MISSING: "image-corrupt",
	VMTEST_SIGNATURE_WRONG: "image-corrupt",
	VMTEST_SIGNATURE_KEY_UNKNOWN: "image-corrupt",
	VMTEST_SIGNATURE_EXPIRED: "image-corrupt",
	VMTEST_STREAM_INVALID: "image-corrupt",
	VMTEST_STREAM_FORMAT: "image-corrupt",
	VMTEST_STREAM_PATH: "image-corrupt",
	VMTEST_STREAM_TOO_LARGE: "image-corrupt",
	VMTEST_STREAM_TOO_DEEP: "image-corrupt",
	VMTEST_STREAM_DUPLICATE_KEY: "image-corrupt",
	VMTEST_KVM_UNUSABLE: "kvm-unusable",
	VMTEST_QEMU_MISSING: "qemu-failed",
	VMTEST_QEMU_FAILED: "qemu-failed",
	VMTEST_FIRMWARE_MISSING: "qemu-failed",
	VMTEST_TOOL_MISSING: "qemu-failed",
	VMTEST_ISCSI_FAILED: "qemu-failed",
	VMTEST_BRIDGE_UNUSABLE: "qemu-failed",
	VMTEST_REPLAY_NOT_FOUND: void 0,
	VMTEST_REPLAY_NOT_KEPT: void 0,
	VMTEST_REPLAY_REFUSED: void 0,
	VMTEST_ARTIFACT_INVALID: void 0,
	VMTEST_ARTIFACT_DIGEST: void 0,
	VMTEST_ARTIFACT_EXPIRED: void 0,
	VMTEST_ARTIFACT_NOT_FOUND: void 0,
	VMTEST_WORKFLOW_RUN_NOT_FOUND: void 0,
	VMTEST_TOKEN_MISSING: void 0,
	VMTEST_TOKEN_REFUSED: void 0,
	VMTEST_GITHUB_FAILED: void 0,
	VMTEST_DISK_FULL: "disk-full",
	VMTEST_CANCELLED: "cancelled",
	VMTEST_INTERNAL: "qemu-failed"
};
/** The ids of the tests that a problem concerns; none where it is no test's. */
function testsOf({ test, tests }) {
	return tests ?? (test === void 0 ? [] : [test]);
}
/** `FILE:LINE:COLUMN: message (hint)`, the one-line form of a problem. */
function formatProblem(problem) {
	const where = problem.place === void 0 ? "" : `${problem.place.file}:${problem.place.line}:${problem.place.column}: `;
	const [first, ...others] = testsOf(problem);
	const test = first === void 0 ? "" : `${first}${others.length === 0 ? "" : ` and ${others.length} more`}: `;
	const hint = problem.hint === void 0 ? "" : ` (${problem.hint})`;
	return `${where}${test}${problem.message}${hint}`;
}
/** Every error that vmtest raises on purpose. Anything else that is thrown is a bug of ours. */
var VmtestError = class extends Error {
	name = "VmtestError";
	code;
	hint;
	/** All the problems, where there are several. */
	problems;
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.code = code;
		this.hint = options.hint;
		this.problems = options.problems ?? [];
	}
	/** The verdict of a test that this error ends; undefined for a mistake of the user's. */
	get verdict() {
		return ERROR_CODES[this.code];
	}
	/** The exit code of a command that this error ends. */
	get exitCode() {
		return this.verdict === void 0 ? EXIT.usage : exitCodeOf(this.verdict);
	}
};
/** One error of several problems; its message is the first, with the number of the others. */
function problemsError(problems) {
	const errors = problems.filter((problem) => problem.severity === "error");
	const first = errors[0];
	return new VmtestError(first.code, errors.map(formatProblem).join("\n"), { problems });
}
export { SYSTEM_VERDICTS as a, faultOf as c, EXIT as i, worstExitCode as l, problemsError as n, VERDICTS as o, testsOf as r, exitCodeOf as s, VmtestError as t };
