import { VmtestError } from '../model/errors.ts';
import type { Shard } from '../model/gate.ts';

/** A shard's tests, of whatever gate. */
export type ShardTests = Omit<Shard, 'gate'>;

/** What a plan is told from others by. */
export const GATE_ID = /^[0-9a-f]{16}$/;

/** GitHub's limit of the jobs of one matrix. https://docs.github.com/actions/reference/limits */
const MOST_SHARDS = 256;

/**
 * Shares tests out among at most `count` shards, so that the shards take about the same time: the longest test first, each to the shard
 * that has the least so far. A test of unknown time counts as the median of the known ones. The same input gives the same shards; within
 * a shard the order is the suite's; none is empty, so that there may be fewer than `count`.
 * @throws VMTEST_USAGE for a `count` that is no whole number from 1 to 256
 */
export function makeShards(tests: readonly { readonly id: string; readonly seconds: number | null }[], count: number): ShardTests[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_SHARDS) {
    throw new VmtestError('VMTEST_USAGE', `the number of shards is ${count}`, { hint: `give a whole number from 1 to ${MOST_SHARDS}` });
  }
  const weight = weigher(tests.flatMap(({ seconds }) => (known(seconds) ? [seconds] : [])));
  const bins = Array.from({ length: Math.min(count, tests.length) }, () => ({ load: 0, tests: [] as number[] }));
  const heaviest = tests.map((test, index) => ({ index, load: weight(test.seconds) })).sort((a, b) => b.load - a.load || a.index - b.index);
  for (const { index, load } of heaviest) {
    const bin = bins.reduce((least, one) => ((one.load - least.load || one.tests.length - least.tests.length) < 0 ? one : least));
    bin.load += load;
    bin.tests.push(index);
  }
  return bins.map((bin, index) => {
    const own = bin.tests.sort((a, b) => a - b).flatMap((at) => tests[at] ?? []);
    const seconds = own.reduce((sum, test) => sum + (known(test.seconds) ? test.seconds : 0), 0);
    return { shard: index + 1, of: bins.length, tests: own.map(({ id }) => id), seconds: Math.round(seconds * 10) / 10 };
  });
}

function known(seconds: number | null): seconds is number {
  return seconds !== null && Number.isFinite(seconds) && seconds >= 0;
}

function weigher(times: readonly number[]): (seconds: number | null) => number {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 1;
  return (seconds) => (known(seconds) ? seconds : median);
}

const AS_IT_SHOULD_BE = 'give it as ${{ toJSON(matrix) }}, in a job whose `strategy.matrix` is ${{ fromJSON(needs.plan.outputs.matrix) }}';

/**
 * Reads the input `shard`: the job's matrix as JSON. Other axes of the user's beside the plan's five keys are left alone.
 * @throws VMTEST_USAGE with what is wrong, and how it is given
 */
export function parseShard(text: string): Shard {
  const given = parseObject(text);
  if (Array.isArray(given.include) && given.shard === undefined)
    refuse('has `include`: it is the whole matrix of the plan, and not one job’s');
  const absent = ['gate', 'shard', 'of', 'tests'].filter((key) => given[key] === undefined);
  if (absent.length > 0) refuse(`has no ${absent.map((key) => `\`${key}\``).join(', ')}`);
  const { gate, shard, of, tests, seconds } = given;
  if (typeof gate !== 'string' || !GATE_ID.test(gate)) return refuse(`has gate: ${shown(gate)}, which no plan gave`);
  if (!isCount(of)) return refuse(`has of: ${shown(of)}, which is no whole number from 1 to ${MOST_SHARDS}`);
  if (!isCount(shard) || shard > of) return refuse(`has shard: ${shown(shard)}, which is no whole number from 1 to ${of}`);
  if (!Array.isArray(tests) || tests.length === 0 || !tests.every(isId))
    return refuse(`has tests: ${shown(tests)}, which is no list of ids`);
  const twice = tests.find((id, index) => tests.indexOf(id) !== index);
  if (twice !== undefined) refuse(`has the test ${shown(twice)} twice`);
  return { gate, shard, of, tests, seconds: typeof seconds === 'number' && known(seconds) ? seconds : 0 };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(`is ${shown(text)}, which is no JSON`);
  }
  if (value === null) return refuse('is null: this job has no matrix');
  if (typeof value !== 'object' || Array.isArray(value)) return refuse(`is ${shown(value)}, which is no matrix of a job`);
  return value as Readonly<Record<string, unknown>>;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_SHARDS;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function refuse(what: string): never {
  throw new VmtestError('VMTEST_USAGE', `the input \`shard\` ${what}`, { hint: AS_IT_SHOULD_BE });
}
