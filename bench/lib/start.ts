import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../src/host/programs.ts';
import type { Command } from './command.ts';
import { must, program } from './processes.ts';
import { type Measured, median } from './statistics.ts';
import { tinySuite } from './tiny.ts';

/** One start of the stand-in: when, and whether it was a machine or one of our questions (its version, the canary). */
interface Start {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly machine: boolean;
}

/**
 * From the process's start to QEMU's, over the time that Node takes for nothing. A stand-in that is first in PATH notes when it is
 * started; it is QEMU itself for questions, and ends at once where it is to be a machine: what comes then is not measured here.
 */
export async function measureStart(command: Command, folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const standIn = await makeStandIn(join(folder, 'stand-in'));
  const suite = await tinySuite(folder, 'start', 1, { boot: {} });
  const words = ['run', '-f', suite, '--topdir', join(folder, 'start')];
  const env = { PATH: `${standIn.folder}:${process.env.PATH}`, XDG_CACHE_HOME: join(folder, 'cache') };
  const start = async () => await startOf(command, standIn, words, env);
  const empty = async () => (await must([process.execPath, '-e', '0'])).wall;
  const first = { node: await empty(), vmtest: await start() };
  const second = await start();
  const [node, over]: [number[], number[]] = [[], []];
  let questions = 0;
  for (let round = 0; round < rounds; round++) {
    node.push(await empty());
    const found = await start();
    questions = Math.max(questions, found.questions);
    over.push(found.milliseconds - (node.at(-1) as number));
  }
  tell(`from the process's start to QEMU's: ${median(over).toFixed(0)} ms over an empty Node's ${median(node).toFixed(0)} ms`);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return {
    figures: [
      {
        what: "b  to QEMU's start, over an empty Node",
        values: over,
        unit: 'ms',
        bound: 150,
        bare: { values: node, room: 150, relative: false },
      },
    ],
    remarks: [
      `b  first run: ${ms(first.vmtest.milliseconds - first.node)} over an empty Node, with ${first.vmtest.questions} questions to QEMU (version, canary); second: ${ms(second.milliseconds - first.node)}`,
      `b  empty Node: ${node.map(ms).join(', ')}`,
      ...(questions === 0 ? [] : [`b  the canary is asked anew at each start here: up to ${questions} questions to QEMU before its start`]),
    ],
    commands: [`${process.execPath} -e 0`, `vmtest ${words.join(' ')}`],
  };
}

/** How long a run takes to start its first machine, and how often it asked QEMU before. Its top folder, the last of `words`, is removed. */
export async function startOf(
  command: Command,
  standIn: Awaited<ReturnType<typeof makeStandIn>>,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly milliseconds: number; readonly questions: number }> {
  await standIn.clear();
  const { startedAt, stdout, stderr } = await program([...command.argv, ...words], { env });
  await rm(words.at(-1) as string, { recursive: true, force: true });
  const starts = await standIn.starts();
  const machine = starts.find((one) => one.machine);
  if (machine === undefined) throw new Error(`vmtest ${words.join(' ')} started no machine:\n${stdout}${stderr}`);
  return { milliseconds: machine.at - startedAt, questions: starts.indexOf(machine) };
}

/** A QEMU to be first in PATH that notes when it is started, and ends at once where it is to be a machine. */
export async function makeStandIn(folder: string) {
  const name = `qemu-system-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`;
  const real = await findProgram(name, process.env.PATH ?? '');
  if (real === null) throw new Error(`${name} is not in PATH`);
  const log = join(folder, 'starts.log');
  await mkdir(folder);
  const script = `#!/bin/sh
at=$(date +%s%N)
case " $* " in
  *' guest='*) echo "$at machine" >>'${log}'; exit 1 ;;
  *) echo "$at question" >>'${log}'; exec '${real}' "$@" ;;
esac
`;
  await writeFile(join(folder, name), script, { mode: 0o755 });
  const clear = async () => {
    await writeFile(log, '');
    // QEMU may run as another user.
    await chmod(log, 0o666);
  };
  const starts = async (): Promise<Start[]> =>
    (await readFile(log, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ at: Number(line.split(' ')[0]) / 1e6, machine: line.endsWith('machine') }));
  return { folder, clear, starts };
}
