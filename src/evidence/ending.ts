import { formatDuration } from '../base/times.ts';
import type { Excerpt } from '../model/result.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Hit } from './scan.ts';

/** What ended a phase: the first of these that happened. */
export type Ending =
  | { readonly kind: 'power-off' }
  | { readonly kind: 'reboot'; readonly resets: number }
  | { readonly kind: 'reset'; readonly resets: number }
  | { readonly kind: 'rule'; readonly hit: Hit }
  | { readonly kind: 'panic'; readonly information: string }
  | { readonly kind: 'watchdog' }
  | { readonly kind: 'disk-full'; readonly device: string }
  | { readonly kind: 'silent'; readonly seconds: number; readonly spinning: boolean; readonly screen: string | null }
  | { readonly kind: 'deadline'; readonly seconds: number; readonly lag: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'qemu-exit'; readonly how: string; readonly output: string };

/** What is said of a phase by the way it ended alone; `verdict` null: it ended as it should, and its record decides. */
export interface EndingJudgement {
  readonly verdict: Verdict | null;
  readonly cause: string;
}

/**
 * Judges how a phase ended.
 * @param hits rules of severity `error` and `fatal` that were met, oldest first: an explanation outranks a mere symptom
 */
export function judgeEnding(ending: Ending, kind: 'install' | 'boot', hits: readonly Hit[]): EndingJudgement {
  const symptom = judgeSymptom(ending, kind);
  if (symptom.verdict === null || !EXPLAINABLE.has(symptom.verdict)) return symptom;
  const explanation = hits.findLast((hit) => hit.rule.verdict !== null);
  if (explanation === undefined) return symptom;
  return { verdict: explanation.rule.verdict, cause: `${explanation.rule.meaning}; then ${symptom.cause}` };
}

/** Verdicts that only say that nothing came: what was heard before says why. */
const EXPLAINABLE: ReadonlySet<Verdict> = new Set(['silent', 'install-timeout', 'boot-timeout', 'unexpected-reboot']);

function judgeSymptom(ending: Ending, kind: 'install' | 'boot'): EndingJudgement {
  const timeout: Verdict = kind === 'install' ? 'install-timeout' : 'boot-timeout';
  switch (ending.kind) {
    case 'power-off':
    case 'reboot':
      return { verdict: null, cause: '' };
    case 'reset':
      return {
        verdict: 'unexpected-reboot',
        cause: `the guest rebooted${ending.resets > 1 ? ` for the ${ordinal(ending.resets)} time` : ''} where a power-off was due`,
      };
    case 'rule':
      return { verdict: ending.hit.rule.verdict, cause: ending.hit.rule.meaning };
    case 'panic':
      return {
        verdict: 'kernel-panic',
        cause: `the guest reported a panic to QEMU${ending.information === '' ? '' : ` (${ending.information})`}`,
      };
    case 'watchdog':
      return { verdict: 'silent', cause: "the guest's watchdog fired" };
    case 'disk-full':
      return { verdict: 'disk-full', cause: `the host had no space left for the disk ${ending.device}` };
    case 'silent':
      return { verdict: 'silent', cause: silence(ending) };
    case 'deadline':
      if (ending.lag > ending.seconds / 4) {
        return {
          verdict: 'host-overloaded',
          cause: `the host stood still for ${formatDuration(ending.lag)} of the ${formatDuration(ending.seconds)} that the phase had`,
        };
      }
      return { verdict: timeout, cause: `it was not done within ${formatDuration(ending.seconds)}` };
    case 'cancelled':
      return { verdict: 'cancelled', cause: 'the run was cancelled' };
    case 'qemu-exit':
      return {
        verdict: 'qemu-failed',
        cause: `${ending.how} while the guest ran${ending.output.trim() === '' ? '' : `: ${ending.output.trim().split('\n').at(-1)}`}`,
      };
  }
}

function silence(ending: Extract<Ending, { kind: 'silent' }>): string {
  const state = ending.spinning ? 'while its processor was busy (spinning)' : 'and its processor was idle';
  const screen = ending.screen?.split('\n').findLast((line) => line.trim() !== '');
  return `the guest said nothing new for ${formatDuration(ending.seconds)} ${state}${screen === undefined ? '' : `; its screen ends with "${screen.trim()}"`}`;
}

function ordinal(n: number): string {
  return n === 2 ? 'second' : n === 3 ? 'third' : `${n}th`;
}

/** Where the lines of each channel stand, as paths under the test's folder. */
export interface ChannelFiles {
  readonly console: string;
  readonly firmware: string;
}

/** What SeaBIOS writes to its debug console for itself, between what it would say to a person. */
const FIRMWARE_NOISE = /^\s*$|^enter handle_|^\s+NULL$/;

/**
 * The decisive lines of an ending: the line that a rule met with what follows it; else what explains it, and the console's last lines.
 * @param around a hit's line and those after it
 */
export function excerptsOf(
  ending: Ending,
  hits: readonly Hit[],
  around: (hit: Hit) => string,
  recent: readonly string[],
  files: ChannelFiles,
): readonly Excerpt[] {
  if (ending.kind === 'rule') return cite(ending.hit, around(ending.hit), files);
  const cited = hits.slice(-3).flatMap((hit) => cite(hit, hit.text, files));
  const last = recent.filter((line) => line.trim() !== '').slice(-8);
  if (ending.kind === 'power-off' || ending.kind === 'cancelled' || last.length === 0) return cited;
  return [...cited, { file: files.console, line: null, text: last.join('\n') }];
}

function cite({ channel, line }: Hit, text: string, files: ChannelFiles): readonly Excerpt[] {
  if (channel === 'screen') return [{ file: 'screen of the machine', line: null, text }];
  if (channel === 'console') return [{ file: files.console, line, text }];
  // One each: lines are left out between them, and each has its own number.
  return text
    .split('\n')
    .flatMap((one, index) => (FIRMWARE_NOISE.test(one) ? [] : [{ file: files.firmware, line: line + index, text: one }]));
}
