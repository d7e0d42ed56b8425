/** The names under a test's folder. `BOOT` stands for a boot's file prefix: `boot`, or `boot-NAME` where a test has several. */
export const FOLDERS = { boot: 'boot', collect: 'collect', disks: 'disks', install: 'install', logs: 'logs' } as const;

/** Below it, by its number, what is kept of each attempt before the last: `attempts/1/logs`. */
export const ATTEMPTS_FOLDER = 'attempts';

export const RESULT_FILE = 'result.json';
export const REPLAY_FILE = 'replay.json';
export const EVENTS_FILE = 'logs/events.jsonl';
/** All disks of a test in one sparse tar, where they were to be packed. */
export const DISKS_TAR = 'disks/disks.tar';
/** Written by a run beside its tests' folders. */
export const RUN_RESULT_FILE = 'result.json';
export const JUNIT_FILE = 'junit.xml';

/** In the guest's tar: the record that proves that it is whole. */
export const COMPLETE_FILE = '.vmtest/complete.json';

/** The serials of the harness's own disks: `/dev/disk/by-id/virtio-SERIAL` in the guest. */
export const SERIALS = { output: 'vmtest-output', seed: 'vmtest-seed', root: 'vmtest-root', target: 'vmtest-target' } as const;

/** The virtio-serial port of guest events: `/dev/virtio-ports/org.vmtest.events`. */
export const EVENTS_PORT = 'org.vmtest.events';

/** What a curtin configuration says where an iSCSI disk is meant: the first for the first disk, and so on. The original's word. */
export const ISCSI_PLACEHOLDER = '__RFC4173__';

/** What the tgt daemon of a test said. */
export const TGT_LOG = 'logs/tgtd.log';

/** The size of the output disk, in bytes (sparse). */
export const OUTPUT_DISK_BYTES = 4 * 2 ** 30;

/** A phase's evidence files under the test's folder, by the phase's file prefix (`install`, `boot`, `boot-NAME`). */
export function phaseFiles(prefix: string) {
  return {
    console: `logs/${prefix}-console.log`,
    firmware: `logs/${prefix}-firmware.log`,
    qemuLog: `logs/${prefix}-qemu.log`,
    qemuScript: `logs/qemu-${prefix}.sh`,
    screenText: `logs/${prefix}-screen.txt`,
    screenshot: `logs/${prefix}-screen.png`,
    registers: `logs/${prefix}-registers.txt`,
  } as const;
}
