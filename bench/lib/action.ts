import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { actionRoot } from '../../test/action/support/action-root.ts';
import { startJob } from '../../test/action/support/runner.ts';
import { tinySuite } from '../../test/action/support/tiny-suite.ts';
import { must, now } from './processes.ts';
import { makeStandIn } from './start.ts';
import { type Figure, type Measured, median } from './statistics.ts';

/** What the action may take of its own before QEMU starts, and to be loaded. Milliseconds. */
const START_MS = 300;
const LOAD_MS = 90;

/**
 * The packaged action, made of this checkout and driven as GitHub's runner does, with its images at hand: from its process's start to QEMU's;
 * and how long a Node takes to load all that its main step has before it does something, beside an empty one.
 */
export async function measureAction(folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const place = join(folder, 'action');
  await mkdir(place);
  const [loaded, started] = [await measureLoad(rounds), await measureSteps(place, rounds)];
  for (const { what, values } of [loaded.figure, started]) tell(`${what.slice(3)}: ${median(values).toFixed(0)} ms`);
  return {
    figures: [started, loaded.figure],
    remarks: [`i  empty Node: ${loaded.node.map((value) => `${value.toFixed(0)} ms`).join(', ')}`],
    commands: [`${process.execPath} -e 0`, 'node dist/main.js, by test/action/support/runner.ts'],
  };
}

async function measureLoad(rounds: number): Promise<{ readonly figure: Figure; readonly node: readonly number[] }> {
  // The entry runs its step when it is loaded; this is the chunk that it loads at once, which does not.
  const chunk = pathToFileURL(join(await actionRoot(), 'dist', 'run-main.js')).href;
  const load = async () => (await must([process.execPath, '--input-type=module', '-e', `await import('${chunk}')`])).wall;
  const empty = async () => (await must([process.execPath, '-e', '0'])).wall;
  await load();
  const [node, values]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    node.push(await empty());
    values.push(await load());
  }
  const bare = { values: node, room: LOAD_MS, relative: false };
  return { figure: { what: 'i  the action is loaded, whole process', values, unit: 'ms', bound: LOAD_MS, bare }, node };
}

async function measureSteps(place: string, rounds: number): Promise<Figure> {
  const standIn = await makeStandIn(join(place, 'stand-in'));
  const checkout = join(place, 'checkout');
  await tinySuite(checkout, { tests: { pass: 'pass' } });
  const images = join(place, 'images');
  await mkdir(images);
  const step = async (): Promise<number> => {
    await standIn.clear();
    const topdir = join(place, 'top');
    const env = { PATH: `${standIn.folder}:${process.env.PATH}`, XDG_CACHE_HOME: join(place, 'cache') };
    await using job = await startJob({ checkout, env, hosted: false, toolCache: join(place, 'tools') });
    const startedAt = now();
    const inputs = { accel: 'tcg', 'image-dir': images, topdir, retries: 0, 'artifact-limit': 0, cache: 'off' };
    const ended = await job.step({ uses: '.', with: inputs });
    await job.end();
    await rm(topdir, { recursive: true, force: true });
    const machine = (await standIn.starts()).find((one) => one.machine);
    if (machine === undefined) throw new Error(`the action started no machine:\n${ended.log}`);
    return machine.at - startedAt;
  };
  // The first asks QEMU for its version, the second shows what is remembered.
  await step();
  await step();
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) values.push(await step());
  return { what: "i  the action, to QEMU's start", values, unit: 'ms', bound: START_MS };
}
