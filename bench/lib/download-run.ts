// What is measured: downloads the files that are named, together or one after the other, and prints what it took as JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openClient } from '../../src/images/download/client.ts';

export interface Wanted {
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Took {
  /** Seconds until the last byte was written and all digests had been found right; the file system may still hold them in memory. */
  readonly verified: number;
  /** Seconds until all was on the disk (fsync). */
  readonly synced: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

const [folder = '', order = '', warm = '', files = '[]'] = process.argv.slice(2);
await using client = openClient({});
// As after the index: the modules are loaded.
await client.fetchBytes(warm, { maxBytes: 1 });
const [cpu, begun] = [process.cpuUsage(), performance.now()];
let verified = begun;
const download = async ({ url, size, sha256 }: Wanted, number: number) => {
  const onProgress = ({ done }: { readonly done: number }) => {
    if (done === size) verified = performance.now();
  };
  await client.download({ url, partial: join(folder, String(number)), expected: { size, sha256 }, redirects: [] }, { onProgress });
};
const wanted = JSON.parse(files) as Wanted[];
if (order === 'together') await Promise.all(wanted.map(download));
else for (const [number, one] of wanted.entries()) await download(one, number);
const { user, system } = process.cpuUsage(cpu);
const took: Took = {
  verified: (verified - begun) / 1000,
  synced: (performance.now() - begun) / 1000,
  cpuSeconds: (user + system) / 1e6,
  // Not getrusage(2)'s: that one begins with what the process had that started this one.
  peakBytes: Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024,
};
process.stdout.write(`${JSON.stringify(took)}\n`);
