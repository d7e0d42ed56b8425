import type { EarlierAttempt, Finding, PhaseResult, RunResult, TestResult } from '../../src/model/result.ts';

const START = 1_795_342_210.25;

export function phaseResult(changes: Partial<PhaseResult> = {}): PhaseResult {
  const name = changes.name ?? 'boot';
  return {
    name,
    kind: name === 'install' ? 'install' : 'boot',
    verdict: 'passed',
    cause: '',
    excerpts: [],
    startedAt: START,
    seconds: 37.0214,
    qemuSeconds: 36.9,
    consoleLog: `logs/${name}-console.log`,
    ...changes,
  };
}

export function finding(name: string, changes: Partial<Finding> = {}): Finding {
  return {
    name,
    verdict: 'passed',
    message: '',
    phase: 'boot',
    seconds: 0.00123,
    place: { file: '/project/suite/vmtest.yaml', line: 31, column: 9 },
    ...changes,
  };
}

export function testResult(id: string, changes: Partial<TestResult> = {}): TestResult {
  return {
    version: 1,
    id,
    slug: id.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/-$/, ''),
    name: id.split('[', 1)[0] as string,
    axes: { 'machine.firmware': 'uefi' },
    verdict: 'passed',
    cause: '',
    hint: null,
    reason: null,
    startedAt: START,
    seconds: 55.61789,
    phases: [phaseResult({ name: 'install', seconds: 18.4 }), phaseResult()],
    checks: [finding('fstab'), finding('packages')],
    attempts: 1,
    kept: [],
    folder: null,
    place: { file: '/project/suite/vmtest.yaml', line: 12, column: 3 },
    tool: { vmtest: '0.1.0', node: 'v24.21.0' },
    qemu: { version: '7.2.22', accel: 'tcg', machineType: 'pc', cpu: 'qemu64' },
    image: { name: 'bookworm', version: 'bookworm-0123456789abcdef', digests: {} },
    target: { name: 'noble', version: null, digests: {} },
    ...changes,
  };
}

export function runResult(tests: readonly TestResult[], changes: Partial<RunResult> = {}): RunResult {
  return { version: 1, startedAt: START, seconds: 124.5, topdir: '/var/tmp/vmtest-20261122T101010', exitCode: 1, tests, ...changes };
}

const FOLDER = '/var/tmp/vmtest-20261122T101010/basic-uefi';
const KEPT = [
  { path: 'collect', bytes: 52_000, sha256: null },
  { path: 'disks', bytes: 1_288_490_188, sha256: null },
  { path: 'logs', bytes: 91_000, sha256: null },
] as const;

/** An attempt that the host ended, before the one that counts. */
const EARLIER: EarlierAttempt = {
  verdict: 'qemu-failed',
  cause: 'boot: QEMU ended by itself',
  startedAt: START - 60,
  seconds: 12.5,
  phases: [
    phaseResult({
      verdict: 'qemu-failed',
      cause: 'QEMU ended by itself',
      excerpts: [{ file: 'attempts/1/logs/boot-qemu.log', line: 1, text: 'qemu: <no> ]]> ::error::' }],
      consoleLog: 'attempts/1/logs/boot-console.log',
    }),
  ],
};

/** One test of each way to end. */
export const EVERY_ENDING: readonly TestResult[] = [
  testResult('basic[firmware=bios]'),
  testResult('basic[firmware=uefi]', {
    verdict: 'check-failed',
    cause: 'fstab: collect/fstab:3 has LABEL=data on /srv, and collect/proc_mounts has nothing mounted there (and 1 more)',
    folder: FOLDER,
    kept: KEPT,
    checks: [
      finding('fstab', {
        verdict: 'failed',
        message: 'collect/fstab:3 has LABEL=data on /srv, and collect/proc_mounts has nothing mounted there',
      }),
      finding('packages'),
      finding('run pytest verify', {
        verdict: 'failed',
        message: 'ended with status 1:\n1 failed',
        seconds: 2.5,
        output: 'collected 3 items\n1 failed',
        cases: [
          finding('test_disk'),
          finding('test_net', { verdict: 'failed', message: 'no route' }),
          finding('test_tpm', { verdict: 'skipped', message: 'no TPM' }),
        ],
      }),
    ],
  }),
  testResult('panic', {
    verdict: 'kernel-panic',
    cause: 'boot: the kernel panicked: it could not mount the root file system',
    hint: 'look at the root= of the kernel command line',
    folder: '/var/tmp/vmtest 1/panic',
    kept: KEPT,
    phases: [
      phaseResult({ name: 'install' }),
      phaseResult({
        verdict: 'kernel-panic',
        cause: 'the kernel panicked: it could not mount the root file system',
        excerpts: [
          {
            file: 'logs/boot-console.log',
            line: 411,
            text: '[    1.93] VFS: Cannot open root device "LABEL=root" or unknown-block(0,0): error -6',
          },
          {
            file: 'logs/boot-console.log',
            line: 412,
            text: '[    1.94] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
          },
        ],
      }),
    ],
    checks: [],
  }),
  testResult('kvm', {
    verdict: 'kvm-unusable',
    cause: 'KVM opens here but runs no guest',
    hint: 'use --accel tcg',
    phases: [],
    checks: [],
    seconds: 0,
  }),
  testResult('later', {
    verdict: 'skipped',
    cause: '',
    reason: 'until 2027-03-01: the installer has a bug',
    phases: [],
    checks: [],
    seconds: 0,
  }),
  testResult('broken', {
    verdict: 'expected-failure',
    cause: 'install: the installer ended with status 1',
    reason: 'it must refuse a disk that is too small',
    phases: [phaseResult({ name: 'install', verdict: 'install-failed', cause: 'the installer ended with status 1' })],
    checks: [],
  }),
  testResult('fixed', { verdict: 'unexpected-pass', cause: 'it passed, and install-failed was expected' }),
  testResult('stopped', {
    verdict: 'cancelled',
    cause: 'the run was cancelled',
    phases: [phaseResult({ name: 'install', verdict: 'cancelled', cause: 'the run was cancelled' })],
    checks: [],
  }),
  testResult('gone', { verdict: 'missing', cause: 'its shard left no result', phases: [], checks: [], seconds: 0 }),
  testResult('flaky', { attempts: 3, earlier: [EARLIER, { ...EARLIER, verdict: 'kernel-panic', cause: 'boot: the kernel panicked' }] }),
];

/** A test that the host ended at its last attempt too. */
export const NEVER: TestResult = testResult('never', {
  verdict: 'qemu-failed',
  cause: 'boot: QEMU ended by itself',
  phases: [phaseResult({ verdict: 'qemu-failed', cause: 'QEMU ended by itself' })],
  checks: [],
  attempts: 2,
  earlier: [EARLIER],
});
