import { shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { GatePlan, ShardReport } from '../../model/gate.ts';
import { KEEP_PARTS } from '../../model/plan.ts';
import type { TestResult } from '../../model/result.ts';
import { VERDICTS } from '../../model/verdict.ts';
import { oneLine } from '../marks.ts';
import { ACCEL, DIGESTS, RECORD } from './record-shape.ts';
import { amount, count, list, mapping, nullable, object, oneOf, optional, type Shape, ShapeError, text } from './shape.ts';

const VERSION = oneOf(1);
const PLACE = object({ file: text, line: count, column: count });
const SHARD = object({ gate: text, shard: count, of: count, tests: list(text), seconds: amount });
const PLAN = object({
  version: VERSION,
  gate: text,
  attempt: count,
  suites: list(text),
  tests: list(object({ id: text, slug: text, place: PLACE, seconds: nullable(amount) })),
  shards: list(SHARD),
});

const FINDING: Shape = (value, path) =>
  object({
    ...{ name: text, verdict: oneOf('passed', 'failed', 'skipped'), message: text, phase: text, seconds: amount },
    ...{ place: optional(PLACE), output: optional(text), cases: optional(list(FINDING)) },
  })(value, path);
const VERDICT = oneOf(...VERDICTS);
const PHASE = object({
  ...{ name: text, kind: oneOf('install', 'boot', 'command'), verdict: VERDICT, cause: text },
  excerpts: list(object({ file: text, line: nullable(count), text })),
  ...{ startedAt: amount, seconds: amount, qemuSeconds: amount, consoleLog: nullable(text) },
});
const AXIS: Shape = (value, path) => {
  if (typeof value !== 'number' && typeof value !== 'boolean') text(value, path);
};
const TEST = object({
  ...{ version: VERSION, id: text, slug: text, name: text, axes: mapping(AXIS), verdict: VERDICT, cause: text },
  ...{ hint: nullable(text), reason: nullable(text), startedAt: amount, seconds: amount, attempts: count },
  ...{ phases: list(PHASE), checks: list(FINDING), folder: nullable(text), place: PLACE },
  kept: list(object({ path: text, bytes: amount, sha256: nullable(text) })),
  tool: object({ vmtest: text, node: text }),
  qemu: object({ version: nullable(text), accel: ACCEL, machineType: text, cpu: text }),
  image: object({ name: nullable(text), version: nullable(text), digests: DIGESTS }),
  earlier: optional(list(object({ verdict: VERDICT, cause: text, startedAt: amount, seconds: amount, phases: list(PHASE) }))),
  target: nullable(object({ name: text, version: nullable(text), digests: DIGESTS })),
});
const RUN = object({ version: VERSION, startedAt: amount, seconds: amount, topdir: text, exitCode: count, tests: list(TEST) });

const DIFFERENCE = object({
  ...{ kind: oneOf('image', 'qemu', 'machine', 'configuration', 'console'), what: text, before: nullable(text), now: nullable(text) },
});
const ARTIFACT = object({
  ...{ name: text, id: count, url: nullable(text), digest: nullable(text), bytes: amount, tests: list(text), dropped: list(text) },
});
const REPORT = object({
  ...{
    version: VERSION,
    gate: nullable(text),
    mistake: optional(object({ message: text, hint: nullable(text) })),
    shard: count,
    of: count,
    attempt: count,
    result: RUN,
  },
  records: mapping(RECORD),
  differences: mapping(list(DIFFERENCE)),
  artifacts: list(ARTIFACT),
  notes: list(object({ severity: oneOf('notice', 'warning'), message: text, hint: optional(text) })),
  facts: list(object({ label: text, value: text })),
});

const START = object({
  ...{ startedAt: amount, shard: count, of: count },
  tests: list(object({ draft: TEST, folder: text, keep: list(oneOf(...KEEP_PARTS)) })),
});

/** Reads a plan that another job of the gate wrote. `from`: what it came in, for the message. @throws VMTEST_ARTIFACT_INVALID */
export function parseGatePlan(json: string, from: string): GatePlan {
  return parse(json, from, 'plan of a gate', PLAN) as GatePlan;
}

/**
 * Reads what a shard left. It may come from a runner that a stranger's code had to itself: its shape can be relied on afterwards, its
 * texts cannot. @throws VMTEST_ARTIFACT_INVALID
 */
export function parseShardReport(json: string, from: string): ShardReport {
  return parse(json, from, 'report of a shard', REPORT) as ShardReport;
}

/** Reads what a step wrote of its tests before the first of them started. @throws VMTEST_ARTIFACT_INVALID */
export function parseStart(json: string, from: string): unknown {
  return parse(json, from, 'list of tests of a step', START);
}

/** Reads the result that one test left. @throws VMTEST_ARTIFACT_INVALID */
export function parseTestResult(json: string, from: string): TestResult {
  return parse(json, from, 'result of a test', TEST) as TestResult;
}

function parse(json: string, from: string, what: string, shape: Shape): unknown {
  try {
    const value: unknown = JSON.parse(json);
    shape(value, '');
    return value;
  } catch (error) {
    if (!(error instanceof ShapeError) && !(error instanceof SyntaxError)) throw error;
    throw new VmtestError('VMTEST_ARTIFACT_INVALID', `${oneLine(from)} is no ${what}: ${shorten(oneLine(error.message), 300)}`, {
      hint: 'let all jobs of a gate use the same version of vmtest',
      cause: error,
    });
  }
}
