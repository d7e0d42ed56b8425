import type { Difference, GreenRecord, History, TestRecord } from '../../model/gate.ts';
import type { TestPlan } from '../../model/plan.ts';
import type { TestResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import { flatConfiguration } from './configuration.ts';
import { consoleDifferences, consoleRecord } from './console-record.ts';

/**
 * What is remembered of a test that ran to its end; null of one that did not (skipped, cancelled, without a result, ended by the host),
 * whose time says nothing.
 * @param plan null where there is none any more: then nothing of its configuration is remembered
 * @param consoles by phase: the text of the console log
 * @param at seconds since the epoch
 */
export function recordOf(
  test: TestResult,
  plan: TestPlan | null,
  consoles: Readonly<Record<string, string>>,
  at: number,
  commit: string | null,
): TestRecord | null {
  const fault = faultOf(test.verdict);
  if (test.verdict === 'skipped' || test.verdict === 'missing' || fault === 'host' || fault === 'cancelled') return null;
  const green: GreenRecord | null =
    test.verdict === 'passed' ? { ...stateOf(test, plan), commit, at, console: consoleRecord(consoles) } : null;
  return { seconds: Math.round(test.seconds * 10) / 10, green };
}

type State = Omit<GreenRecord, 'commit' | 'at' | 'console'>;

function stateOf({ image, target, qemu }: TestResult, plan: TestPlan | null): State {
  return {
    image: nameOf(image),
    imageDigests: image.digests,
    target: target === null ? null : nameOf(target),
    targetDigests: target?.digests ?? {},
    qemu: qemu.version,
    accel: qemu.accel,
    machineType: qemu.machineType,
    cpu: qemu.cpu,
    configuration: plan === null ? {} : flatConfiguration(plan),
  };
}

/** `noble 20261101`; a version that begins with the name stands alone. */
function nameOf({ name, version }: { readonly name: string | null; readonly version: string | null }): string | null {
  if (name === null || version === null) return name ?? version;
  return version.startsWith(name) ? version : `${name} ${version}`;
}

/**
 * What is not as it was when the test last passed, the likelier causes first: images, QEMU, machine, configuration, console. What nobody
 * remembers (an older record, a test that never came to start QEMU) is no difference.
 */
export function differences(
  test: TestResult,
  plan: TestPlan | null,
  consoles: Readonly<Record<string, string>>,
  green: GreenRecord,
): Difference[] {
  const now = stateOf(test, plan);
  const configured = plan !== null && Object.keys(green.configuration).length > 0;
  return [
    ...imageDifference('image', green.image, now.image, green.imageDigests, now.imageDigests),
    ...imageDifference('installed image', green.target, now.target, green.targetDigests, now.targetDigests),
    ...one('qemu', 'QEMU', green.qemu, now.qemu),
    ...one('machine', 'accelerator', green.accel, now.accel),
    ...one('machine', 'machine type', green.machineType, now.machineType),
    ...one('machine', 'processor', green.cpu, now.cpu),
    ...(configured ? configurationDifferences(green.configuration, now.configuration) : []),
    ...consoleDifferences(consoles, green.console),
  ];
}

function one(kind: Difference['kind'], what: string, before: string | null, now: string | null): Difference[] {
  return before === null || now === null || before === '' || now === '' || before === now ? [] : [{ kind, what, before, now }];
}

type Digests = Readonly<Record<string, string>>;

/** The name and version where they changed, else the parts whose digests did. */
function imageDifference(what: string, before: string | null, now: string | null, then: Digests, digests: Digests): Difference[] {
  if (before !== now) return before === null && now === null ? [] : [{ kind: 'image', what, before, now }];
  return Object.keys(digests)
    .filter((role) => Object.hasOwn(then, role))
    .sort()
    .flatMap((role) => one('image', `${what} ${now ?? ''}, ${role}`.replace(' ,', ','), then[role] ?? null, digests[role] ?? null));
}

/** Of what is told: where more differs, it is another test. */
const MOST_CONFIGURED = 50;

function configurationDifferences(then: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): Difference[] {
  const value = (of: Readonly<Record<string, string>>, path: string) => (Object.hasOwn(of, path) ? (of[path] ?? null) : null);
  const all = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort().flatMap((what): Difference[] => {
    const [before, after] = [value(then, what), value(now, what)];
    return before === after ? [] : [{ kind: 'configuration', what, before, now: after }];
  });
  return all.slice(0, MOST_CONFIGURED);
}

/** A history's most tests: those that ran longest ago go first. */
const MOST_TESTS = 1000;
const MOST_BYTES = 10 * 1000 * 1000;

/**
 * The history with the records of this run, which come first: what no longer runs sinks to the end and falls off there.
 * @param options.greenAllowed whether this run's passes are those of a branch that others compare with; else the older ones stay
 */
export function mergeHistory(
  old: History,
  records: Readonly<Record<string, TestRecord>>,
  options: { readonly greenAllowed: boolean },
): History {
  const before = new Map(Object.entries(old.tests));
  const fresh = Object.entries(records).map(([id, { seconds, green }]): [string, TestRecord] => [
    id,
    { seconds, green: (options.greenAllowed ? green : null) ?? before.get(id)?.green ?? null },
  ]);
  const tests = new Map([...fresh, ...[...before].filter(([id]) => !Object.hasOwn(records, id))].slice(0, MOST_TESTS));
  let bytes = 0;
  for (const [id, record] of tests) {
    bytes += Buffer.byteLength(JSON.stringify([id, record]));
    if (bytes > MOST_BYTES) tests.delete(id);
  }
  return { version: 1, tests: Object.fromEntries(tests) };
}
