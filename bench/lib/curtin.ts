import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CURTIN_PACKS } from '../../src/model/check.ts';
import { STANDIN, standinImage } from '../../test/support/standin/image.ts';
import { tinyDisk } from '../../test/support/tiny.ts';
import { type Command, measuredRun, runWords } from './command.ts';
import type { Probed } from './probe.ts';
import { must } from './processes.ts';
import { makeStandIn, startOf } from './start.ts';
import { type Figure, type Measured, median } from './statistics.ts';

/** What curtin's own harness took on a machine like ours (tools/launch, tools/xkvm): to QEMU's start, and in all. */
const ORIGINAL = { startMs: 770, cpuMs: 940, memoryMb: 47 } as const;
/** Real configurations, where they are at hand. */
const CONFIGS = join(import.meta.dirname, '../../../shared/conformance/curtin/configs');

const DISK = { id: 'main', type: 'disk', serial: 'system', ptable: 'msdos', grub_device: true };
/** What the stand-in installs is no system that the others could be held against. */
const PACKS = Object.fromEntries(CURTIN_PACKS.filter((name) => name !== 'reporting').map((name) => [name, 'off']));

/**
 * An installation by curtin beside the figures of its own harness: the time to QEMU's start, packing and seed included, with the stand-in
 * and, where CURTIN names one, with a real tree; processor time and memory of an installation and a boot; the plan of real configurations.
 */
export async function measureCurtin(command: Command, folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const place = join(folder, 'curtin');
  await mkdir(place);
  const suite = await curtinSuite(place);
  const figures: Figure[] = [];
  const trees = [['stand-in', STANDIN] as const, ...(process.env.CURTIN ? [['real tree', process.env.CURTIN] as const] : [])];
  const standIn = await makeStandIn(join(place, 'bin'));
  const env = { PATH: `${standIn.folder}:${process.env.PATH}`, XDG_CACHE_HOME: join(place, 'cache') };
  for (const [name, tree] of trees) {
    const words = ['run', '-f', suite, '--curtin-tree', tree, '--topdir', join(place, 'start')];
    await startOf(command, standIn, words, env);
    const values: number[] = [];
    for (let round = 0; round < rounds; round++) values.push((await startOf(command, standIn, words, env)).milliseconds);
    figures.push({ what: `h  to QEMU's start, ${name}`, values, unit: 'ms', bound: ORIGINAL.startMs, note: "the original's is the bound" });
    tell(`curtin, ${name}: ${median(values).toFixed(0)} ms to QEMU's start`);
  }
  const topdir = join(place, 'whole');
  const given = { suite, topdir, options: ['--curtin-tree', STANDIN] };
  const probes: Probed[] = [];
  for (let round = 0; round < 3; round++) {
    probes.push((await measuredRun(command, given)).probed);
    await rm(topdir, { recursive: true });
  }
  const cpu = probes.map(({ ownCpuSeconds }) => ownCpuSeconds * 1000);
  const memory = median(probes.map(({ peakBytes }) => peakBytes / 1e6));
  tell(`curtin: ${median(cpu).toFixed(0)} ms of processor time for an installation and a boot, ${memory.toFixed(0)} MB`);
  figures.push({
    what: 'h  our CPU, installation and boot',
    values: cpu,
    unit: 'ms',
    bound: ORIGINAL.cpuMs,
    note: "the original's is the bound",
  });
  figures.push(...(await planFigure(command, place, rounds)));
  return {
    figures,
    remarks: [`h  peak memory ${memory.toFixed(0)} MB, where the original has ${ORIGINAL.memoryMb} MB: an empty Node has 43 MB`],
    commands: [`vmtest ${runWords(given).join(' ')}`],
  };
}

async function curtinSuite(folder: string): Promise<string> {
  const images = { tiny: { files: await standinImage(folder) }, target: { files: { 'root-tar': await tinyDisk() } } };
  const test = {
    image: 'tiny',
    machine: { memory: '256M', disks: [{ size: '64M', serial: 'system' }] },
    timeouts: { install: '60s', boot: '60s' },
    packs: PACKS,
    install: { curtin: 'config.yaml', target: 'target' },
  };
  await writeFile(join(folder, 'config.yaml'), JSON.stringify({ storage: { version: 1, config: [DISK] } }));
  const file = join(folder, 'suite.yaml');
  await writeFile(file, JSON.stringify({ version: 1, images, tests: { curtin: test } }));
  return file;
}

/** The plan of all real configurations, the whole process counted. */
async function planFigure(command: Command, folder: string, rounds: number): Promise<Figure[]> {
  const names = (await readdir(CONFIGS).catch(() => [])).filter((name) => name.endsWith('.yaml')).sort();
  if (names.length === 0) return [];
  const roles = { kernel: 'kernel', initrd: 'initrd', root: 'root', 'root-tar': 'root.tar' };
  for (const name of Object.values(roles)) await writeFile(join(folder, name), name);
  const tests = names.map((name) => [name.replaceAll('.', '-'), { image: 'all', install: { curtin: join(CONFIGS, name) } }]);
  const suite = join(folder, 'configs.yaml');
  await writeFile(suite, JSON.stringify({ version: 1, images: { all: { files: roles } }, tests: Object.fromEntries(tests) }));
  const options = { output: join(folder, 'plan.out'), env: { XDG_CACHE_HOME: join(folder, 'cache') } };
  const plan = async () => (await must([...command.argv, 'plan', '-f', suite], options)).wall;
  await plan();
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) values.push(await plan());
  return [{ what: `h  plan of ${names.length} configurations`, values, unit: 'ms', bound: 500, note: 'the whole process' }];
}
