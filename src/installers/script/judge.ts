import type { CompletionRecord } from '../../model/evidence.ts';
import type { Verdict } from '../../model/verdict.ts';

/**
 * Judges an installation by a script: its step must be in a whole completion record, with status 0.
 * @param record null where there is no whole record
 * @param reason why there is none
 */
export function judgeScript(record: CompletionRecord | null, reason: string): { readonly verdict: Verdict; readonly cause: string } {
  if (record === null) return { verdict: 'install-failed', cause: `the installer left no record of success: ${reason}` };
  const step = record.steps.find(({ name }) => name === 'install');
  if (step === undefined) return { verdict: 'install-failed', cause: 'the record of the installation has no step "install"' };
  if (step.status !== 0) return { verdict: 'install-failed', cause: `the install script ended with status ${step.status}` };
  return { verdict: 'passed', cause: '' };
}
