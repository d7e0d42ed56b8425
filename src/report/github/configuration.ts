import { createHash } from 'node:crypto';
import type { PhaseSpec, TestPlan } from '../../model/plan.ts';

const LONGEST_VALUE = 120;
const MOST_BYTES = 12 * 1024;

/**
 * What was decided of a test, flattened: dotted path → its value as JSON; a long one is its digest, as is everything behind 12 KiB. Without
 * what a host decides (paths, addresses) and what is told beside it (accelerator, machine type, processor).
 */
export function flatConfiguration(plan: TestPlan): Record<string, string> {
  const { accel, type, cpu, disks, nics, iscsi, ...machine } = plan.machine;
  const shown = {
    machine: {
      ...machine,
      disks: byName(disks.map(({ addresses, file, from, ...disk }) => disk)),
      nics: Object.fromEntries(nics.map(({ mac, network }, index) => [`nic${index}`, { mac, network }])),
      iscsi: byName((iscsi ?? []).map(({ name, sizeBytes }) => ({ name, sizeBytes }))),
    },
    command: plan.command === null ? undefined : 'a program on the host',
    phases: Object.fromEntries(plan.phases.map((phase) => [phase.name, phaseOf(phase)])),
    expect: plan.expect ?? undefined,
  };
  return bounded([...leaves('', shown)]);
}

function byName<T extends { readonly name: string }>(list: readonly T[]): Record<string, Omit<T, 'name'>> {
  return Object.fromEntries(list.map(({ name, ...rest }) => [name, rest]));
}

function phaseOf(phase: PhaseSpec) {
  const { timeoutSeconds, silenceSeconds, seed, end, reboots, cloudConfig, steps, environment, curtin } = phase;
  const append = phase.argv.indexOf('-append');
  return {
    ...{ timeoutSeconds, silenceSeconds, seed, end, reboots, environment },
    kernelArgs: append === -1 ? undefined : phase.argv[append + 1],
    cloudConfig: cloudConfig ?? undefined,
    steps: Object.fromEntries(steps.map(({ name, kind, script }) => [`${kind} ${name}`, script])),
    curtin:
      curtin === null
        ? undefined
        : { source: curtin.source, configs: Object.fromEntries(curtin.configs.map(({ name, text }) => [name, text])) },
    checks: phase.checks.length === 0 ? undefined : JSON.stringify(phase.checks.map(withoutPlace)),
  };
}

/** Where a check stands in its file is no part of what it asks. */
function withoutPlace<T extends object>(check: T): Partial<T> {
  return Object.fromEntries(Object.entries(check).filter(([key]) => key !== 'place')) as Partial<T>;
}

function* leaves(path: string, value: unknown): Generator<readonly [string, string]> {
  if (value === undefined) return;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) yield* leaves(path === '' ? key : `${path}.${key}`, inner);
    return;
  }
  const text = JSON.stringify(value);
  yield [path, text.length > LONGEST_VALUE ? digestOf(text) : text];
}

function digestOf(text: string): string {
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)} (digest of ${text.length} characters)`;
}

function bounded(all: readonly (readonly [string, string])[]): Record<string, string> {
  const kept: (readonly [string, string])[] = [];
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  let left = MOST_BYTES;
  for (const [path, value] of sorted) {
    left -= Buffer.byteLength(JSON.stringify([path, value]));
    if (left < 0) break;
    kept.push([path, value]);
  }
  const rest = sorted.slice(kept.length);
  return Object.fromEntries(rest.length === 0 ? kept : [...kept, ['and more', digestOf(JSON.stringify(rest))]]);
}
