import { formatSize } from '../../base/sizes.ts';
import { VmtestError } from '../../model/errors.ts';

export interface UnpackOptions {
  /** Files and folders, those in archives within included; default 100,000. */
  readonly maxEntries?: number;
  /** Unpacked bytes; default 64 GiB. */
  readonly maxBytes?: number;
  /** Bytes of the file system that stay free; default 256 MiB. */
  readonly reserveBytes?: number;
  readonly signal?: AbortSignal;
}

/** What one artifact may become on disk: somebody else made it, and its own numbers prove nothing. */
export class Allowance {
  readonly reserveBytes: number;
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  readonly #signal: AbortSignal | undefined;
  entries = 0;
  total = 0;

  constructor({ maxEntries, maxBytes, reserveBytes, signal }: UnpackOptions) {
    this.#maxEntries = maxEntries ?? 100_000;
    this.#maxBytes = maxBytes ?? 64 * 2 ** 30;
    this.reserveBytes = reserveBytes ?? 256 << 20;
    this.#signal = signal;
  }

  /** Counts a file or a folder. Throws VMTEST_ARTIFACT_INVALID and VMTEST_CANCELLED. */
  entry(): void {
    if (this.#signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', 'cancelled while an artifact was unpacked');
    this.entries += 1;
    if (this.entries > this.#maxEntries) throw tooMuch(`more than ${this.#maxEntries} files`);
  }

  bytes(count: number): void {
    this.total += count;
    if (this.total > this.#maxBytes) throw tooMuch(`more than ${formatSize(this.#maxBytes)}`);
  }

  /** The same bytes, counted as they come. */
  async *count(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      if (this.#signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', 'cancelled while an artifact was unpacked');
      this.bytes(chunk.length);
      yield chunk;
    }
  }
}

function tooMuch(what: string): VmtestError {
  return new VmtestError('VMTEST_ARTIFACT_INVALID', `the artifact unpacks to ${what}`, {
    hint: 'no artifact of vmtest’s does: do not trust it',
  });
}
