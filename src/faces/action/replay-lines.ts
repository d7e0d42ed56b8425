import { shellQuote } from '../../base/names.ts';
import type { ShardReport } from '../../model/gate.ts';
import type { TestResult } from '../../model/result.ts';
import { replayCommand } from '../../report/replay.ts';
import type { Job } from './job.ts';

/** By test id: the line that brings a failure's data to one's own desk and starts its machine again; none for a test without a machine. */
export function replayLines({ context }: Job, { artifacts, result }: ShardReport): Readonly<Record<string, string>> {
  const { repository } = context;
  const slugs = new Map(result.tests.filter(hasMachine).map(({ id, slug }) => [id, slug]));
  const lines = artifacts.flatMap(({ url, tests }) =>
    url === null || repository === null
      ? []
      : tests
          .filter((id) => slugs.has(id))
          .map((id): [string, string] => {
            // Of two lines of one summary, each into a folder of its own.
            const folder = shellQuote(`vmtest-failure-${slugs.get(id)}`);
            const which = tests.length > 1 ? ` --test ${shellQuote(id)}` : '';
            return [id, `vmtest download ${shellQuote(url)} -o ${folder} && vmtest replay ${folder}${which}`];
          }),
  );
  return Object.fromEntries(lines);
}

function hasMachine(test: TestResult): boolean {
  const phase = test.phases.findLast(({ verdict }) => verdict !== 'passed') ?? test.phases.at(-1);
  // In the gate's report a test has no folder: that was on another machine, and is not what the line names.
  return replayCommand({ ...test, folder: test.folder ?? '/' }, phase)?.startsWith('vmtest replay ') === true;
}
