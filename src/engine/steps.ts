import { failedStep } from '../evidence/failed-step.ts';
import type { PhaseEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/result.ts';

type StepEvidence = Pick<PhaseEvidence, 'phase' | 'record' | 'console' | 'consoleFile'>;

/** A command of `runcmd` that failed in the guest is a failed check of its own; behind its status is what it said last. */
export function stepFindings(phases: readonly StepEvidence[]): readonly Finding[] {
  return phases.flatMap(({ phase, record, console, consoleFile }) =>
    (record?.steps ?? [])
      .filter((step) => step.name.startsWith('runcmd') && step.status !== 0)
      .map(({ name, status }) => ({
        name: `${phase} ${name}`,
        verdict: 'failed' as const,
        message: status < 0 ? 'did not run, because one before it failed' : failedMessage(status, failedStep(console, name, consoleFile)),
        phase,
        seconds: 0,
      })),
  );
}

function failedMessage(status: number, said: ReturnType<typeof failedStep>): string {
  const lines = said.map(({ file, line, text }, index) => (index === 0 ? `${file}:${line}\n  ${text}` : `  ${text}`));
  return [`ended with status ${status} in the guest`, ...lines].join('\n');
}

/** What is worth telling of commands that collect: one that failed left less than was asked for, whatever the checks say. */
export function collectNotes(phases: readonly StepEvidence[]): readonly string[] {
  return phases.flatMap(({ phase, record, console, consoleFile }) =>
    (record?.steps ?? [])
      .filter((step) => /^collect \d+$/.test(step.name) && step.status !== 0)
      .map(({ name, status }) => {
        const last = failedStep(console, name, consoleFile).at(-1);
        const said = last === undefined ? '' : `: ${last.file}:${last.line}: ${last.text}`;
        return `${phase} ${name} ended with status ${status} in the guest${said}`;
      }),
  );
}
