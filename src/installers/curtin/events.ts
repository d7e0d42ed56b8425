import { plainText, shorten } from '../../base/text.ts';

/** One event of curtin's webhook reporter (curtin/reporter/events.py, `as_dict`), as it was posted. */
export interface CurtinEvent {
  /** Dotted or slashed path of the stage: `cmd-install/stage-partitioning/builtin`. */
  readonly name: string;
  readonly event_type: string;
  readonly description: string;
  readonly origin?: string;
  /** Seconds since the epoch by the guest's clock. */
  readonly timestamp?: number;
  readonly level?: string;
  /** SUCCESS, WARN or FAIL; of finish events only. */
  readonly result?: string;
  readonly files?: readonly CurtinFile[];
}

/** A file that an event carries: `content` is base64, or null where the guest had no such file. */
export interface CurtinFile {
  readonly path: string;
  readonly content: string | null;
  readonly encoding?: string;
}

/** The event that stands for the whole installation. */
export const INSTALL_EVENT = 'cmd-install';

/** Events and bytes that are kept of one installation, and ends of it beyond: a real one has a hundred events and a log of 0.1 MB. */
export const EVENT_LIMITS = { events: 10_000, ends: 10, bytes: 128 << 20 } as const;

/**
 * Reads what was posted. Null for what is no event: a guest may post anything. Other keys are left out, so that nothing of a guest's
 * own making stands in the file of events.
 */
export function readCurtinEvent(body: unknown): CurtinEvent | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const given = body as Readonly<Record<string, unknown>>;
  const { name, event_type: type, description } = given;
  if (typeof name !== 'string' || typeof type !== 'string' || name === '') return null;
  const files = Array.isArray(given.files) ? given.files.flatMap(readFile) : undefined;
  return {
    name,
    event_type: type,
    description: typeof description === 'string' ? description : '',
    ...(typeof given.origin === 'string' ? { origin: given.origin } : {}),
    ...(typeof given.timestamp === 'number' && Number.isFinite(given.timestamp) ? { timestamp: given.timestamp } : {}),
    ...(typeof given.level === 'string' ? { level: given.level } : {}),
    ...(typeof given.result === 'string' ? { result: given.result } : {}),
    ...(files === undefined ? {} : { files }),
  };
}

function readFile(value: unknown): CurtinFile[] {
  if (typeof value !== 'object' || value === null) return [];
  const { path, content, encoding } = value as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || (typeof content !== 'string' && content !== null && content !== undefined)) return [];
  return [{ path, content: content ?? null, ...(typeof encoding === 'string' ? { encoding } : {}) }];
}

function isEnd({ name, event_type: type }: CurtinEvent): boolean {
  return name === INSTALL_EVENT && type === 'finish';
}

/** One line for people: `finish cmd-install/stage-extract: SUCCESS: writing install sources to disk`. */
export function eventLine({ event_type: type, name, result, description }: CurtinEvent): string {
  const words = [result, description].filter((word) => word !== undefined && word !== '');
  return shorten(plainText([`${type} ${name}`, ...words].join(': ')).replaceAll(/\s+/g, ' '), 200);
}

/** What keeps the events of one installation within limits. */
export interface EventLog {
  /** Takes one posted body; says what was wrong with it, or null. */
  readonly add: (body: unknown, bytes: number) => string | null;
  readonly events: readonly CurtinEvent[];
}

/** An empty log of events. `onEvent` hears each that was taken. */
export function eventLog(onEvent: (event: CurtinEvent) => void): EventLog {
  const events: CurtinEvent[] = [];
  let total = 0;
  return {
    events,
    add: (body, bytes) => {
      const event = readCurtinEvent(body);
      if (event === null) return 'what was posted is no event';
      // What is last is what says how it ended: a flood before it must not hide it.
      const room = EVENT_LIMITS.events + (isEnd(event) ? EVENT_LIMITS.ends : 0);
      if (events.length >= room) return `more than ${EVENT_LIMITS.events} events`;
      if (total + bytes > EVENT_LIMITS.bytes) return `more than ${EVENT_LIMITS.bytes >> 20} MiB of events`;
      total += bytes;
      events.push(event);
      onEvent(event);
      return null;
    },
  };
}
