import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** curtin's own examples, kept beside the repository: `conformance/curtin/configs`. */
const FOLDER = new URL('../../../shared/conformance/curtin/configs/', import.meta.url);

/** Reads a configuration as the plan does: every scalar as it is written. */
export function readConfig(text: string): unknown {
  return parse(text, { schema: 'failsafe', merge: true, uniqueKeys: false, logLevel: 'silent' });
}

/** The names of the real configurations; empty where they are not at hand. */
export function configNames(): readonly string[] {
  try {
    return readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
  } catch {
    return [];
  }
}

/** A real configuration, once with text for scalars and once with what YAML makes of them. */
export function config(name: string): { readonly written: unknown; readonly typed: unknown } {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  return { written: readConfig(text), typed: parse(text, { merge: true, uniqueKeys: false, logLevel: 'silent' }) };
}
