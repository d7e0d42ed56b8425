import type { ImageRole } from '../model/suite.ts';

/** An image whose files are there, whole, to be read. */
export interface ResolvedImage {
  readonly name: string;
  /** Absolute paths. */
  readonly files: Readonly<Partial<Record<ImageRole, string>>>;
  /** sha256 in hex, for each role that has a file. */
  readonly digests: Readonly<Partial<Record<ImageRole, string>>>;
  /** Seconds that building it took now; 0 where it was there. */
  readonly builtSeconds: number;
}

/** What resolving an image needs to know. */
export interface ResolveOptions {
  /** The image store: an absolute path; it is made where it is not there. */
  readonly store: string;
  /** The whole environment of the tools: `TOOL_ENV`, and what the caller adds. */
  readonly env: Readonly<Record<string, string>>;
  /** `http_proxy` and the like, for what downloads. */
  readonly proxy?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Told of each step, and of what is unusual, one line each. */
  readonly emit: (message: string) => void;
  /** For how many seconds an answer about the package index holds. Default: one hour. */
  readonly indexSeconds?: number;
  /** Where build trees go: a folder that every user may enter, its path of plain characters. Default: `/var/tmp`. */
  readonly scratch?: string;
}
