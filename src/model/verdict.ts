/** How a phase or a test ended, where the system under test is what is judged. */
export const SYSTEM_VERDICTS = [
  'passed',
  'check-failed',
  'install-failed',
  'install-timeout',
  'boot-timeout',
  'no-bootable-device',
  'bootloader-stuck',
  'initramfs-shell',
  'emergency-mode',
  'kernel-panic',
  'out-of-memory',
  'silent',
  'unexpected-reboot',
  'no-datasource',
  'collect-incomplete',
  'expected-failure',
  'unexpected-pass',
  'skipped',
  'missing',
] as const;

/** How it ended where the host let us down. */
export const HOST_VERDICTS = ['kvm-unusable', 'qemu-failed', 'image-unavailable', 'image-corrupt', 'disk-full', 'host-overloaded'] as const;

export type SystemVerdict = (typeof SYSTEM_VERDICTS)[number];
export type HostVerdict = (typeof HOST_VERDICTS)[number];
export type Verdict = SystemVerdict | HostVerdict | 'cancelled';
export const VERDICTS: readonly Verdict[] = [...SYSTEM_VERDICTS, ...HOST_VERDICTS, 'cancelled'];

/** Whose verdict it is: nobody's fault, the system's under test, the host's, or the user's own stop. */
export type Fault = 'none' | 'system' | 'host' | 'cancelled';

export function faultOf(verdict: Verdict): Fault {
  if (verdict === 'passed' || verdict === 'skipped' || verdict === 'expected-failure') return 'none';
  if (verdict === 'cancelled') return 'cancelled';
  return (HOST_VERDICTS as readonly string[]).includes(verdict) ? 'host' : 'system';
}

export const EXIT = { passed: 0, failed: 1, usage: 2, host: 3, cancelled: 130, terminated: 143 } as const;

/** The exit code of one verdict. */
export function exitCodeOf(verdict: Verdict): number {
  return { none: EXIT.passed, system: EXIT.failed, host: EXIT.host, cancelled: EXIT.cancelled }[faultOf(verdict)];
}

/** The exit code of several: usage before cancellation before the system's failures before the host's. */
export function worstExitCode(codes: readonly number[]): number {
  for (const code of [EXIT.usage, EXIT.cancelled, EXIT.terminated, EXIT.failed, EXIT.host]) if (codes.includes(code)) return code;
  return EXIT.passed;
}
