import type { RunEvent } from '../../model/event.ts';
import type { TestResult } from '../../model/result.ts';
import { SETTING_INPUTS } from './input-table.ts';

const OPTION = /(?<![\w-])--([a-z][a-z-]*)(?: (yes|no|kvm|tcg|auto|none|all|\d+\w*)\b)?/g;

/** A hint of the engine's, which names options of the command, as the action says it: by the inputs of these names. */
export function inputWords(hint: string): string {
  return hint
    .replaceAll(OPTION, (whole, name: string, value: string | undefined) =>
      Object.hasOwn(SETTING_INPUTS, name) ? `the input ${name}${value === undefined ? '' : `: ${value}`}` : whole,
    )
    .replace('another the input', 'another by the input')
    .replace('see vmtest plan for the tests that there are', 'the input select takes an id, a glob over ids, or KEY=VALUE');
}

/** An event of a run, with its hints in the action's words. */
export function eventInWords(event: RunEvent): RunEvent {
  if (event.type === 'notice') return event.hint === undefined ? event : { ...event, hint: inputWords(event.hint) };
  return event.type === 'test-end' ? { ...event, result: resultInWords(event.result) } : event;
}

/** The same of a test's result. */
export function resultInWords(result: TestResult): TestResult {
  return result.hint === null ? result : { ...result, hint: inputWords(result.hint) };
}
