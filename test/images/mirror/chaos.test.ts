import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { makeFolder } from '../../../src/base/files.ts';
import { verifyStore } from '../../../src/images/mirror/verify.ts';
import { layoutOf } from '../../../src/images/store/layout.ts';
import { readState } from '../../../src/images/store/state.ts';
import type { Order } from './chaos-worker.ts';
import { INSTALLS, makeWorld, type World } from './support.ts';

const ROUNDS = 50;
const KILLED = 3;
/** Milliseconds within which a round's kills fall: about as long as a round takes. */
const WINDOW = 400;

const SIZES = { 'boot-kernel': 30_000, squashfs: 200_000 };
const PRODUCTS = [
  { release: 'noble', number: '24.04', sizes: SIZES, versions: ['20260100'] },
  { release: 'noble', number: '24.04', subarch: 'hwe-24.04', sizes: SIZES, versions: ['20260100'] },
  { os: 'centos', release: 'centos70', number: '7.0', sizes: { 'root-tgz': 150_000 }, versions: ['20260100'] },
] as const;

/** Random numbers that a failure can be repeated with, as far as processes can be: mulberry32. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

class Worker {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(store: string) {
    const module = JSON.stringify(import.meta.resolve('./chaos-worker.ts'));
    const program = `const { work } = await import(${module}); await work(${JSON.stringify(store)});`;
    // Most of the time of this test would go into reading the same TypeScript again.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(store, '..', 'compiled') };
    this.child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.child.stdin?.on('error', () => undefined);
    this.#lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** The worker's next line; null when it is gone. */
  async line(): Promise<string | null> {
    const { value, done } = await this.#lines.next();
    return done === true ? null : value;
  }

  tell(order: Order): void {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  async end(): Promise<void> {
    const gone = this.child.exitCode === null && this.child.signalCode === null ? once(this.child, 'exit') : undefined;
    this.child.kill('SIGKILL');
    await gone;
  }
}

async function started(store: string): Promise<Worker> {
  const worker = new Worker(store);
  assert.equal(await worker.line(), 'ready' satisfies string);
  return worker;
}

/** What each of the eight does in a round. */
function ordersOf(world: World, random: (below: number) => number): readonly Order[] {
  const url = world.server.url('/streams/v1/index.json');
  const sync = (...filters: string[]): Order => ({
    verb: 'sync',
    url,
    filters: [INSTALLS, ...filters],
    keep: 1 + random(2),
    parallel: 1 + random(4),
  });
  return [
    ...[sync(), sync('release=noble'), sync('os=centos'), sync('subarch!=ga-24.04')],
    ...([{ verb: 'prune', keep: 1 }, { verb: 'prune', keep: 2 }, { verb: 'query' }, { verb: 'query' }] as const),
  ];
}

async function publish(world: World, round: number, random: (below: number) => number): Promise<void> {
  const version = `2026${String(1000 + round)}`;
  const spared = ['centos', 'ubuntu', 'none'][random(3)];
  await world.stream.publish(version, ({ os }) => (os ?? 'ubuntu') !== spared);
  // A stream publishes few versions of a product.
  if (round > 3) await world.stream.withdraw(`2026${String(1000 + round - 3)}`);
  world.serve();
}

/**
 * Gives out the orders and kills some of the workers; the others must have done what they were told. Returns how many of them found a
 * change of the store half done.
 */
async function playRound(workers: Worker[], orders: readonly Order[], random: (below: number) => number, store: string): Promise<number> {
  const victims = new Set<number>();
  while (victims.size < KILLED) victims.add(random(workers.length));
  const [first, ...others] = victims;
  const kill = (index: number | undefined, delay: number) => setTimeout(() => workers[index ?? -1]?.child.kill('SIGKILL'), delay);
  const timers = [kill(first, random(WINDOW))];
  // The rest of them in the few milliseconds in which one of the eight changes the store, as far as that can be hit.
  let changes = random(3);
  const watcher = watch(layoutOf(store).own, (_, name) => {
    if (name !== 'journal.json' || changes-- > 0) return;
    timers.push(...others.splice(0).map((index) => kill(index, random(8))));
  });
  try {
    for (const [index, worker] of workers.entries()) worker.tell(orders[index] as Order);
    const answers = await Promise.all(workers.map((worker) => worker.line()));
    for (const [index, answer] of answers.entries()) {
      const whole = answer === 'done' || answer === 'mended' || (answer === null && victims.has(index));
      assert.ok(whole, `worker ${index}, ${orders[index]?.verb}: ${answer}`);
    }
    return answers.filter((answer) => answer === 'mended').length;
  } finally {
    watcher.close();
    for (const timer of timers) clearTimeout(timer);
    await replace(workers, victims, store);
  }
}

async function replace(workers: Worker[], victims: ReadonlySet<number>, store: string): Promise<void> {
  await Promise.all(
    [...victims].map(async (index) => {
      await workers[index]?.end();
      workers[index] = await started(store);
    }),
  );
}

async function checkStore(world: World, round: number): Promise<void> {
  const { damages, notes } = await verifyStore({ parallel: 2, repair: false }, world.context);
  assert.deepEqual([damages, notes], [[], []], `after round ${round}`);
}

test('eight processes sync, prune and query one store while three of them are killed: it is whole each time', async (context) => {
  const seed = Date.now() % 2 ** 31;
  context.diagnostic(`seed ${seed}`);
  const random = randomOf(seed);
  await using world = await makeWorld({ products: PRODUCTS });
  await makeFolder(layoutOf(world.store).own);
  const workers = await Promise.all(Array.from({ length: 8 }, () => started(world.store)));
  let mended = 0;
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round > 0 && random(3) > 0) await publish(world, round, random);
      mended += await playRound(workers, ordersOf(world, random), random, world.store);
      await checkStore(world, round);
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
  context.diagnostic(`${mended} changes were found half done`);
  await world.sync();
  const last = await world.sync({ dryRun: true });
  assert.deepEqual([last.fetch, last.remove.filter(({ held }) => held === null)], [[], []]);
  await checkStore(world, ROUNDS);
  const own = await readdir(layoutOf(world.store).own);
  assert.ok(!own.includes('journal.json') && !own.includes('staging'), own.join());
  assert.equal((await readState(world.store)).notes.length, 0);
});
