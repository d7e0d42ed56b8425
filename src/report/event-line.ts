import { formatDuration } from '../base/times.ts';
import { testsOf } from '../model/errors.ts';
import type { RunEvent } from '../model/event.ts';
import { curtinProgress, isStage } from './curtin-progress.ts';
import { mark, oneLine, verdictWord } from './marks.ts';
import { type Paint, paint } from './paint.ts';
import { testsText } from './problem-groups.ts';

export interface EventLineOptions {
  readonly color?: boolean;
  /** Seconds since the epoch at which the run began: lines then begin with the time since; else with the time of day, UTC. */
  readonly startedAt?: number;
  /** Tells consoles too, line by line. */
  readonly console?: boolean;
  /** Where a live block shows how far images are, no line does. */
  readonly live?: boolean;
}

/** What an event is in plain output, on one line without its end; null for what is not told. */
export function eventLine(event: RunEvent, options: EventLineOptions = {}): string | null {
  const colors = paint(options.color === true);
  const text = textOf(event, colors, options);
  return text === null ? null : `${colors.faint(stamp(event.at, options.startedAt))}  ${text}`;
}

function stamp(at: number, startedAt: number | undefined): string {
  const seconds = startedAt === undefined ? at : Math.max(0, at - startedAt);
  const clock = new Date(Number.isFinite(seconds) ? seconds * 1000 : 0).toISOString().slice(11, 19);
  if (startedAt === undefined) return clock;
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${clock.slice(3)}`;
}

function textOf(event: RunEvent, colors: Paint, options: EventLineOptions): string | null {
  switch (event.type) {
    case 'run-start': {
      const count = event.tests.length;
      return `${count} test${count === 1 ? '' : 's'}, ${event.jobs} at a time, in ${oneLine(event.topdir)}`;
    }
    case 'notice':
      return noticeText(event, colors);
    case 'image':
      if (event.state === 'progress' && (event.due !== true || options.live === true)) return null;
      return `image ${oneLine(event.image)}: ${oneLine(event.message)}`;
    case 'phase-start':
      return `  ${oneLine(event.test)}  ${oneLine(event.phase)} started, up to ${formatDuration(event.timeoutSeconds)}`;
    case 'console':
      return options.console === true
        ? `  ${oneLine(event.test)}  ${oneLine(event.phase)} ${colors.faint('│')} ${oneLine(event.line)}`
        : null;
    case 'phase-end':
      return phaseText(event, colors);
    case 'check':
      return checkText(event, colors);
    case 'test-retry':
      return `${mark(event.verdict, colors)} ${colors.strong(oneLine(event.test))}  attempt ${event.attempt}: ${verdictWord(event.verdict, colors)}: ${oneLine(event.cause)}; it is run again`;
    case 'test-end':
      return endText(event, colors);
    case 'guest':
      return stageText(event, colors);
    case 'test-start':
    case 'qmp':
    case 'run-end':
      return null;
  }
}

/** A stage of curtin's, with what it does: `debian  install: start cmd-install/stage-partitioning: configuring storage`. */
function stageText(event: Extract<RunEvent, { type: 'guest' }>, colors: Paint): string | null {
  const progress = curtinProgress(event.event);
  if (progress === null || !isStage(progress)) return null;
  return `  ${oneLine(event.test)}  ${oneLine(event.phase)}: ${colors.faint(oneLine(progress))}`;
}

function noticeText(event: Extract<RunEvent, { type: 'notice' }>, colors: Paint): string {
  const word = event.severity === 'warning' ? colors.warn('warning') : 'note';
  const tests = testsOf(event);
  const who = tests.length === 0 ? '' : ` ${oneLine(testsText(tests))}:`;
  return `${word}:${who} ${oneLine(event.message)}${event.hint === undefined ? '' : ` (${oneLine(event.hint)})`}`;
}

function phaseText({ test, result }: Extract<RunEvent, { type: 'phase-end' }>, colors: Paint): string {
  const { name, verdict, seconds, cause } = result;
  const how = verdict === 'passed' ? `in ${formatDuration(seconds)}` : `after ${formatDuration(seconds)}: ${oneLine(cause)}`;
  return `  ${oneLine(test)}  ${oneLine(name)} ${verdictWord(verdict, colors)} ${how}`;
}

function checkText({ test, finding }: Extract<RunEvent, { type: 'check' }>, colors: Paint): string | null {
  if (finding.verdict === 'passed') return null;
  const sign = finding.verdict === 'failed' ? colors.bad('✗') : colors.faint('–');
  return `  ${oneLine(test)}  ${sign} ${oneLine(finding.name)}: ${oneLine(finding.message)}`;
}

function endText({ result }: Extract<RunEvent, { type: 'test-end' }>, colors: Paint): string {
  const { id, verdict, seconds, checks, phases, reason, attempts } = result;
  const passed = checks.filter((finding) => finding.verdict === 'passed').length;
  const judged = checks.length === 0 ? '' : `, ${passed} of ${checks.length} checks passed`;
  const time = phases.length === 0 ? '' : ` in ${formatDuration(seconds)}`;
  // The suite's reason is why it failed as it should; of what failed none the less the cause says how the two went together.
  const told = reason === null ? null : verdict === 'skipped' || verdict === 'expected-failure' ? reason : result.cause;
  const why = told === null || told === '' ? '' : `: ${oneLine(told)}`;
  return `${mark(verdict, colors)} ${colors.strong(oneLine(id))}  ${verdictWord(verdict, colors)}${time}${attempts > 1 ? `, at attempt ${attempts}` : ''}${judged}${why}`;
}
