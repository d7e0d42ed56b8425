import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface LateFile extends Disposable {
  /** Writes behind what is there. */
  readonly put: (text: string) => void;
}

/**
 * A file that is made afresh when the first text comes: the folder in which it may be must be empty until then, and where nothing comes
 * nothing is overwritten. Each text is in the file when `put` returns, so that a run that is killed has its log. `lost` is called once where the
 * file cannot be written, with the system's reason; nothing is written after it.
 */
export function lateFile(path: string, lost: (why: string) => void): LateFile {
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
  return {
    put,
    [Symbol.dispose]: () => {
      if (fd !== null) closeSync(fd);
      fd = null;
      broken = true;
    },
  };
}
