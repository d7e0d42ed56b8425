/** The options of a verb as commander gives them. */
export type Flags = Readonly<Record<string, unknown>>;
/** A verb: returns the exit code. */
export type Verb = (args: readonly string[], flags: Flags) => Promise<number>;
