import type { RunResult, TestResult } from '../model/result.ts';

/** The keys of results, in the order in which a person reads them; keys of the user's own (axes, digests) are sorted. */
const ORDER = [
  ...[
    'version',
    'id',
    'slug',
    'name',
    'verdict',
    'cause',
    'hint',
    'reason',
    'message',
    'kind',
    'exitCode',
    'topdir',
    'axes',
    'attempts',
    'earlier',
  ],
  ...[
    'startedAt',
    'seconds',
    'qemuSeconds',
    'phase',
    'excerpts',
    'consoleLog',
    'phases',
    'checks',
    'cases',
    'output',
    'path',
    'bytes',
    'sha256',
  ],
  ...[
    'file',
    'line',
    'column',
    'text',
    'folder',
    'kept',
    'place',
    'tool',
    'vmtest',
    'node',
    'qemu',
    'accel',
    'machineType',
    'cpu',
    'image',
    'target',
    'digests',
    'tests',
  ],
];
const RANK = new Map(ORDER.map((key, index) => [key, index]));

/** A test's `result.json`; `schemas/result.schema.json` describes it. */
export function resultJson(result: TestResult): string {
  return stableJson(result);
}

/** A run's `result.json`, with those of its tests. */
export function runJson(result: RunResult): string {
  return stableJson(result);
}

/** Indented JSON whose bytes depend on the values alone. A number that JSON does not know becomes null. */
function stableJson(value: unknown): string {
  return `${JSON.stringify(value, inOrder, 2)}\n`;
}

function inOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)));
}

function rank(key: string): number {
  return RANK.get(key) ?? ORDER.length;
}
