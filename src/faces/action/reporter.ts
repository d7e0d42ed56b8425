import type { RunEvent } from '../../model/event.ts';
import type { TestResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import { eventLine } from '../../report/event-line.ts';
import { oneLine } from '../../report/marks.ts';
import { failureText } from '../../report/summary.ts';
import type { Consoles } from './consoles.ts';

export interface StepLog {
  /** A line of our own, or several. */
  readonly say: (text: string) => void;
  readonly listen: (event: RunEvent) => void;
  /** What `work` says comes in a group that people fold. */
  readonly group: <T>(title: string, work: () => Promise<T>) => Promise<T>;
}

export interface LogOptions {
  /** The guests' consoles too. */
  readonly verbose: boolean;
  /** The checkout. */
  readonly root: string;
  /** For a file: no colours and no groups. */
  readonly plain?: boolean;
}

/**
 * The log of a step, in which every line begins with a sign of ours: none that a guest, a suite or a file name wrote can be read by the runner as
 * a workflow command. Groups do not nest, and tests run side by side: what is live are plain lines, a group is a failed test's, at its end.
 */
export function stepLog(write: (text: string) => void, consoles: Consoles, options: LogOptions): StepLog {
  const line = (text: string) => write(`${text}\n`);
  const say = (text: string) => {
    for (const one of text.split('\n')) line(`vmtest: ${oneLine(one)}`);
  };
  const color = options.plain !== true;
  const begin = (title: string) => line(color ? `::group::${escaped(title)}` : oneLine(title));
  const end = () => {
    if (color) line('::endgroup::');
  };
  let startedAt: number | null = null;
  const listen = (event: RunEvent) => {
    if (event.type === 'run-start') startedAt = event.at;
    if (event.type === 'run-end') return;
    const text = eventLine(event, { color, console: options.verbose, ...(startedAt === null ? {} : { startedAt }) });
    if (text !== null) line(text);
    if (event.type === 'test-end' && faultOf(event.result.verdict) !== 'none') failureGroup(event.result);
  };
  const failureGroup = (test: TestResult) => {
    begin(`${test.id}: ${test.verdict}`);
    for (const one of failureText(test, { color, root: options.root, folders: false })) line(one);
    const phase = test.phases.findLast(({ verdict }) => verdict !== 'passed')?.name;
    const lines = phase === undefined ? [] : consoles.endOf(test.id, phase);
    if (phase !== undefined && lines.length > 0) {
      line(`vmtest: the end of the console of ${oneLine(phase)}`);
      for (const one of lines) line(`│ ${oneLine(one)}`);
    }
    end();
  };
  return {
    say,
    listen,
    group: async (title, work) => {
      begin(title);
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}

/** The title of a group on one line, by the escapes of the runner's own toolkit. */
function escaped(text: string): string {
  return oneLine(text).replaceAll('%', '%25');
}
