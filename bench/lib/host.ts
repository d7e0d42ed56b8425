import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { formatSize } from '../../src/base/sizes.ts';
import { program } from './processes.ts';

/** What the figures were measured on. */
export async function hostLines(): Promise<string[]> {
  const qemu = await program(['qemu-system-x86_64', '--version']).catch(() => null);
  return [
    `host: ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown model'}), ${formatSize(totalmem())}, Linux ${release()}, Node ${process.version}`,
    `QEMU: ${qemu?.stdout.split('\n')[0] ?? 'none'}`,
    `load before: ${loadavg()
      .map((value) => value.toFixed(2))
      .join(', ')} (1, 5, 15 min)`,
  ];
}
