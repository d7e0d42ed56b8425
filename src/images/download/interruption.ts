/** How a transfer was broken off in a way that another attempt may mend. */
export type Kind = 'gone' | 'truncated' | 'stalled' | 'busy' | 'changed';

/** One attempt has failed, and another may succeed; it never leaves this folder. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly kind: Kind;
  /** Seconds that the server asks to wait; 0 where it does not. */
  readonly wait: number;

  /** `message` is what happened, without the address: `connection reset`. */
  constructor(kind: Kind, message: string, options: { readonly wait?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.wait = options.wait ?? 0;
  }
}
