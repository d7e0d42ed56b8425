/** The record that the guest names last on tar's command line; see `guest/`. */
export interface CompletionRecord {
  readonly version: 1;
  readonly phase: string;
  readonly bootId: string;
  readonly steps: readonly { readonly name: string; readonly status: number }[];
  readonly members: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
}

/** What one phase left, as checks read it. */
export interface PhaseEvidence {
  readonly phase: string;
  /** Absolute path of the folder of collected files; it need not exist. */
  readonly folder: string;
  /** The text of a collected file (invalid UTF-8 replaced), or null where it is not there or leads outside. */
  readonly read: (path: string) => string | null;
  /** Paths of all collected files, sorted. */
  readonly list: () => readonly string[];
  /** The console, escapes removed. */
  readonly console: string;
  /** Path of the console log under the test's folder. */
  readonly consoleFile: string;
  readonly record: CompletionRecord | null;
}

/** What a test left: its phases in the order in which they ran. */
export interface Evidence {
  /** Absolute path of the test's folder. */
  readonly folder: string;
  readonly phases: readonly PhaseEvidence[];
}
