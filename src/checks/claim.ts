import type { CompletionRecord, PhaseEvidence } from '../model/evidence.ts';

/** One thing that a check asserts. The two sentences carry the place in which it was looked up. */
export interface Claim {
  readonly holds: boolean;
  /** What is said where it should hold and does not. */
  readonly otherwise: string;
  /** What is said where it should not hold (`not: true`) and does. */
  readonly though: string;
}

/** What a check makes of the evidence. */
export interface Assessment {
  readonly claims: readonly Claim[];
  /** What keeps the check from being judged at all; it fails with `not: true` too. */
  readonly obstacles: readonly string[];
  /** For people, beside a pass. */
  readonly note?: string;
  /** Why the check does not apply to this system or configuration: it is skipped. */
  readonly skip?: string;
}

/** What a pure check reads: one phase, and how its files are named in messages. */
export interface CheckInput {
  readonly phase: PhaseEvidence;
  /** `collect/fstab:3` for a collected file and, where it is known, a line that counts from 1. */
  readonly at: (path: string, line?: number) => string;
}

/** `not: true` negates every claim by itself: `not` with two `contains` means that the file has neither. */
export function judge(
  assessment: Assessment,
  not: boolean,
): { readonly verdict: 'passed' | 'failed' | 'skipped'; readonly message: string } {
  if (assessment.skip !== undefined && assessment.obstacles.length === 0) return { verdict: 'skipped', message: assessment.skip };
  const wrong = assessment.claims.filter((claim) => claim.holds === not).map((claim) => (not ? claim.though : claim.otherwise));
  const messages = [...assessment.obstacles, ...wrong];
  if (not && assessment.claims.length === 0 && messages.length === 0)
    messages.push('`not` has nothing to negate: the check found nothing to look at');
  return messages.length === 0 ? { verdict: 'passed', message: '' } : { verdict: 'failed', message: messages.join('\n') };
}

/** The text of a file that a check's own script collects, or an obstacle that says why it is not there. */
export function collected(input: CheckInput, path: string, script: string): { text: string } | { obstacle: string } {
  const text = input.phase.read(path);
  if (text !== null) return { text };
  return { obstacle: `${input.at(path)} is not there: ${scriptEnd(input.phase.record, script)}` };
}

function scriptEnd(record: CompletionRecord | null, script: string): string {
  const step = record?.steps.find(({ name }) => name === script);
  if (step === undefined) return `the guest did not run "${script}"`;
  return step.status === 0 ? `"${script}" wrote none in the guest` : `"${script}" ended with status ${step.status} in the guest`;
}

/** Text of the guest's in a message: quoted, on one line, at most 200 characters. */
export function quote(text: string): string {
  const shown = JSON.stringify(text);
  return shown.length <= 200 ? shown : `${shown.slice(0, 199)}…"`;
}

/** The line (from 1) of a character offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
