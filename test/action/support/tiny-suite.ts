import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tinyDisk, tinyImage, tinyInstall } from '../../support/tiny.ts';

/** Boots the tiny kernel and collects one file: the cheapest machine. */
const BOOT = { boot: { collect: ['echo 42 > answer'] }, checks: [{ file: 'answer', equals: '42' }] } as const;
const INSTALL = { install: { script: 'install.sh', target: 'target' } } as const;

/** Tests by how they end. All but those with `install` in their name only boot. */
export const OUTCOMES = {
  pass: BOOT,
  /** Its check asks for another word than the guest wrote. What it wrote to its disk is kept. */
  check: {
    boot: { collect: ['echo 41 > answer', 'echo written by the guest > /dev/disk/by-id/virtio-system; sync'] },
    checks: [{ file: 'answer', equals: '42' }],
  },
  panic: { boot: { runcmd: ['echo 1 > /proc/sys/kernel/sysrq', 'echo c > /proc/sysrq-trigger'] } },
  /** Says nothing until its deadline, an hour; `hanging` is on its console before. */
  hang: { timeouts: { boot: '1h', silence: '1h' }, boot: { runcmd: ['echo hanging > /dev/console; sleep 100000'] } },
  /** Installs a system to its disk and boots it. */
  'install-pass': { ...INSTALL, ...BOOT },
  'install-fail': { install: { script: 'fail.sh', target: 'target' }, boot: {} },
  /** `hanging` is on the console of its installation. */
  'install-hang': { timeouts: { install: '1h', silence: '1h' }, install: { script: 'hang.sh', target: 'target' }, boot: {} },
} as const;

export type Outcome = keyof typeof OUTCOMES;

export interface TinySuite {
  /** By name: one of the outcomes, or a test as a suite has it. */
  readonly tests: Readonly<Record<string, Outcome | Readonly<Record<string, unknown>>>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly images?: Readonly<Record<string, unknown>>;
  /** More files of the checkout. */
  readonly files?: Readonly<Record<string, string>>;
  /** The suite's path in the checkout; default vmtest.yaml. */
  readonly path?: string;
}

/**
 * Writes a checkout with a suite of tiny machines: JSON with an indent of two, which is YAML with a place for each value. Its image `tiny` boots the
 * kernel itself, `target` is what the install scripts beside it bring to the disk `system`.
 */
export async function tinySuite(folder: string, given: TinySuite): Promise<void> {
  const [image, disk] = await Promise.all([tinyImage(), tinyDisk()]);
  const images = { tiny: { files: { ...image } }, target: { files: { 'root-tar': disk } }, ...given.images };
  const machine = { memory: '128M', disks: [{ size: '64M', serial: 'system' }] };
  // No test may end by a deadline because its host is busy.
  const defaults = { image: 'tiny', machine, timeouts: { install: '5m', boot: '5m', silence: '5m' }, ...given.defaults };
  const tests = Object.fromEntries(Object.entries(given.tests).map(([name, one]) => [name, typeof one === 'string' ? OUTCOMES[one] : one]));
  const path = given.path ?? 'vmtest.yaml';
  const files = {
    [join(dirname(path), 'install.sh')]: tinyInstall('system'),
    [join(dirname(path), 'fail.sh')]: 'echo "install: no space for /boot" > /dev/console\nexit 3\n',
    [join(dirname(path), 'hang.sh')]: 'echo hanging > /dev/console\nsleep 100000\n',
    [path]: JSON.stringify({ version: 1, images, defaults, tests }, null, 2),
    ...given.files,
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
