import type { PhaseEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/result.ts';

/** A command of `runcmd` that failed in the guest is a failed check of its own. */
export function stepFindings(phases: readonly Pick<PhaseEvidence, 'phase' | 'record'>[]): readonly Finding[] {
  return phases.flatMap(({ phase, record }) =>
    (record?.steps ?? [])
      .filter((step) => step.name.startsWith('runcmd') && step.status !== 0)
      .map((step) => ({
        name: `${phase} ${step.name}`,
        verdict: 'failed' as const,
        message: step.status < 0 ? 'did not run, because one before it failed' : `ended with status ${step.status} in the guest`,
        phase,
        seconds: 0,
      })),
  );
}

/** What is worth telling of commands that collect: one that failed left less than was asked for, whatever the checks say. */
export function collectNotes(phases: readonly Pick<PhaseEvidence, 'phase' | 'record'>[]): readonly string[] {
  return phases.flatMap(({ phase, record }) =>
    (record?.steps ?? [])
      .filter((step) => /^collect \d+$/.test(step.name) && step.status !== 0)
      .map((step) => `${phase} ${step.name} ended with status ${step.status} in the guest`),
  );
}
