import { shellQuote } from '../../base/names.ts';
import type { ShardReport } from '../../model/gate.ts';
import type { TestResult } from '../../model/result.ts';
import { replayCommand } from '../../report/replay.ts';
import type { Job } from './job.ts';

/** By test id: the line that brings a failure's data to one's own desk and starts its machine again; none for a test without a machine. */
export function replayLines({ context }: Job, { artifacts, result }: ShardReport): Readonly<Record<string, string>> {
  const { repository } = context;
  const machines = new Set(result.tests.filter(hasMachine).map(({ id }) => id));
  const lines = artifacts.flatMap(({ url, tests }) =>
    url === null || repository === null
      ? []
      : tests
          .filter((id) => machines.has(id))
          .map((id): [string, string] => [
            id,
            `vmtest download ${shellQuote(url)} -o vmtest-failure && vmtest replay vmtest-failure${tests.length > 1 ? ` --test ${shellQuote(id)}` : ''}`,
          ]),
  );
  return Object.fromEntries(lines);
}

function hasMachine(test: TestResult): boolean {
  const phase = test.phases.findLast(({ verdict }) => verdict !== 'passed') ?? test.phases.at(-1);
  return replayCommand(test, phase)?.startsWith('vmtest replay ') === true;
}
