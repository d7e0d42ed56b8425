import type { Verdict } from '../model/verdict.ts';

/** Where a rule listens. `screen` is the VGA text screen. */
export type Channel = 'console' | 'firmware' | 'screen';

/**
 * What a line of a guest's output means.
 * `fatal` ends the phase; `error` explains a failure without causing one; `note` is worth showing; `noise` is no progress.
 */
export interface Rule {
  readonly id: string;
  readonly severity: 'fatal' | 'error' | 'note' | 'noise';
  readonly verdict: Verdict | null;
  readonly channels: readonly Channel[];
  readonly pattern: RegExp;
  /** A prompt has no newline after it: the rule is tried on an unfinished line too. */
  readonly prompt?: true;
  /** What it means, for people: the cause of the verdict. */
  readonly meaning: string;
  /** A real line that must match, and a near miss that must not. */
  readonly excerpt: string;
  readonly nearMiss: string;
}

const SERIAL: readonly Channel[] = ['console'];
const BOTH: readonly Channel[] = ['console', 'screen'];

/** The rules, in order: the first that matches a line decides it. */
export const RULES: readonly Rule[] = [
  {
    id: 'memory-deadlock',
    severity: 'fatal',
    verdict: 'out-of-memory',
    channels: BOTH,
    pattern: /Kernel panic - not syncing: (?:System is deadlocked on memory|Out of memory)/,
    meaning: 'the kernel ran out of memory and gave up',
    excerpt: '[    3.112233] Kernel panic - not syncing: System is deadlocked on memory',
    nearMiss: '[    3.112233] Out of memory: Killed process 87 (tar)',
  },
  {
    id: 'no-root-device',
    severity: 'fatal',
    verdict: 'kernel-panic',
    channels: BOTH,
    pattern: /Kernel panic - not syncing: VFS: Unable to mount root fs/,
    meaning: 'the kernel found no root file system',
    excerpt: '[    1.950000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
    nearMiss: '[    1.940000] VFS: Cannot open root device "sda1" or unknown-block(0,0): error -6',
  },
  {
    id: 'kernel-panic',
    severity: 'fatal',
    verdict: 'kernel-panic',
    channels: BOTH,
    pattern: /(?:^|\] )Kernel panic - not syncing/,
    meaning: 'the kernel panicked',
    excerpt: '[    4.013201] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100',
    nearMiss: 'test_panic: expects "Kernel panic - not syncing" in the log',
  },
  {
    id: 'initramfs-prompt',
    severity: 'fatal',
    verdict: 'initramfs-shell',
    channels: BOTH,
    pattern: /^\(initramfs\)\s*$/,
    prompt: true,
    meaning: 'the initramfs stopped at its shell: it did not find the root file system',
    excerpt: '(initramfs) ',
    nearMiss: 'Begin: Running /scripts/local-premount (initramfs) ... done.',
  },
  {
    id: 'initramfs-no-root',
    severity: 'fatal',
    verdict: 'initramfs-shell',
    channels: BOTH,
    pattern: /^ALERT!\s+\S+ does not exist\.\s+Dropping to a shell!/,
    meaning: 'the initramfs did not find the root file system',
    excerpt: 'ALERT!  UUID=4cd98c5c-7761-4179 does not exist.  Dropping to a shell!',
    nearMiss: 'Warning: /dev/disk/by-label/root does not exist',
  },
  {
    id: 'dracut-shell',
    severity: 'fatal',
    verdict: 'initramfs-shell',
    channels: BOTH,
    pattern: /^dracut:\/#\s*$|dracut: FATAL: /,
    prompt: true,
    meaning: 'dracut stopped at its shell',
    excerpt: 'dracut:/# ',
    nearMiss: 'dracut: Mounted root filesystem /dev/vda1',
  },
  {
    id: 'emergency-mode',
    severity: 'fatal',
    verdict: 'emergency-mode',
    channels: BOTH,
    pattern: /^You are in (?:emergency|rescue) mode\b|Reached target (?:emergency\.target|.*Emergency Mode)/,
    meaning: 'systemd stopped in emergency mode',
    excerpt: 'You are in emergency mode. After logging in, type "journalctl -xb" to view',
    nearMiss: 'systemd[1]: emergency.service: unit file masked',
  },
  {
    id: 'grub-prompt',
    severity: 'fatal',
    verdict: 'bootloader-stuck',
    channels: BOTH,
    pattern: /^grub(?: rescue)?>\s*$/,
    prompt: true,
    meaning: 'GRUB stopped at its prompt',
    excerpt: 'grub rescue> ',
    nearMiss: 'Setting up grub-pc (2.06-13) ...',
  },
  {
    id: 'grub-error',
    severity: 'error',
    verdict: 'bootloader-stuck',
    channels: BOTH,
    pattern: /^error: (?:no such (?:device|partition)|unknown filesystem|file `[^']+' not found|disk `[^']+' not found)/,
    meaning: 'GRUB did not find what it boots from',
    excerpt: 'error: no such device: 4cd98c5c-7761-4179.',
    nearMiss: 'tar: error: no such device',
  },
  {
    id: 'syslinux-prompt',
    severity: 'fatal',
    verdict: 'bootloader-stuck',
    channels: BOTH,
    pattern: /^boot:\s*$|No DEFAULT or UI configuration directive found!/,
    prompt: true,
    meaning: 'SYSLINUX stopped at its prompt',
    excerpt: 'No DEFAULT or UI configuration directive found!',
    nearMiss: 'Mounting boot: done',
  },
  {
    id: 'bios-no-bootable-device',
    severity: 'fatal',
    verdict: 'no-bootable-device',
    channels: ['console', 'firmware', 'screen'],
    pattern: /^No bootable device\./,
    meaning: 'the firmware found nothing to boot',
    excerpt: 'No bootable device.',
    nearMiss: 'Booting from Hard Disk...',
  },
  {
    id: 'bios-not-a-boot-disk',
    severity: 'fatal',
    verdict: 'no-bootable-device',
    channels: ['console', 'firmware', 'screen'],
    pattern: /^Boot failed: not a bootable disk$|^(?:Missing operating system|MBR error|Operating system (?:not found|load error))/,
    meaning: 'the disk has no boot loader that the firmware could start',
    excerpt: 'Missing operating system.',
    nearMiss: 'Boot failed: could not read the boot disk',
  },
  {
    id: 'uefi-shell',
    severity: 'fatal',
    verdict: 'no-bootable-device',
    channels: BOTH,
    pattern: /^UEFI Interactive Shell v|^Shell>\s*$/,
    prompt: true,
    meaning: 'the UEFI firmware found nothing to boot and went to its shell',
    excerpt: 'UEFI Interactive Shell v2.2',
    nearMiss: 'BdsDxe: loading Boot0001 "EFI Internal Shell"',
  },
  {
    id: 'uefi-no-boot-option',
    severity: 'fatal',
    verdict: 'no-bootable-device',
    channels: BOTH,
    pattern: /^BdsDxe: No bootable option or device was found/,
    meaning: 'the UEFI firmware found nothing to boot',
    excerpt: 'BdsDxe: No bootable option or device was found.',
    nearMiss: 'BdsDxe: failed to load Boot0002 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x5,0x0): Not Found',
  },
  {
    id: 'no-datasource',
    severity: 'fatal',
    verdict: 'no-datasource',
    channels: SERIAL,
    pattern: /cloud-init.*(?:DataSourceNone|[Uu]sed fallback datasource|Datasource DataSourceNone)/,
    meaning: 'cloud-init found no seed and will run nothing',
    excerpt:
      '[   72.1] cloud-init[410]: Cloud-init v. 22.4.2 finished at Sun, 22 Nov 2026 10:00:00 +0000. Datasource DataSourceNone.  Up 72.05 seconds',
    nearMiss:
      'cloud-init[410]: Cloud-init v. 22.4.2 finished at Sun, 22 Nov 2026 10:00:00 +0000. Datasource DataSourceNoCloud [seed=/dev/vdz].',
  },
  {
    id: 'out-of-memory',
    severity: 'error',
    verdict: 'out-of-memory',
    channels: SERIAL,
    pattern: /(?:^|\] )Out of memory: Killed process/,
    meaning: 'the kernel killed a process because memory ran out',
    excerpt: '[   31.441] Out of memory: Killed process 412 (unsquashfs) total-vm:980124kB, anon-rss:812004kB',
    nearMiss: 'curtin: Out of memory is not handled',
  },
  {
    id: 'hung-task',
    severity: 'error',
    verdict: null,
    channels: SERIAL,
    pattern: /INFO: task .* blocked for more than \d+ seconds\./,
    meaning: 'a task of the guest hung',
    excerpt: '[  242.650] INFO: task jbd2/vda1-8:231 blocked for more than 120 seconds.',
    nearMiss: '[  242.650] INFO: task finished',
  },
  {
    id: 'soft-lockup',
    severity: 'error',
    verdict: null,
    channels: SERIAL,
    pattern: /watchdog: BUG: soft lockup - CPU#\d+ stuck for/,
    meaning: 'a processor of the guest was stuck',
    excerpt: '[   88.010] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [tar:301]',
    nearMiss: '[    0.301] watchdog: Delayed init of the lockup detector',
  },
  {
    id: 'kernel-oops',
    severity: 'error',
    verdict: null,
    channels: SERIAL,
    pattern: /\] (?:BUG: |Oops: |general protection fault)/,
    meaning: 'the kernel reported a fault of its own',
    excerpt: '[   12.004] BUG: kernel NULL pointer dereference, address: 0000000000000008',
    nearMiss: 'see https://bugs.debian.org/ for BUG: reports',
  },
  {
    id: 'disk-error',
    severity: 'error',
    verdict: null,
    channels: SERIAL,
    pattern: /I\/O error, dev \S+, sector \d+/,
    meaning: 'a disk of the guest failed to read or write',
    excerpt: '[   15.2] I/O error, dev vda, sector 2048 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2',
    nearMiss: '[   15.2] Buffered data written',
  },
  {
    id: 'user-script-failed',
    severity: 'error',
    verdict: null,
    channels: SERIAL,
    pattern: /Failed to run module scripts-user|Failed running \/var\/lib\/cloud\/instance\/scripts\//,
    meaning: 'cloud-init reports that a script of the seed failed',
    excerpt:
      'cloud-init[610]: 2026-11-22 10:00:00,000 - cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)',
    nearMiss: 'cloud-init[610]: running module scripts-user',
  },
  {
    id: 'unit-failed',
    severity: 'note',
    verdict: null,
    channels: SERIAL,
    pattern: /\[FAILED\] Failed to start /,
    meaning: 'a unit of the guest failed to start',
    excerpt: '[FAILED] Failed to start systemd-modules-load.service - Load Kernel Modules.',
    nearMiss: '[  OK  ] Started cron.service - Regular background program processing daemon.',
  },
  {
    id: 'guest-clock-noise',
    severity: 'noise',
    verdict: null,
    channels: SERIAL,
    pattern: /clocksource: (?:timekeeping watchdog|Long readout interval)|A start job is running for|random: crng/,
    meaning: 'repeats while nothing goes forward',
    excerpt: '[*     ] A start job is running for /dev/disk/by-label/data (12s / 1min 30s)',
    nearMiss: '[  OK  ] Reached target network.target - Network.',
  },
];
