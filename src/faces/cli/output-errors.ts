import type { WriteStream } from 'node:tty';
import { shorten } from '../../base/text.ts';
import { EXIT } from '../../model/verdict.ts';

/** Exit code of a program that SIGPIPE ends: 128 + 13, as the original's query answers. */
const EPIPE_EXIT = 141;

type Output = Pick<WriteStream, 'on' | 'write'>;

/**
 * From here on a reader of stdout that has gone (`| head -1`) ends the command without a word; any other failure to write there, such as a
 * full disk, ends it with one error line and exit 3. `end` is called once, for the first failure. What stderr cannot take is lost, and ends nothing.
 */
export function handleOutputErrors(stdout: Output, stderr: Output, end: (code: number) => void): void {
  let ended = false;
  stderr.on('error', () => undefined);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Who puts its things away may still write.
    if (ended) return;
    ended = true;
    if (error.code === 'EPIPE') return end(EPIPE_EXIT);
    const code = error.code === 'ENOSPC' ? 'VMTEST_DISK_FULL' : 'VMTEST_USAGE';
    stderr.write(
      `error: stdout cannot be written: ${shorten(error.message, 200)} [${code}]\n  → give it a file, a pipe or a terminal with room\n`,
    );
    end(EXIT.host);
  });
}
