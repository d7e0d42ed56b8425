// src/model/files.ts
/** The names under a test's folder. `BOOT` stands for a boot's file prefix: `boot`, or `boot-NAME` where a test has several. */
const FOLDERS = {
	boot: "boot",
	collect: "collect",
	disks: "disks",
	install: "install",
	logs: "logs"
};
/** Below it, by its number, what is kept of each attempt before the last: `attempts/1/logs`. */
const ATTEMPTS_FOLDER = "attempts";
const RESULT_FILE = "result.json";
const REPLAY_FILE = "replay.json";
const EVENTS_FILE = "logs/events.jsonl";
/** All disks of a test in one sparse tar, where they were to be packed. */
const DISKS_TAR = "disks/disks.tar";
/** Written by a run beside its tests' folders. */
const RUN_RESULT_FILE = "result.json";
const JUNIT_FILE = "junit.xml";
/** In the guest's tar: the record that proves that it is whole. */
const COMPLETE_FILE = ".vmtest/complete.json";
/** The serials of the harness's own disks: `/dev/disk/by-id/virtio-SERIAL` in the guest. */
const SERIALS = {
	output: "vmtest-output",
	seed: "vmtest-seed",
	root: "vmtest-root",
	target: "vmtest-target"
};
/** The virtio-serial port of guest events: `/dev/virtio-ports/org.vmtest.events`. */
const EVENTS_PORT = "org.vmtest.events";
/** What a curtin configuration says where an iSCSI disk is meant: the first for the first disk, and so on. The original's word. */
const ISCSI_PLACEHOLDER = "__RFC4173__";
/** What the tgt daemon of a test said. */
const TGT_LOG = "logs/tgtd.log";
/** The size of the output disk, in bytes (sparse). */
const OUTPUT_DISK_BYTES = 4 * 2 ** 30;
/** A phase's evidence files under the test's folder, by the phase's file prefix (`install`, `boot`, `boot-NAME`). */
function phaseFiles(prefix) {
	return {
		console: `logs/${prefix}-console.log`,
		firmware: `logs/${prefix}-firmware.log`,
		qemuLog: `logs/${prefix}-qemu.log`,
		qemuScript: `logs/qemu-${prefix}.sh`,
		screenText: `logs/${prefix}-screen.txt`,
		screenshot: `logs/${prefix}-screen.png`,
		registers: `logs/${prefix}-registers.txt`
	};
}
export { EVENTS_PORT as a, JUNIT_FILE as c, RESULT_FILE as d, RUN_RESULT_FILE as f, phaseFiles as h, EVENTS_FILE as i, OUTPUT_DISK_BYTES as l, TGT_LOG as m, COMPLETE_FILE as n, FOLDERS as o, SERIALS as p, DISKS_TAR as r, ISCSI_PLACEHOLDER as s, ATTEMPTS_FOLDER as t, REPLAY_FILE as u };
