import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

/** Bytes of a buffer. Two serve a whole file, however large: a stream would allocate each piece anew, and its garbage is what costs. */
const PIECE = 1 << 20;

/**
 * Sends a range of a file as the rest of an answer whose head is written, and ends it: one piece is read while the one before it goes
 * out. Returns when the client has it or is gone. Throws where the file is shorter than it was, or cannot be read.
 */
export async function sendFile(
  file: FileHandle,
  { first, last }: { first: number; last: number },
  response: ServerResponse,
): Promise<void> {
  const length = last - first + 1;
  const size = Math.min(PIECE, length);
  let [reading, writing] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let sent: Promise<unknown> = Promise.resolve();
  for (let done = 0; done < length && !response.destroyed; ) {
    const { bytesRead } = await file.read(reading, 0, Math.min(size, length - done), first + done);
    if (bytesRead === 0) throw new Error('the file is shorter than it was');
    await sent;
    [reading, writing] = [writing, reading];
    sent = written(response, writing.subarray(0, bytesRead), gone.signal);
    done += bytesRead;
  }
  await sent;
  if (response.destroyed) return;
  response.end();
  await once(response, 'close', { signal: gone.signal }).catch(() => undefined);
}

/** When the kernel has the piece, so that its buffer is free; or when the client is gone. */
function written(response: ServerResponse, piece: Uint8Array, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) return resolve();
    const end = () => resolve();
    gone.addEventListener('abort', end, { once: true });
    response.write(piece, () => {
      gone.removeEventListener('abort', end);
      resolve();
    });
  });
}
