import { formatSize } from '../../base/sizes.ts';
import { VmtestError } from '../../model/errors.ts';
import { shown } from './addresses.ts';
import type { Answer, Way } from './ask.ts';
import { exchange } from './exchange.ts';
import { type RetrySettings, withRetries } from './retries.ts';
import { refusal } from './statuses.ts';
import type { TransferOptions } from './types.ts';

/** Fetches a small file into memory, each attempt from its beginning; see `Client.fetchBytes`. */
export function fetchBytes(
  way: Way,
  settings: RetrySettings,
  url: URL,
  { maxBytes, onProgress }: TransferOptions & { readonly maxBytes: number },
): Promise<Uint8Array> {
  return withRetries(url, settings, async () => {
    const body = growing(url, maxBytes);
    let total: number | null = null;
    const receiver = {
      head: (answer: Answer) => {
        total = contentLength(answer);
        if (total !== null && total > maxBytes) throw tooLarge(url, maxBytes);
      },
      data: (chunk: Uint8Array) => {
        body.add(chunk);
        onProgress?.({ url: url.href, done: body.length(), total });
        return true;
      },
    };
    const answer = await exchange(way, { url, headers: {}, redirects: null }, receiver);
    if (answer.status !== 200) throw refusal(url, answer, Date.now());
    return body.bytes();
  });
}

/** The Content-Length of an answer; null without one that is a number. */
export function contentLength(answer: Answer): number | null {
  const value = answer.header('content-length');
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

function tooLarge(url: URL, maxBytes: number): VmtestError {
  return new VmtestError('VMTEST_STREAM_TOO_LARGE', `${shown(url)} is larger than ${formatSize(maxBytes)}`, {
    hint: 'no more of such a file is read: look whether the address is right',
  });
}

/** One buffer, doubled where it must be: a list of pieces would take fifty times the memory where each has one byte. */
function growing(url: URL, maxBytes: number) {
  let buffer = Buffer.alloc(Math.min(maxBytes, 1 << 16));
  let length = 0;
  return {
    length: () => length,
    bytes: () => new Uint8Array(buffer.buffer, buffer.byteOffset, length),
    add: (chunk: Uint8Array) => {
      const needed = length + chunk.length;
      if (needed > maxBytes) throw tooLarge(url, maxBytes);
      if (needed > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(needed, buffer.length * 2)));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      buffer.set(chunk, length);
      length = needed;
    },
  };
}
