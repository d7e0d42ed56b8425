import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ArtifactManifest, ArtifactTest } from '../../model/gate.ts';
import { MANIFEST_FILE } from './layout.ts';

type Json = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of thousands of tests. */
const MOST_BYTES = 16 << 20;

/**
 * What an artifact's folder says of itself; null where it has no `vmtest.json`. Every slug in it is a plain name: joined to the folder it stays
 * in it. Throws VMTEST_ARTIFACT_INVALID where the file is not one of ours, or of a version that is not known.
 */
export async function readManifest(folder: string): Promise<ArtifactManifest | null> {
  const path = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    // A pipe is read for ever, and text has its limits.
    const is = await lstat(path);
    text = is.isFile() && is.size <= MOST_BYTES ? await readFile(path, 'utf8') : '';
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
  const manifest = parseManifest(text);
  if (manifest === null)
    throw new VmtestError('VMTEST_ARTIFACT_INVALID', `${path} is not what vmtest writes`, {
      hint: 'it is damaged, or a newer vmtest wrote it: use that one',
    });
  return manifest;
}

/** The same from its text; null for anything else. */
export function parseManifest(text: string): ArtifactManifest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isJson(value) || value.version !== 1 || !Array.isArray(value.tests)) return null;
  const tests = value.tests.map(asTest);
  return tests.some((test) => test === null) ? null : { version: 1, tests: tests as ArtifactTest[] };
}

function asTest(value: unknown): ArtifactTest | null {
  if (!isJson(value)) return null;
  const { id, slug, verdict, parts, missing } = value;
  if (!isText(id) || !isText(slug) || !isText(verdict) || !Array.isArray(parts) || !parts.every(isText) || !Array.isArray(missing))
    return null;
  // A slug as DESIGN §9 has it: a folder's name and nothing else.
  if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(slug)) return null;
  const lacks = missing.map((one: unknown) =>
    isJson(one) && isText(one.part) && isText(one.mend) && (one.why === 'policy' || one.why === 'size')
      ? { part: one.part, why: one.why, mend: one.mend }
      : null,
  );
  return lacks.some((one) => one === null) ? null : { id, slug, verdict, parts, missing: lacks as ArtifactTest['missing'][number][] };
}
