/** A line that the guest's script wrote to the events port; fields beside `type` depend on it, and nothing about them is certain. */
export type GuestEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** What was heard and what was thrown away. */
export interface EventCounts {
  readonly events: number;
  /** Lines that were no JSON object with a `type`, or too long. */
  readonly invalid: number;
  /** Valid events beyond the limit. */
  readonly dropped: number;
}

/** Takes bytes as they come from the port, cut anywhere. */
export type EventSink = ((chunk: Uint8Array) => void) & { readonly counts: () => EventCounts };

const NEWLINE = 0x0a;

/**
 * Reads the JSON lines of a guest, which may write anything: a line longer than `lineBytes` (64 KiB) is thrown away without being
 * held, and after `events` (100,000) of them the rest is only counted. The script writes `step-start` and `step-end` (with `step`,
 * `kind`, `name`, `status`), `collect-start`, `collect-end` (`status`) and `power-off` (`how`).
 */
export function guestEvents(onEvent: (event: GuestEvent) => void, limits: { lineBytes?: number; events?: number } = {}): EventSink {
  const lineBytes = limits.lineBytes ?? 64 << 10;
  const most = limits.events ?? 100_000;
  const counts = { events: 0, invalid: 0, dropped: 0 };
  let held: Uint8Array[] = [];
  let length = 0;

  const take = (piece: Uint8Array) => {
    length += piece.length;
    if (length <= lineBytes) held.push(Uint8Array.from(piece));
    else held = [];
  };
  const endLine = () => {
    const line = length > lineBytes ? undefined : Buffer.concat(held).toString('utf8').trim();
    held = [];
    length = 0;
    if (line === '') return;
    const event = line === undefined ? undefined : parse(line);
    if (event === undefined) counts.invalid += 1;
    else if (counts.events >= most) counts.dropped += 1;
    else {
      counts.events += 1;
      onEvent(event);
    }
  };
  const write = (chunk: Uint8Array) => {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end));
      endLine();
      from = end + 1;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  };
  return Object.assign(write, { counts: () => ({ ...counts }) });
}

function parse(line: string): GuestEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const event = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
    return typeof event?.type === 'string' ? (event as GuestEvent) : undefined;
  } catch {
    return undefined;
  }
}
