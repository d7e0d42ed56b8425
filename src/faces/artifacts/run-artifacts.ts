import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../base/files.ts';
import { type UnpackedArtifact, type UnpackOptions, unpackArtifact } from '../../evidence/artifact/unpack.ts';
import { VmtestError } from '../../model/errors.ts';
import { callToolkit, type ToolkitOptions } from './toolkit.ts';
import type { FindBy, ListedArtifact } from './toolkit-calls.ts';

export type { ListedArtifact } from './toolkit-calls.ts';

/**
 * The artifacts of the workflow run that this job belongs to whose names begin with `prefix`, the oldest first; those of its earlier attempts are
 * among them. Throws ToolkitError.
 */
export async function listRunArtifacts(prefix: string, options: ToolkitOptions): Promise<readonly ListedArtifact[]> {
  const listed = await callToolkit('list', { findBy: null }, options);
  return listed.filter(({ name }) => name.startsWith(prefix)).sort((a, b) => a.id - b.id);
}

/**
 * Downloads an artifact of the workflow run that this job belongs to into `folder`, which must be absent or empty. Its digest is checked, where
 * there is one, and it is unpacked as `unpackArtifact` does, within `limits`. Throws ToolkitError, and VMTEST_ARTIFACT_DIGEST,
 * VMTEST_ARTIFACT_INVALID and the like.
 */
export async function downloadRunArtifact(
  artifact: ListedArtifact,
  folder: string,
  options: ToolkitOptions,
  limits: UnpackOptions = {},
): Promise<UnpackedArtifact> {
  return await downloadArtifact(artifact, folder, null, options, limits);
}

/** The same of any workflow run; without `findBy` of our own. What is half there when it fails is removed. */
export async function downloadArtifact(
  { id, name, digest }: ListedArtifact,
  folder: string,
  findBy: FindBy | null,
  options: ToolkitOptions,
  limits: UnpackOptions = {},
): Promise<UnpackedArtifact> {
  await makeFolder(dirname(folder));
  const aside = await mkdtemp(join(dirname(folder), '.vmtest-download-'));
  try {
    const progress = async () => (await bytesIn(aside)) ?? 0;
    const { mismatch } = await callToolkit('download', { id, folder: aside, digest, findBy }, { ...options, progress });
    if (mismatch)
      throw new VmtestError('VMTEST_ARTIFACT_DIGEST', `the bytes of ${name} are not those that were uploaded (${digest})`, {
        hint: 'download it again; if that does not help, what GitHub keeps is damaged',
      });
    const [file] = await readdir(aside);
    if (file === undefined) throw new VmtestError('VMTEST_GITHUB_FAILED', `GitHub sent nothing for ${name}`, { hint: 'try again' });
    const zip = join(aside, 'artifact.zip');
    await rename(join(aside, file), zip);
    return await unpackArtifact(zip, folder, { ...limits, ...(options.signal === undefined ? {} : { signal: options.signal }) });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function bytesIn(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(folder)) sum += (await stat(join(folder, name))).size;
  return sum;
}
