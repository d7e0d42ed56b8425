import { formatSize } from '../../base/sizes.ts';
import { VmtestError } from '../../model/errors.ts';
import { shown } from './addresses.ts';
import type { Answer, Flow, Way } from './ask.ts';
import { exchange } from './exchange.ts';
import { cancelled, writeFailure } from './failures.ts';
import { contentLength } from './fetch-bytes.ts';
import { Interruption } from './interruption.ts';
import { openPartial, type PartialFile } from './partial.ts';
import { progressOf } from './progress.ts';
import { checkRange } from './ranges.ts';
import { type RetrySettings, withRetries } from './retries.ts';
import { checkRoom } from './room.ts';
import { refusal } from './statuses.ts';
import type { DownloadRequest, TransferOptions } from './types.ts';

/** All that the steps of one download share. */
interface Transfer {
  readonly way: Way;
  readonly settings: RetrySettings;
  readonly url: URL;
  readonly request: DownloadRequest;
  readonly file: PartialFile;
  readonly onProgress: (done: number, total: number | null) => void;
  /** The strong ETag of an earlier answer of this download. */
  etag: string | undefined;
  /** Whether it was begun anew once because what was resumed was wrong. */
  restarted: boolean;
}

/** Fetches a file to `request.partial`; see `Client.download`. */
export async function fetchFile(
  way: Way,
  settings: RetrySettings,
  url: URL,
  request: DownloadRequest,
  options: TransferOptions,
): Promise<void> {
  const { expected } = request;
  if (expected.sha256 === undefined && expected.sha512 === undefined) throw digestError(url, 'nobody says what its digest is');
  await using file = await openPartial(request.partial, expected, way.signal).catch((error: unknown) => {
    throw way.signal?.aborted === true ? cancelled(url) : error;
  });
  checkRoom(request.partial, (expected.size ?? 0) - file.done(), shown(url));
  // What was there before: nobody shall take it for what comes now.
  options.onProgress?.({ url: url.href, done: file.done(), total: expected.size });
  const transfer: Transfer = { way, settings, url, request, file, onProgress: progressOf(url, options), etag: undefined, restarted: false };
  try {
    await untilRight(transfer);
    await file.sync();
  } catch (error) {
    if (error instanceof VmtestError && REMOVES.has(error.code)) await file.remove();
    throw error;
  }
}

/** What is on the disk is of no use to anybody after these. */
const REMOVES: ReadonlySet<string> = new Set(['VMTEST_DOWNLOAD_SIZE', 'VMTEST_DOWNLOAD_DIGEST']);

async function untilRight(transfer: Transfer): Promise<void> {
  const { file, url, settings, request } = transfer;
  const found = file.done();
  if (found > 0 && (request.expected.size ?? found) === found && file.difference() === null) return transfer.onProgress(found, found);
  if (found === request.expected.size) file.restart();
  else if (found > 0) settings.onNote?.(`${shown(url)}: continues after ${formatSize(found)}`);
  for (;;) {
    await withRetries(url, settings, () => once(transfer));
    const difference = file.difference();
    if (difference === null) return transfer.onProgress(file.done(), file.done());
    if (!file.isPieced() || transfer.restarted) throw digestError(url, difference);
    startAnew(transfer, difference);
  }
}

/** One request for what is missing, with what the server's answer to it means. */
async function once(transfer: Transfer): Promise<void> {
  const { file, url, request } = transfer;
  const from = file.done();
  if (from > 0 && from === request.expected.size) return;
  const answer = await receive(transfer, from);
  // Where nobody said how long it is, it may have been whole already.
  if (answer.status === 416 && from > 0 && file.difference() === null) return;
  if (answer.status === 416 && from > 0 && !transfer.restarted) {
    startAnew(transfer, 'the server has no bytes after those that are here');
    return once(transfer);
  }
  if (answer.status !== 200 && answer.status !== 206) throw refusal(url, answer, Date.now());
  const { size } = request.expected;
  if (size !== null && file.done() < size) throw new Interruption('truncated', `it ends after ${file.done()} of ${size} bytes`);
}

async function receive(transfer: Transfer, from: number): Promise<Answer> {
  const { way, url, request, file, etag } = transfer;
  const range: Record<string, string> = from === 0 ? {} : { range: `bytes=${from}-`, ...(etag === undefined ? {} : { 'if-range': etag }) };
  const { size } = request.expected;
  let total = size;
  const receiver = {
    head: (answer: Answer, flow: Flow) => {
      total = accept(transfer, answer, from);
      file.begin({ onRoom: flow.resume, onError: (error) => flow.fail(writeFailure(request.partial, error)) });
    },
    data: (chunk: Uint8Array) => {
      if (size !== null && file.done() + chunk.length > size) throw sizeError(url, `sends more than the ${size} bytes that it should have`);
      const more = file.write(chunk);
      transfer.onProgress(file.done(), total);
      return more;
    },
  };
  try {
    return await exchange(way, { url, headers: range, redirects: request.redirects }, receiver);
  } finally {
    // Also what came before it broke: it is continued there.
    await file.settle();
  }
}

/** Looks at the head of an answer before its body is taken. Returns the size of the whole file, where anybody says it. */
function accept(transfer: Transfer, answer: Answer, from: number): number | null {
  const { url, request, file, settings } = transfer;
  const { size } = request.expected;
  const length = contentLength(answer);
  const etag = answer.header('etag');
  if (answer.status === 206) {
    const total = checkRange(answer, from);
    if (size !== null && (total ?? size) !== size) throw sizeError(url, `has ${total} bytes, not ${size}`);
    if (size !== null && length !== null && from + length !== size)
      throw sizeError(url, `sends ${length} bytes after ${from}, which are not ${size}`);
    if (transfer.etag !== undefined && etag !== undefined && etag !== transfer.etag) {
      file.restart();
      transfer.etag = undefined;
      throw new Interruption('changed', 'the file has changed on the server');
    }
    if (size === null) checkRoom(request.partial, (total ?? 0) - from, shown(url));
    return size ?? total;
  }
  if (from > 0) {
    settings.onNote?.(`${shown(url)}: the server sends it from its beginning`);
    file.restart();
  }
  if (size !== null && length !== null && length !== size) throw sizeError(url, `has ${length} bytes, not ${size}`);
  if (size === null) checkRoom(request.partial, length ?? 0, shown(url));
  // RFC 9110, 13.1.5: a weak one may not go into If-Range.
  transfer.etag = etag?.startsWith('"') === true ? etag : undefined;
  return size ?? length;
}

function startAnew(transfer: Transfer, why: string): void {
  transfer.settings.onNote?.(`${shown(transfer.url)}: ${why}; it is fetched again from its beginning`);
  transfer.restarted = true;
  transfer.etag = undefined;
  transfer.file.restart();
}

function sizeError(url: URL, what: string): VmtestError {
  return new VmtestError('VMTEST_DOWNLOAD_SIZE', `${shown(url)} ${what}`, {
    hint: 'the server, or a proxy before it, does not have what was published: try again later, or name another mirror',
  });
}

function digestError(url: URL, what: string): VmtestError {
  return new VmtestError('VMTEST_DOWNLOAD_DIGEST', `${shown(url)} is not what was published: ${what}`, {
    hint: 'the server, or a proxy before it, does not have what was published: try again later, or name another mirror',
  });
}
