import type { CompletionRecord } from '../model/evidence.ts';

/** Bytes of a record that are read: room for more members than extraction takes. */
export const MAX_RECORD_BYTES = 48 << 20;

const MAX_MEMBERS = 200_000;
const MAX_STEPS = 10_000;
const MAX_TEXT = 4096;

/**
 * Reads the guest's completion record, which may be anything. Returns the record, made anew from the fields that it is to have,
 * or one sentence that says what is wrong with it.
 */
export function parseRecord(text: string): { readonly record: CompletionRecord } | { readonly error: string } {
  if (text.length > MAX_RECORD_BYTES) return { error: `the completion record is too long (${text.length} characters)` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: 'the completion record is not JSON: it was cut short, or has a hole' };
  }
  if (!isObject(value)) return { error: 'the completion record is not a JSON object' };
  const { version, phase, bootId, steps, members } = value;
  if (version !== 1) return { error: `the completion record has version ${shown(version)}, and this vmtest reads version 1` };
  if (!isText(phase) || !isText(bootId)) return { error: 'the completion record has no phase or no boot id' };
  if (!Array.isArray(steps) || steps.length > MAX_STEPS || !steps.every(isStep)) {
    return { error: 'the completion record has no well-formed list of steps' };
  }
  if (!Array.isArray(members) || members.length > MAX_MEMBERS) return { error: 'the completion record has no list of members' };
  const wrong = members.findIndex((member) => !isMember(member));
  if (wrong !== -1) return { error: `member ${wrong + 1} of the completion record is not well-formed` };
  const files = members as CompletionRecord['members'];
  if (new Set(files.map((member) => member.path)).size !== files.length) return { error: 'the completion record names a file twice' };
  return {
    record: {
      version,
      phase,
      bootId,
      steps: steps.map(({ name, status }) => ({ name, status })),
      members: files.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isStep(value: unknown): value is CompletionRecord['steps'][number] {
  return isObject(value) && isText(value.name) && Number.isInteger(value.status) && Math.abs(value.status as number) < 2 ** 31;
}

function isMember(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, size, sha256 } = value;
  return isText(path) && Number.isSafeInteger(size) && (size as number) >= 0 && isText(sha256) && /^[0-9a-f]{64}$/.test(sha256);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'none').slice(0, 40);
}
