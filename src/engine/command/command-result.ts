import { formatDuration } from '../../base/times.ts';
import { SKIP_STATUS } from '../../checks/run.ts';
import { COMMAND_FILES, type CommandPlan } from '../../model/command.ts';
import type { Finding, PhaseResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import type { Ended } from '../expect.ts';
import { type ClassCases, casesByClass } from './class-cases.ts';
import type { ClassFolder } from './class-folders.ts';
import { consoleFacts } from './console-facts.ts';
import { judgeClass } from './judge-class.ts';
import type { CommandEnd } from './run-command.ts';

/** What a command left, read. */
export interface CommandOutcome {
  readonly end: CommandEnd;
  readonly folders: readonly ClassFolder[];
  /** The cases of its JUnit file; empty where it wrote none. */
  readonly cases: readonly Finding[];
  /** Why the JUnit file could not be read; null where it could, or is not there. */
  readonly unreadable: string | null;
  /** The last lines of what it wrote. */
  readonly tail: string;
  readonly startedAt: number;
  readonly seconds: number;
  /** What paths of excerpts begin with: the topdir below the test's folder, or its absolute path. */
  readonly shownTopdir: string;
}

/** A command's result: one phase a class and one for the command itself, last; one finding a Python test. */
export interface JudgedCommand {
  readonly phases: readonly PhaseResult[];
  readonly findings: readonly Finding[];
  readonly ended: Ended;
}

const NO_CASES: ClassCases = { tests: [], setup: null };
export const COMMAND_PHASE = 'command';

/** Judges what a command left. Pure. */
export function judgeCommand(command: CommandPlan, outcome: CommandOutcome): JudgedCommand {
  const byClass = casesByClass(outcome.cases);
  const folders = new Map(outcome.folders.map((folder) => [folder.name, folder]));
  const names = [...new Set([...folders.keys(), ...command.classes, ...[...byClass.keys()].filter((name) => name !== '')])].sort();
  const classes = names.map((name) => classPhase(name, folders.get(name) ?? null, byClass.get(name) ?? NO_CASES, command, outcome));
  const findings = names.flatMap((name) => findingsOf(name, byClass.get(name) ?? NO_CASES)).concat(byClass.get('')?.tests ?? []);
  const own = commandPhase(command, outcome, classes, findings);
  return { phases: [...classes, own], findings, ended: endOf(classes, own, findings, outcome) };
}

function findingsOf(name: string, { setup, tests }: ClassCases): Finding[] {
  return [...(setup === null ? [] : [setup]), ...tests].map((one) => ({ ...one, name: `${name}.${one.name}`, phase: name }));
}

function classPhase(
  name: string,
  folder: ClassFolder | null,
  cases: ClassCases,
  command: CommandPlan,
  { end, shownTopdir, startedAt }: CommandOutcome,
): PhaseResult {
  const console = consoleFacts(folder ?? { install: null, boot: null }, `${shownTopdir}/${name}`);
  const judged = judgeClass({ folder, cases, console, cut: cutWords(command, end) });
  const counted = cases.tests.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    name,
    kind: 'command',
    ...judged,
    startedAt: folder?.began ?? startedAt,
    seconds: folder === null ? counted : folder.ended - folder.began,
    qemuSeconds: 0,
    consoleLog: null,
  };
}

/** Why a command did not end by itself; null where it did. */
function cutWords({ timeout }: CommandPlan, { cut, killedBy }: CommandEnd): string | null {
  if (cut === 'cancel') return 'the run was cancelled';
  if (cut === 'timeout') return `the command was killed after ${formatDuration(timeout)}, its time limit`;
  return killedBy === undefined ? null : `the command was killed by ${killedBy}`;
}

function commandPhase(
  command: CommandPlan,
  outcome: CommandOutcome,
  classes: readonly PhaseResult[],
  findings: readonly Finding[],
): PhaseResult {
  const { end, startedAt, seconds, tail } = outcome;
  const judged = judgeEnd(command, outcome, classes.length + findings.length);
  const excerpts = faultOf(judged.verdict) === 'none' || tail === '' ? [] : [{ file: COMMAND_FILES.log, line: null, text: tail }];
  const left = end.left.length === 0 ? '' : `${judged.cause === '' ? '' : '; '}it left ${leftWords(end)} running`;
  return {
    name: COMMAND_PHASE,
    kind: 'command',
    ...judged,
    cause: `${judged.cause}${left}`,
    excerpts,
    startedAt,
    seconds,
    qemuSeconds: 0,
    consoleLog: null,
  };
}

/** `qemu-system-x86 (4711) and 2 more`, for people. */
export function leftWords({ left }: Pick<CommandEnd, 'left'>): string {
  const [first] = left;
  const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
  return first === undefined ? 'nothing' : `${first.name} (${first.pid})${more}`;
}

function judgeEnd(
  command: CommandPlan,
  { end, unreadable, tail }: CommandOutcome,
  results: number,
): Pick<PhaseResult, 'verdict' | 'cause'> {
  const cut = cutWords(command, end);
  if (end.cut === 'cancel') return { verdict: 'cancelled', cause: 'the run was cancelled' };
  if (cut !== null) return { verdict: 'collect-incomplete', cause: cut };
  if (end.exitCode === SKIP_STATUS && results === 0)
    return { verdict: 'skipped', cause: tail.split('\n').at(-1) || `status ${SKIP_STATUS}` };
  if (end.exitCode !== 0) return { verdict: 'check-failed', cause: `the command ended with status ${end.exitCode}` };
  if (unreadable !== null) return { verdict: 'check-failed', cause: unreadable };
  if (results > 0) return { verdict: 'passed', cause: '' };
  return { verdict: 'missing', cause: `the command ended with status 0, and left no result: no class in its topdir, and no JUnit file` };
}

function endOf(classes: readonly PhaseResult[], own: PhaseResult, findings: readonly Finding[], { end }: CommandOutcome): Ended {
  const ended = ({ name, verdict, cause }: PhaseResult, others = 0): Ended => ({
    verdict,
    cause: `${name === COMMAND_PHASE ? '' : `${name}: `}${cause}${others > 0 ? ` (and ${others} more)` : ''}`,
    hint: null,
  });
  const bad = classes.filter(({ verdict }) => faultOf(verdict) !== 'none');
  if (end.cut !== null) return ended(own, bad.length);
  const first = bad.find(({ verdict }) => verdict !== 'missing') ?? bad[0];
  if (first !== undefined) return ended(first, bad.length - 1);
  if (faultOf(own.verdict) !== 'none') return ended(own);
  const failed = findings.find(({ verdict }) => verdict === 'failed');
  if (failed !== undefined) return { verdict: 'check-failed', cause: `${failed.name}: ${failed.message.split('\n', 1)[0]}`, hint: null };
  if (own.verdict === 'skipped') return ended(own);
  const skipped = classes.length > 0 && classes.every(({ verdict }) => verdict === 'skipped');
  return skipped ? ended(classes[0] as PhaseResult, classes.length - 1) : { verdict: 'passed', cause: '', hint: null };
}
