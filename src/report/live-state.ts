import type { RunEvent } from '../model/event.ts';
import { faultOf, type Verdict } from '../model/verdict.ts';
import { curtinProgress } from './curtin-progress.ts';
import { oneLine } from './marks.ts';

/** A test that is on its way. */
export interface LiveTest {
  readonly id: string;
  /** What it does: a phase's name, `starting`, `checks`. */
  readonly doing: string;
  /** Seconds since the epoch at which it began to do that. */
  readonly since: number;
  /** Seconds; null where it has no limit. */
  readonly limit: number | null;
  /** The last line of its console that says something. */
  readonly line: string;
}

/** What a live view shows of a run: all of it comes from events. */
export interface Live {
  readonly startedAt: number | null;
  readonly total: number;
  readonly running: readonly LiveTest[];
  readonly images: readonly { readonly name: string; readonly message: string; readonly since: number }[];
  readonly done: Readonly<Record<'passed' | 'failed' | 'host' | 'skipped' | 'cancelled', number>>;
}

/** Before the run began: nothing is shown. */
export const initialLive: Live = {
  startedAt: null,
  total: 0,
  running: [],
  images: [],
  done: { passed: 0, failed: 0, host: 0, skipped: 0, cancelled: 0 },
};

/** The state after one more event; an event that changes nothing gives the same object back. */
export function reduceLive(state: Live, event: RunEvent): Live {
  switch (event.type) {
    case 'run-start':
      return { ...initialLive, startedAt: event.at, total: event.tests.length };
    case 'image':
      return imageStep(state, event);
    case 'test-start':
      return { ...state, running: [...state.running, { id: event.test, doing: 'starting', since: event.at, limit: null, line: '' }] };
    case 'phase-start':
      return change(state, event.test, { doing: event.phase, since: event.at, limit: event.timeoutSeconds, line: '' });
    case 'console': {
      const line = oneLine(event.line);
      return line === '' ? state : change(state, event.test, { line });
    }
    case 'phase-end':
      return change(state, event.test, { doing: `after ${event.result.name}`, since: event.at, limit: null, line: '' });
    case 'check':
      return change(state, event.test, { doing: 'checks', limit: null, line: event.finding.name });
    case 'test-retry':
      return { ...state, running: state.running.filter((test) => test.id !== event.test) };
    case 'test-end':
      return ended(state, event.test, event.result.verdict);
    case 'guest': {
      const line = curtinProgress(event.event);
      return line === null ? state : change(state, event.test, { line });
    }
    case 'notice':
    case 'qmp':
    case 'run-end':
      return state;
  }
}

function change(state: Live, id: string, to: Partial<LiveTest>): Live {
  return { ...state, running: state.running.map((test) => (test.id === id ? { ...test, ...to } : test)) };
}

function ended(state: Live, id: string, verdict: Verdict): Live {
  const fault = faultOf(verdict);
  const kind =
    verdict === 'skipped' ? 'skipped' : ({ none: 'passed', system: 'failed', host: 'host', cancelled: 'cancelled' } as const)[fault];
  return { ...state, running: state.running.filter((test) => test.id !== id), done: { ...state.done, [kind]: state.done[kind] + 1 } };
}

function imageStep(state: Live, event: Extract<RunEvent, { type: 'image' }>): Live {
  const others = state.images.filter(({ name }) => name !== event.image);
  if (event.state === 'ready') return { ...state, images: others };
  const since = state.images.find(({ name }) => name === event.image)?.since ?? event.at;
  return { ...state, images: [...others, { name: event.image, message: oneLine(event.message), since }] };
}
