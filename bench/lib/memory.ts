import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, measuredRun, runWords } from './command.ts';
import type { Measured } from './statistics.ts';
import { tinySuite } from './tiny.ts';

/** Machines side by side in the larger run. */
const MANY = 4;

/** The peak memory of vmtest with one tiny machine and with four side by side, which idle long enough to be all there at once. */
export async function measureMemory(command: Command, folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const idle = { boot: { runcmd: ['sleep 6'], collect: ['cat /proc/mounts > mounts'] }, checks: [{ file: 'mounts', matches: 'proc' }] };
  const given = (count: number, suite: string, topdir: string) => ({ suite, topdir, options: ['--jobs', String(count)] });
  const suites = new Map<number, string>();
  for (const count of [1, MANY]) suites.set(count, await tinySuite(folder, `idle${count}`, count, idle));
  const peak = async (count: number) => {
    const topdir = join(folder, `memory${count}`);
    const { probed } = await measuredRun(command, given(count, suites.get(count) as string, topdir));
    await rm(topdir, { recursive: true });
    return probed.peakBytes / 1e6;
  };
  const one: number[] = [];
  const further: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await peak(1);
    const together = await peak(MANY);
    tell(`peak memory: ${alone.toFixed(1)} MB with one machine, ${together.toFixed(1)} MB with ${MANY}`);
    one.push(alone);
    further.push((together - alone) / (MANY - 1));
  }
  return {
    figures: [
      { what: 'm  peak memory, one tiny machine', values: one, unit: 'MB', bound: 150 },
      { what: 'm  memory for each further machine', values: further, unit: 'MB', bound: 10 },
    ],
    remarks: [],
    commands: [...suites].map(([count, suite]) => `vmtest ${runWords(given(count, suite, 'FOLDER')).join(' ')}`),
  };
}
