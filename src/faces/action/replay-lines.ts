import { shellQuote } from '../../base/names.ts';
import type { ShardReport } from '../../model/gate.ts';
import type { Job } from './job.ts';

/** By test id: the line that brings a failure's data to one's own desk and starts its machine again. */
export function replayLines({ context }: Job, { artifacts }: ShardReport): Readonly<Record<string, string>> {
  const { repository } = context;
  const lines = artifacts.flatMap(({ url, tests }) =>
    url === null || repository === null
      ? []
      : tests.map((id): [string, string] => [
          id,
          `vmtest download ${shellQuote(url)} -o vmtest-failure && vmtest replay vmtest-failure${tests.length > 1 ? ` --test ${shellQuote(id)}` : ''}`,
        ]),
  );
  return Object.fromEntries(lines);
}
