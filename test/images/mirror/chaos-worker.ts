import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import type { StoreContext } from '../../../src/images/store/types.ts';

/** What a worker is told to do, one JSON line each; it answers each with one line: `done`, `mended` where it found a change half done first, or what
 * went wrong. */
export type Order =
  | { readonly verb: 'sync'; readonly url: string; readonly filters: readonly string[]; readonly keep: number; readonly parallel: number }
  | { readonly verb: 'prune'; readonly keep: number }
  | { readonly verb: 'query' };

/** A process that works on a store as it is told to, until its stdin ends or it is killed. */
export async function work(store: string): Promise<void> {
  let mended = false;
  const emit = (line: string) => {
    mended ||= line.includes('half done');
  };
  const context = { store, env: TOOL_ENV, lockTimeout: 60, emit };
  process.stdout.write('ready\n');
  for await (const line of createInterface({ input: process.stdin })) {
    mended = false;
    const answer = await obey(JSON.parse(line) as Order, context).then(
      () => (mended ? 'mended' : 'done'),
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)).replaceAll('\n', ' | '),
    );
    process.stdout.write(`${answer}\n`);
  }
}

/** Loads what the order needs and no more: the processes of a test start and die hundreds of times. */
async function obey(order: Order, context: StoreContext): Promise<void> {
  if (order.verb === 'prune') {
    const { pruneStore } = await import('../../../src/images/mirror/prune.ts');
    await pruneStore({ keep: order.keep, conditions: [], dryRun: false }, context);
    return;
  }
  if (order.verb === 'sync') {
    const { openClient } = await import('../../../src/images/download/client.ts');
    const { syncStream } = await import('../../../src/images/mirror/sync.ts');
    const { parseConditions } = await import('../../../src/images/streams/filters.ts');
    const { url, keep, parallel } = order;
    const request = { stream: { url, verify: 'none', keyring: null }, version: null, dryRun: false } as const;
    await using client = openClient({ retries: 0 });
    await syncStream({ ...request, conditions: parseConditions(order.filters), keep, parallel }, { ...context, client });
    return;
  }
  await query(context.store);
}

/** Each file that the store names is there, or is named no longer. */
async function query(store: string): Promise<void> {
  const { queryStore } = await import('../../../src/images/mirror/query.ts');
  for (const { item_url: path } of await queryStore(store, [], {})) {
    const there = await access(path as string).then(
      () => true,
      () => false,
    );
    if (there) continue;
    const again = await queryStore(store, [], {});
    if (again.some(({ item_url }) => item_url === path)) throw new Error(`the store names ${path}, which is not there`);
  }
}
