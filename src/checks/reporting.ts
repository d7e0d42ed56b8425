import type { ReportingCheck } from '../model/check.ts';
import { type Assessment, type CheckInput, type Claim, quote } from './claim.ts';
import { type Item, list, mapping, text } from './curtin-values.ts';

/** In the install phase's folder: the events that curtin posted, in the order in which they came (curtin's reporter/events.py). */
export const REPORTING_FILE = 'webhooks-events.json';

/** What curtin's last event is called. */
const WHOLE_INSTALL = 'cmd-install';

/**
 * `reporting`: the first event is a start, the second has another time, the last one is the end of the whole installation with
 * success, and the files are in some event, with their content.
 */
export function checkReporting(check: ReportingCheck, input: CheckInput): Assessment {
  const file = input.at(REPORTING_FILE);
  const written = input.phase.read(REPORTING_FILE);
  if (written === null) return { claims: [], obstacles: [`${file} is not there, or too large to be read: no event came`] };
  const events = parseEvents(written);
  if (typeof events === 'string') return { claims: [], obstacles: [`${file} ${events}`] };
  if (events.length === 0) return { claims: [], obstacles: [`${file} has no event`] };
  return { claims: [...orderClaims(events, file), ...check.files.map((path) => fileClaim(path, events, file))], obstacles: [] };
}

function parseEvents(written: string): readonly Item[] | string {
  try {
    const value: unknown = JSON.parse(written);
    return Array.isArray(value) ? value.map(mapping) : 'is no list of events';
  } catch (error) {
    return `is no JSON: ${(error as Error).message}`;
  }
}

function orderClaims(events: readonly Item[], file: string): Claim[] {
  const [first, second, last] = [events[0] as Item, events[1], events.at(-1) as Item];
  const ends = last.event_type === 'finish' && last.name === WHOLE_INSTALL;
  const result = text(last.result);
  return [
    {
      holds: first.event_type === 'start',
      otherwise: `the first event must be a start, and ${file} has ${shown(first)}`,
      though: `${file} begins with a start`,
    },
    {
      holds: second === undefined || second.timestamp !== first.timestamp,
      otherwise: `the first two events of ${file} have one time, ${text(first.timestamp)}`,
      though: `the first two events of ${file} have two times`,
    },
    {
      holds: ends,
      otherwise: `the last of ${events.length} events must be the finish of ${WHOLE_INSTALL}, and ${file} has ${shown(last)}`,
      though: `${file} ends with ${WHOLE_INSTALL}`,
    },
    ...(ends && result !== null
      ? [
          {
            holds: result === 'SUCCESS',
            otherwise: `the finish of ${WHOLE_INSTALL} must be a SUCCESS, and ${file} has ${quote(result)}`,
            though: `${WHOLE_INSTALL} ended with SUCCESS in ${file}`,
          },
        ]
      : []),
  ];
}

function shown(event: Item): string {
  return `${quote(text(event.event_type) ?? 'none')} of ${quote(text(event.name) ?? '')}`;
}

function fileClaim(path: string, events: readonly Item[], file: string): Claim {
  const posted = events.flatMap((event) => list(event.files).map(mapping));
  const same = posted.filter((one) => one.path === path);
  const whole = same.some((one) => typeof one.content === 'string' && one.content !== '');
  const names = posted.map((one) => quote(text(one.path) ?? '')).join(', ');
  const instead = same.length > 0 ? 'posted it empty' : `posted ${names === '' ? 'no file' : names}`;
  return {
    holds: whole,
    otherwise: `the file ${path} is to be posted, and by ${file} curtin ${instead}`,
    though: `by ${file} curtin posted ${path}`,
  };
}
