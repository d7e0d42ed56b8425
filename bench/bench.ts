// What vmtest costs, beside bare QEMU and an empty Node: `node bench/bench.ts [a] [m] [b] [c] [d] [e] [f] [g] [h] [i]`; without letters, all of it.
// BENCH_PAIRS=n shortens (a), whose five pairs take about ten minutes under emulation.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measureAction } from './lib/action.ts';
import { measureBoots } from './lib/boots.ts';
import { installCommand } from './lib/command.ts';
import { measureCurtin } from './lib/curtin.ts';
import { measureDownload } from './lib/download.ts';
import { hostLines } from './lib/host.ts';
import { measureMemory } from './lib/memory.ts';
import { measurePlanning } from './lib/planning.ts';
import { stopPrograms } from './lib/processes.ts';
import { measureServing } from './lib/serving.ts';
import { measureStart } from './lib/start.ts';
import { decide, type Measured } from './lib/statistics.ts';
import { measureStreams } from './lib/streams.ts';
import { measureSync } from './lib/sync.ts';
import { tableLines, valuesLine } from './lib/table.ts';
import { measureUpload } from './lib/uploading.ts';
import { measureWaits } from './lib/waits.ts';

const PARTS = ['a', 'm', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
/** Pairs of runs of which the median counts. */
const PAIRS = 5;
const MEMORY_ROUNDS = 3;

async function main(parts: readonly string[], pairs: number): Promise<number> {
  const unknown = parts.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}: there are ${PARTS.join(', ')}`);
  if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`BENCH_PAIRS: ${process.env.BENCH_PAIRS} is not a whole number from 1`);
  const tell = (text: string) => console.error(`bench: ${text}`);
  const asked = (part: string) => parts.length === 0 || parts.includes(part);
  const folder = await mkdtemp(join(process.env.TMPDIR || '/var/tmp', 'vmtest-bench-'));
  // QEMU may run as another user: it has to enter.
  await chmod(folder, 0o755);
  try {
    const host = await hostLines();
    const command = await installCommand(join(folder, 'installed'));
    const boots = asked('a') ? await measureBoots(command, folder, pairs, tell) : null;
    const measured: Measured[] = boots === null ? [] : [boots];
    if (asked('m')) measured.push(await measureMemory(command, folder, MEMORY_ROUNDS, tell));
    if (asked('b')) measured.push(await measureStart(command, folder, PAIRS, tell));
    if (asked('c')) measured.push(await measurePlanning(command, folder, PAIRS, tell));
    if (asked('d')) measured.push(await measureWaits(command, folder, PAIRS, boots?.runs ?? [], tell));
    if (asked('e')) measured.push(await measureDownload(folder, PAIRS, tell));
    if (asked('f')) measured.push(await measureStreams(folder, PAIRS, tell));
    if (asked('g')) measured.push(await measureSync(command, folder, PAIRS, tell));
    if (asked('h')) {
      measured.push(await measureCurtin(command, folder, PAIRS, tell));
      measured.push(await measureServing(folder, PAIRS, tell));
    }
    if (asked('i')) {
      measured.push(await measureAction(folder, PAIRS, tell));
      measured.push(await measureUpload(folder, PAIRS, tell));
    }
    const figures = measured.flatMap((part) => part.figures);
    const machine =
      boots === null ? [] : [`machines: ${boots.test.qemu.accel}, ${boots.test.qemu.machineType}, CPU model ${boots.test.qemu.cpu}`];
    const sections = [
      [...host, ...machine],
      tableLines(figures),
      ['run by run:', ...figures.map(valuesLine), ...measured.flatMap(({ remarks }) => remarks)],
      ['command lines (vmtest: the built command, as npm installs it):', ...measured.flatMap(({ commands }) => commands)],
    ];
    console.log(sections.map((lines) => lines.join('\n')).join('\n\n'));
    return figures.some((figure) => decide(figure) === 'missed') ? 1 : 0;
  } finally {
    if (process.env.BENCH_KEEP === undefined) await rm(folder, { recursive: true, force: true });
    else tell(`kept ${folder}`);
  }
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stopPrograms);
try {
  process.exitCode = await main(process.argv.slice(2), Number(process.env.BENCH_PAIRS || PAIRS));
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
