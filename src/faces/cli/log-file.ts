import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunEvent } from '../../model/event.ts';
import { terminalReporter } from './terminal.ts';

export interface LogFile extends Disposable {
  readonly listen: (event: RunEvent) => void;
}

/**
 * Writes what `--verbose` shows off a terminal into a file: plain lines with all consoles, and the summary. The file is made afresh when
 * the first event comes: the run's folder, in which it may be, must be empty until then, and of a run that is refused nothing is
 * overwritten. Each line is in the file when it was told, so that a run that is killed has its log. `lost` is called once where the
 * file cannot be written, with the system's reason; nothing is written after it.
 */
export function logFile(path: string, lost: (why: string) => void): LogFile {
  let fd: number | null = null;
  let broken = false;
  const put = (text: string) => {
    if (broken) return;
    try {
      if (fd === null) {
        mkdirSync(dirname(path), { recursive: true });
        fd = openSync(path, 'w');
      }
      const data = Buffer.from(text);
      for (let at = 0; at < data.length; ) at += writeSync(fd, data, at);
    } catch (error) {
      broken = true;
      lost(error instanceof Error ? error.message : String(error));
    }
  };
  const reporter = terminalReporter({ isTTY: false, write: put }, { quiet: false, verbose: true });
  return {
    listen: reporter.listen,
    [Symbol.dispose]: () => {
      reporter[Symbol.dispose]();
      if (fd !== null) closeSync(fd);
      fd = null;
      broken = true;
    },
  };
}
