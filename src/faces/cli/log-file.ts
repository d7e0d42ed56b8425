import type { RunEvent } from '../../model/event.ts';
import { lateFile } from '../settings/late-file.ts';
import { terminalReporter } from './terminal.ts';

export interface LogFile extends Disposable {
  readonly listen: (event: RunEvent) => void;
}

/**
 * Writes what `--verbose` shows off a terminal into a file: plain lines with all consoles, and the summary. The file is made when the first event
 * comes. `lost` is called once where it cannot be written, with the system's reason.
 */
export function logFile(path: string, lost: (why: string) => void): LogFile {
  const file = lateFile(path, lost);
  const reporter = terminalReporter({ isTTY: false, write: file.put }, { quiet: false, verbose: true });
  return {
    listen: reporter.listen,
    [Symbol.dispose]: () => {
      reporter[Symbol.dispose]();
      file[Symbol.dispose]();
    },
  };
}
