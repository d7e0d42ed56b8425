import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ending, excerptsOf, judgeEnding } from '../../src/evidence/ending.ts';
import { RULES } from '../../src/evidence/rules.ts';
import type { Hit } from '../../src/evidence/scan.ts';

const hit = (id: string): Hit => {
  const rule = RULES.find((candidate) => candidate.id === id);
  assert.ok(rule !== undefined);
  return { rule, channel: 'console', line: 3, text: rule.excerpt };
};

const CASES: [Ending, 'install' | 'boot', string[], string | null][] = [
  [{ kind: 'power-off' }, 'install', [], null],
  [{ kind: 'power-off' }, 'boot', ['out-of-memory'], null],
  [{ kind: 'reboot', resets: 1 }, 'install', [], null],
  [{ kind: 'reset', resets: 1 }, 'boot', [], 'unexpected-reboot'],
  [{ kind: 'reset', resets: 1 }, 'boot', ['out-of-memory'], 'out-of-memory'],
  [{ kind: 'rule', hit: hit('kernel-panic') }, 'boot', ['kernel-panic'], 'kernel-panic'],
  [{ kind: 'panic', information: '' }, 'install', [], 'kernel-panic'],
  [{ kind: 'deadline', seconds: 300, lag: 0 }, 'install', [], 'install-timeout'],
  [{ kind: 'deadline', seconds: 300, lag: 0 }, 'boot', [], 'boot-timeout'],
  [{ kind: 'deadline', seconds: 300, lag: 200 }, 'boot', [], 'host-overloaded'],
  [{ kind: 'deadline', seconds: 300, lag: 0 }, 'boot', ['grub-error'], 'bootloader-stuck'],
  [{ kind: 'deadline', seconds: 300, lag: 0 }, 'boot', ['hung-task'], 'boot-timeout'],
  [{ kind: 'silent', seconds: 180, spinning: true, screen: null }, 'boot', [], 'silent'],
  [{ kind: 'disk-full', device: 'disk0' }, 'install', ['out-of-memory'], 'disk-full'],
  [{ kind: 'cancelled' }, 'boot', ['grub-error'], 'cancelled'],
  [{ kind: 'qemu-exit', how: 'QEMU was ended by SIGSEGV', output: '' }, 'boot', [], 'qemu-failed'],
];

for (const [ending, kind, hits, verdict] of CASES) {
  test(`${ending.kind} of ${kind} after [${hits}] is ${verdict ?? 'left to the record'}`, () => {
    assert.equal(judgeEnding(ending, kind, hits.map(hit)).verdict, verdict);
  });
}

test('a silence says what the processor did and what the screen shows', () => {
  const { cause } = judgeEnding({ kind: 'silent', seconds: 180, spinning: true, screen: 'GNU GRUB\n\nPress any key\n' }, 'boot', []);
  assert.match(cause, /3m 00s while its processor was busy \(spinning\); its screen ends with "Press any key"/);
});

test('what the firmware said is cited from its log, line by line, without what it says to itself', () => {
  const rule = RULES.find(({ id }) => id === 'bios-not-a-boot-disk');
  assert.ok(rule !== undefined);
  const met: Hit = { rule, channel: 'firmware', line: 215, text: rule.excerpt };
  const around = () => 'Boot failed: not a bootable disk\n\nenter handle_18:\n  NULL\nNo bootable device.';
  const files = { console: 'logs/boot-console.log', firmware: 'logs/boot-firmware.log' };
  assert.deepEqual(excerptsOf({ kind: 'rule', hit: met }, [met], around, [], files), [
    { file: 'logs/boot-firmware.log', line: 215, text: 'Boot failed: not a bootable disk' },
    { file: 'logs/boot-firmware.log', line: 219, text: 'No bootable device.' },
  ]);
});
