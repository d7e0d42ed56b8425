import type { Ending } from '../evidence/ending.ts';
import { judgeEnding } from '../evidence/ending.ts';
import type { Hit } from '../evidence/scan.ts';
import { type CurtinOutcome, judgeCurtin } from '../installers/curtin/judge.ts';
import { judgeScript } from '../installers/script/judge.ts';
import type { CompletionRecord } from '../model/evidence.ts';
import type { PhaseSpec } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';

/** What the output disk came to. */
export interface Collected {
  readonly complete: boolean;
  readonly reason: string;
  readonly record: CompletionRecord | null;
  /** What a person should know: members that were left out, and why. */
  readonly notes: readonly string[];
}

/** What was heard of an installation by curtin, beside its record. */
export type CurtinHeard = Omit<CurtinOutcome, 'record' | 'reason'>;

/**
 * The verdict of a phase: how it ended, then what its record proves. A power-off proves nothing.
 * @param collected null where the output disk was not read, because QEMU did not exit by itself or the phase ended badly
 * @param curtin what was heard of an installation by curtin; null for every other phase
 */
export function judgePhase(
  phase: Pick<PhaseSpec, 'kind' | 'steps'>,
  ending: Ending,
  hits: readonly Hit[],
  collected: Collected | null,
  curtin: CurtinHeard | null = null,
): { readonly verdict: Verdict; readonly cause: string } {
  const ended = judgeEnding(ending, phase.kind, hits);
  if (ended.verdict !== null) return { verdict: ended.verdict, cause: ended.cause };
  const record = collected?.complete === true ? collected.record : null;
  const reason = collected?.reason ?? 'its output disk could not be read';
  const judged =
    curtin !== null
      ? judgeCurtin({ record, reason, ...curtin })
      : phase.kind === 'install'
        ? judgeScript(record, reason)
        : judgeBoot(record, collected);
  return judged.verdict === 'passed' ? judged : explain(judged, hits);
}

function judgeBoot(record: CompletionRecord | null, collected: Collected | null): { verdict: Verdict; cause: string } {
  if (record !== null) return { verdict: 'passed', cause: '' };
  return {
    verdict: 'collect-incomplete',
    cause: `the guest powered off, but what it collected is not whole: ${collected?.reason ?? 'the output disk could not be read'}`,
  };
}

/** What was heard before a failure says why: memory ran out, the boot loader complained. */
function explain(judged: { verdict: Verdict; cause: string }, hits: readonly Hit[]): { verdict: Verdict; cause: string } {
  const heard = hits.at(-1);
  if (heard === undefined) return judged;
  const cause = `${judged.cause}; before that, ${heard.rule.meaning} ("${heard.text.trim().slice(0, 160)}")`;
  return { verdict: heard.rule.verdict === 'out-of-memory' ? 'out-of-memory' : judged.verdict, cause };
}
