import type { GreenRecord, History, TestRecord } from '../../model/gate.ts';

export const NO_HISTORY: History = { version: 1, tests: {} };

const MOST_CHARACTERS = 64 * 2 ** 20;
const LONGEST = 1000;
const MOST_ENTRIES = 10_000;

/**
 * Reads the cache's file of records. A cache is written by other jobs, a stranger's pull request among them: what is not as it should be is left
 * out, test by test, and nothing is thrown. Texts in it are as untrusted as a guest's.
 * @returns the history, and whether anything was left out
 */
export function parseHistory(text: string): { readonly history: History; readonly whole: boolean } {
  const nothing = { history: NO_HISTORY, whole: false };
  if (text.length > MOST_CHARACTERS) return nothing;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return nothing;
  }
  if (!isRecord(value) || value.version !== 1 || !isRecord(value.tests)) return nothing;
  const entries = Object.entries(value.tests);
  const good = entries.slice(0, MOST_ENTRIES).flatMap(([id, given]) => {
    const record = id.length > LONGEST ? null : readRecord(given);
    return record === null ? [] : [[id, record] as const];
  });
  return { history: { version: 1, tests: Object.fromEntries(good) }, whole: good.length === entries.length };
}

function readRecord(value: unknown): TestRecord | null {
  if (!isRecord(value) || !isAmount(value.seconds)) return null;
  if (value.green === null) return { seconds: value.seconds, green: null };
  const green = readGreen(value.green);
  return green === null ? null : { seconds: value.seconds, green };
}

function readGreen(value: unknown): GreenRecord | null {
  if (!isRecord(value)) return null;
  const { commit, at, image, imageDigests, target, targetDigests, qemu, accel, machineType, cpu, configuration, console: lines } = value;
  if (!isAmount(at) || !isTextOrNull(commit) || !isTextOrNull(image) || !isTextOrNull(target) || !isTextOrNull(qemu)) return null;
  if ((accel !== 'kvm' && accel !== 'tcg') || !isText(machineType) || !isText(cpu)) return null;
  if (!isTexts(imageDigests) || !isTexts(targetDigests) || !isTexts(configuration) || !isConsole(lines)) return null;
  return { commit, at, image, imageDigests, target, targetDigests, qemu, accel, machineType, cpu, configuration, console: lines };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Seconds, which a sum of many keeps finite. */
function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 1e12;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && entriesAre(value, isText);
}

function isConsole(value: unknown): value is Readonly<Record<string, readonly string[]>> {
  return isRecord(value) && entriesAre(value, (lines) => Array.isArray(lines) && lines.length <= MOST_ENTRIES && lines.every(isText));
}

function entriesAre(value: Readonly<Record<string, unknown>>, holds: (entry: unknown) => boolean): boolean {
  const entries = Object.entries(value);
  return entries.length <= MOST_ENTRIES && entries.every(([key, entry]) => key.length <= LONGEST && holds(entry));
}
