/** Where and how the store is worked on. */
export interface StoreContext {
  /** Absolute path of the store: the original's IMAGE_DIR. */
  readonly store: string;
  /** The whole environment of the programs that are run. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Seconds to wait for a lock of the store; null: for ever. 0: not at all. */
  readonly lockTimeout: number | null;
  /** Told of each step, and of what is unusual, one line each. */
  readonly emit: (message: string) => void;
}
