import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { CompletionRecord, PhaseEvidence } from '../model/evidence.ts';

/** A collected file larger than this is not read into memory by a check. */
const READ_LIMIT = 64 << 20;

/** What one phase left, read lazily from its folder: checks of a thousand files cost nothing until they ask. */
export function collectedEvidence(
  phase: string,
  folder: string,
  console: string,
  consoleFile: string,
  record: CompletionRecord | null,
): PhaseEvidence {
  return { phase, folder, console, consoleFile, record, read: (path) => readInside(folder, path), list: () => listFiles(folder) };
}

function readInside(folder: string, path: string): string | null {
  const absolute = resolve(folder, path);
  if (!absolute.startsWith(resolve(folder) + sep)) return null;
  try {
    // The folder holds regular files only, but it may have been changed since: a link may not lead outside.
    if (!realpathSync(absolute).startsWith(realpathSync(folder) + sep)) return null;
    const stats = statSync(absolute);
    return stats.isFile() && stats.size <= READ_LIMIT ? readFileSync(absolute, 'utf8') : null;
  } catch {
    return null;
  }
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
  } catch {
    return [];
  }
}
