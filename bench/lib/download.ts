import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type { Took, Wanted } from './download-run.ts';
import { must } from './processes.ts';
import { type Measured, median } from './statistics.ts';

const MB = 1e6;
const BLOCK = 1 << 20;
const ONE = 500 * MB;
const [SMALL, LARGE] = [100 * MB, 1000 * MB];
const ITEMS = 4;

/** What one round came to; times in seconds. */
interface Round {
  readonly pipe: number;
  readonly pipeCpu: number;
  readonly one: Took;
  readonly small: Took;
  readonly large: Took;
  readonly apart: Took;
  readonly together: Took;
}

/**
 * A verified download from a server on loopback beside `curl | sha256sum`, which writes nothing; its memory for a small and a large file;
 * and four files at once beside one after the other. The time until all is verified counts for the rate, without fsync.
 */
export async function measureDownload(folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const block = randomBytes(BLOCK);
  const file = join(folder, 'block');
  await writeFile(file, block);
  const script = join(folder, 'download.mjs');
  const bundle = await rolldown({ input: fileURLToPath(import.meta.resolve('./download-run.ts')), platform: 'node', tsconfig: false });
  await bundle.write({ file: script, format: 'esm', codeSplitting: false });
  await bundle.close();
  const server = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./download-server.ts')), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const origin = `http://127.0.0.1:${port.toString().trim()}`;
    const wanted = (size: number): Wanted => ({ url: `${origin}/${size}`, size, sha256: digestOf(block, size) });
    const files = { one: wanted(ONE), small: wanted(SMALL), large: wanted(LARGE) };
    const all: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const one = await measureRound(folder, script, origin, files);
      const rate = (seconds: number) => `${(ONE / MB / seconds).toFixed(0)} MB/s`;
      tell(`download: ${rate(one.one.verified)} verified, ${rate(one.one.synced)} on the disk; curl | sha256sum: ${rate(one.pipe)}`);
      all.push(one);
    }
    return measuredOf(all);
  } finally {
    server.kill();
  }
}

async function measureRound(
  folder: string,
  script: string,
  origin: string,
  files: Readonly<Record<'one' | 'small' | 'large', Wanted>>,
): Promise<Round> {
  const target = join(folder, 'downloads');
  const download = async (order: 'together' | 'apart', wanted: readonly Wanted[]): Promise<Took> => {
    await mkdir(target);
    const { stdout } = await must([process.execPath, script, target, order, `${origin}/1`, JSON.stringify(wanted)]);
    await rm(target, { recursive: true });
    return JSON.parse(stdout) as Took;
  };
  // First the largest: memory that this host has not used before costs a virtual machine a second for 500 MB (measured), once.
  const large = await download('together', [files.large]);
  const one = await download('together', [files.one]);
  const pipe = await must(['bash', '-c', `curl -s ${files.one.url} | sha256sum; times`]);
  if (!pipe.stdout.startsWith(files.one.sha256)) throw new Error(`curl | sha256sum says ${pipe.stdout} in place of ${files.one.sha256}`);
  const four = Array.from({ length: ITEMS }, () => files.small);
  return {
    pipe: pipe.wall / 1000,
    pipeCpu: childrenSeconds(pipe.stdout),
    one,
    small: await download('together', [files.small]),
    large,
    apart: await download('apart', four),
    together: await download('together', four),
  };
}

/** The last line of bash's `times`: user and system time of its children, such as `0m1.250s 0m0.310s`. */
function childrenSeconds(stdout: string): number {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

function digestOf(block: Uint8Array, size: number): string {
  const hash = createHash('sha256');
  for (let left = size; left > 0; left -= block.length) hash.update(left < block.length ? block.subarray(0, left) : block);
  return hash.digest('hex');
}

function measuredOf(rounds: readonly Round[]): Measured {
  const pipes = rounds.map(({ pipe }) => pipe);
  const bare = { values: pipes, room: 0.15, relative: true };
  const rate = (seconds: number) => (ONE / MB / seconds).toFixed(0);
  return {
    figures: [
      {
        what: 'e  500 MB verified, time over curl | sha256sum',
        values: rounds.map(({ one, pipe }) => one.verified / pipe),
        unit: '×',
        bound: 0.5,
        bare,
        note: 'until the digest was right, without fsync; curl writes nothing',
      },
      { what: 'e  peak memory, 1 GB', values: rounds.map(({ large }) => large.peakBytes / MB), unit: 'MB', bound: 100 },
      {
        what: 'e  memory, 1 GB over 100 MB',
        values: rounds.map(({ large, small }) => (large.peakBytes - small.peakBytes) / MB),
        unit: 'MB',
        bound: 10,
      },
      {
        what: 'e  four of 100 MB at once, time over one by one',
        values: rounds.map(({ together, apart }) => together.synced / apart.synced),
        unit: '×',
        bound: 1.05,
        bare: { values: rounds.map(({ apart }) => apart.synced), room: 0.15, relative: true },
        note: 'with fsync',
      },
    ],
    remarks: [
      `e  curl | sha256sum: ${pipes.map(rate).join(', ')} MB/s; verified: ${rounds.map(({ one }) => rate(one.verified)).join(', ')} MB/s; with fsync: ${rounds.map(({ one }) => rate(one.synced)).join(', ')} MB/s`,
      `e  CPU for 500 MB: ${median(rounds.map(({ one }) => one.cpuSeconds)).toFixed(2)} s; curl | sha256sum: ${median(rounds.map(({ pipeCpu }) => pipeCpu)).toFixed(2)} s`,
    ],
    commands: [`bash -c 'curl -s URL | sha256sum'`, `${process.execPath} download.mjs FOLDER together URL FILES`],
  };
}
