import { VmtestError } from '../../model/errors.ts';
import { shown } from './addresses.ts';
import type { Answer } from './ask.ts';
import { Interruption } from './interruption.ts';

const HINTS: Readonly<Record<number, string>> = {
  401: 'the server wants a name and a password, which the address may hold',
  403: 'the server does not give it to this host; look whether the address is right',
  404: 'there is no such file: look whether the address is right',
  407: 'the proxy wants a name and a password, which its address may hold',
  410: 'the file was taken away: sync again, or name another version',
};

/**
 * What an answer without a body for us comes to: an Interruption for 408, 425, 429 and 5xx, else VMTEST_DOWNLOAD_REFUSED. `now` is
 * milliseconds since the epoch.
 */
export function refusal(url: URL, answer: Answer, now: number): Interruption | VmtestError {
  const { status } = answer;
  const said = `the server answers with status ${status}`;
  if ([408, 425, 429].includes(status) || status >= 500)
    return new Interruption('busy', said, { wait: retryAfter(answer.header('retry-after'), now) });
  const hint = HINTS[status] ?? 'look whether the address is right';
  return new VmtestError('VMTEST_DOWNLOAD_REFUSED', `Cannot fetch ${shown(url)}: ${said}`, { hint });
}

/** Seconds that Retry-After asks for (RFC 9110, 10.2.3: seconds, or a date); 0 where it says nothing that can be read. */
function retryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  const seconds = /^\d{1,9}$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
  return seconds > 0 ? seconds : 0;
}
