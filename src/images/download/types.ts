/** What is known of a file before it is fetched. */
export interface Expected {
  /** Bytes; null where nobody published it. */
  readonly size: number | null;
  /** Lower-case hexadecimal digests; all that are given must agree, at least one must be given. */
  readonly sha256?: string;
  readonly sha512?: string;
}

/** One file to be fetched, verified, and put in place. */
export interface DownloadRequest {
  readonly url: string;
  readonly expected: Expected;
  /** Absolute path of the file while it is incomplete; what an earlier process left there is resumed. Its folder exists. */
  readonly partial: string;
  /** Hosts beside the address's own to which the server may redirect, as globs. */
  readonly redirects: readonly string[];
}

export interface DownloadProgress {
  readonly url: string;
  /** Bytes that are there, what was resumed included. */
  readonly done: number;
  readonly total: number | null;
}

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Told of what is unusual: a retry, a resumption. */
  readonly onNote?: ((message: string) => void) | undefined;
}

/** How a client behaves; every one of them has a default. */
export interface ClientOptions {
  /** `http_proxy`, `https_proxy`, `no_proxy`, as the environment gives them. */
  readonly proxy?: Readonly<Record<string, string>>;
  /** Attempts after the first where a server breaks off, stalls, or answers 408, 429 or 5xx. */
  readonly retries?: number;
  /** Seconds before the first retry; doubled each time. A server's Retry-After counts where it is longer, up to a minute. */
  readonly backoff?: number;
  /** Seconds without a byte after which a server is stalled. */
  readonly stall?: number;
  /** Bytes a second below which a transfer is too slow, measured over `stall` seconds or more. */
  readonly slowest?: number;
}

/** Fetches over HTTP and HTTPS: made once for a command, closed at its end. */
export interface Client extends AsyncDisposable {
  /** A small file, whole, in memory. Errors: VMTEST_DOWNLOAD_*, VMTEST_STREAM_TOO_LARGE above `maxBytes`, VMTEST_CANCELLED. */
  readonly fetchBytes: (url: string, options: TransferOptions & { readonly maxBytes: number }) => Promise<Uint8Array>;
  /**
   * Fetches a file to `request.partial` and checks size and digests as it goes; resolves when it is whole, verified and on the disk
   * (fsync). A wrong digest or size removes the partial file. Errors: VMTEST_DOWNLOAD_*, VMTEST_DISK_FULL, VMTEST_CANCELLED.
   */
  readonly download: (request: DownloadRequest, options?: TransferOptions) => Promise<void>;
  /** Requests made so far. */
  readonly requests: () => number;
}
