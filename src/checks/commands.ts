import { join, relative } from 'node:path';
import type { Evidence } from '../model/evidence.ts';
import type { GuestStep } from '../model/plan.ts';
import type { Finding } from '../model/result.ts';

/** The status of a step that did not run, because one before it failed. */
const NOT_RUN = -1;

/**
 * What became of a phase's `runcmd` in the guest: one finding named `run`, failed by the first command that did not end with status 0.
 * None for a phase without commands, or without a completion record (its verdict tells).
 */
export function commandFinding(steps: readonly GuestStep[], phaseName: string, evidence: Evidence): Finding | null {
  const commands = steps.filter(({ kind }) => kind === 'runcmd');
  const phase = evidence.phases.find(({ phase }) => phase === phaseName);
  if (commands.length === 0 || phase === undefined || phase.record === null) return null;
  const base = { name: 'run', phase: phaseName, seconds: 0 };
  const status = new Map(phase.record.steps.map((step) => [step.name, step.status]));
  const wrong = commands.find(({ name }) => status.get(name) !== 0);
  if (wrong === undefined) return { ...base, verdict: 'passed', message: '' };
  const ended = status.get(wrong.name);
  const how = ended === undefined || ended === NOT_RUN ? 'was not run' : `ended with status ${ended}`;
  const left = commands.length - commands.indexOf(wrong) - 1;
  const rest = left === 0 ? '' : `; ${left} more did not run`;
  const log = `${join(relative(evidence.folder, phase.folder), '.vmtest/logs')}, ${phase.consoleFile}`;
  return { ...base, verdict: 'failed', message: `${wrong.name} ${how} in the guest${rest} (${log})` };
}
