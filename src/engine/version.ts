import { readFileSync } from 'node:fs';

/** The version in our own package.json: two folders up in a checkout (`src/engine/`), and from `build/engine/` or the bundle in `build/`. */
export function ownVersion(): string {
  for (const relative of ['../../package.json', '../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(relative, import.meta.url), 'utf8')) as { name: string; version: string };
      if (name === 'vmtest') return version;
    } catch {
      // Not there: the other layout.
    }
  }
  return 'unknown';
}
