import { stat, writeFile } from 'node:fs/promises';
import type { WorkDir } from '../evidence/workdir.ts';
import { phaseFiles } from '../model/files.ts';
import type { Machine } from '../qemu/machine.ts';
import { readTextScreen } from '../qemu/screen.ts';

/** Seconds that all of it may take: a guest that died is worth a look, not a wait. */
const BUDGET = 4;

/** Takes what a machine can still tell before it is ended: text screen, picture, registers, block statistics. Never throws. */
export async function takeForensics(machine: Machine, dir: WorkDir, prefix: string, vga: boolean): Promise<void> {
  const files = phaseFiles(prefix);
  const text = async () => {
    if (!vga) return;
    const screen = await readScreen(machine, dir, prefix);
    if (screen !== null) await writeFile(dir.file(files.screenText), `${screen}\n`);
  };
  const picture = async () => {
    if (!vga) return;
    const path = await dir.yield(files.screenshot);
    await machine.qmp.execute('screendump', { filename: path, format: 'png' }, BUDGET);
    if ((await stat(path)).size === 0) await dir.remove(files.screenshot);
  };
  const registers = async () => {
    const dump = await machine.qmp.execute('human-monitor-command', { 'command-line': 'info registers -a' }, BUDGET);
    const blocks = await machine.qmp.execute('query-blockstats', {}, BUDGET);
    await writeFile(dir.file(files.registers), `${String(dump).replaceAll('\r', '')}\n${JSON.stringify(blocks, null, 2)}\n`);
  };
  let timer: NodeJS.Timeout | undefined;
  const budget = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, BUDGET * 1000);
  });
  await Promise.race([Promise.allSettled([text(), picture(), registers()]), budget]);
  clearTimeout(timer);
}

/** The text screen of a running machine, or null where it has none. Never throws. */
export async function readScreen(machine: Machine, dir: WorkDir, prefix: string): Promise<string | null> {
  const cells = `logs/.${prefix}-screen.bin`;
  try {
    return await readTextScreen(machine, await dir.yield(cells));
  } catch {
    return null;
  } finally {
    await dir.remove(cells);
  }
}
