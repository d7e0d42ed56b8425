import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tinyDisk, tinyImage, tinyInstall } from '../../test/support/tiny.ts';

const MACHINE = { memory: '256M', disks: [{ size: '64M', serial: 'system' }] };

/** Writes a suite of tests on the tiny machine (a kernel and busybox, booted in about 2 s), all with the same settings; gives its path. */
export async function tinySuite(folder: string, name: string, count: number, settings: Readonly<Record<string, unknown>>): Promise<string> {
  const [image, disk] = await Promise.all([tinyImage(), tinyDisk()]);
  const tests = Object.fromEntries(Array.from({ length: count }, (_, i) => [`tiny${i + 1}`, settings]));
  const images = { tiny: { files: image }, target: { files: { 'root-tar': disk } } };
  const defaults = { image: 'tiny', machine: MACHINE, timeouts: { install: '60s', boot: '60s' } };
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, JSON.stringify({ version: 1, images, defaults, tests }, null, 2));
  return file;
}

/** A test with all that the quickstart has, in small: an installation, the boot of what was installed, collected data, checks. */
export async function tinyWhole(folder: string): Promise<string> {
  await writeFile(join(folder, 'install.sh'), tinyInstall('system'));
  return await tinySuite(folder, 'whole', 1, {
    install: { script: 'install.sh', target: 'target' },
    boot: { collect: ['cat /proc/cmdline > cmdline', 'cat /proc/mounts > mounts'] },
    checks: [{ file: 'cmdline', contains: 'console=' }, { file: 'mounts', matches: 'proc' }, { run: 'test -s "$VMTEST_COLLECT/mounts"' }],
  });
}
