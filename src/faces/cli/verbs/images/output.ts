/** Exit code of a program that SIGPIPE ends: 128 + 13, as the original's query answers. */
const EPIPE_EXIT = 141;

/** From here on a reader of stdout that has gone (`| head -1`) ends the command without a word. What is under way is safe from that. */
export function endOnBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EPIPE_EXIT);
    throw error;
  });
}

/** Writes to stdout; resolves when all is handed over. */
export async function print(text: string): Promise<void> {
  endOnBrokenPipe();
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
}

/** A value as JSON on stdout. */
export async function printJson(value: unknown): Promise<void> {
  await print(`${JSON.stringify(value, null, 2)}\n`);
}
