import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File } from '../../base/files.ts';
import type { Manifest } from '../store/versions.ts';
import type { Build } from './list.ts';

/** What is wrong with a file of a version. */
export interface BuildFault {
  readonly path: string;
  readonly problem: 'missing' | 'size' | 'digest' | 'manifest';
  /** What is there and what should be, in words. */
  readonly detail: string;
}

/** How many files the manifest of a version names; 0 where it cannot be understood. */
export async function countFiles(build: Build): Promise<number> {
  return (await filesOf(join(build.path, 'manifest.json')))?.length ?? 0;
}

/** What a version is made of, and what is wrong with it: every file is hashed. Throws an AbortError where `signal` fires. */
export async function verifyBuild(
  build: Build,
  signal?: AbortSignal,
): Promise<{ readonly files: number; readonly bytes: number; readonly faults: readonly BuildFault[] }> {
  const manifestPath = join(build.path, 'manifest.json');
  const files = await filesOf(manifestPath);
  if (files === undefined)
    return { files: 0, bytes: 0, faults: [{ path: manifestPath, problem: 'manifest', detail: 'it cannot be understood' }] };
  const faults: BuildFault[] = [];
  let read = 0;
  for (const { file, bytes, sha256 } of files) {
    const path = join(build.path, file);
    const size = (await stat(path).catch(() => null))?.size;
    if (size === undefined) faults.push({ path, problem: 'missing', detail: 'there is no such file' });
    else if (size !== bytes) faults.push({ path, problem: 'size', detail: `${size} bytes instead of ${bytes}` });
    else {
      read += size;
      const found = await sha256File(path, signal);
      if (found !== sha256) faults.push({ path, problem: 'digest', detail: `sha256 ${found} instead of ${sha256}` });
    }
  }
  return { files: files.length, bytes: read, faults };
}

/** What the manifest names; undefined where it cannot be understood. */
async function filesOf(manifest: string): Promise<readonly Manifest['files'][string][] | undefined> {
  try {
    return Object.values((JSON.parse(await readFile(manifest, 'utf8')) as Manifest).files);
  } catch {
    return undefined;
  }
}
