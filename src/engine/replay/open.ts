import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { tarName } from '../../evidence/artifact/layout.ts';
import { unpackArtifact } from '../../evidence/artifact/unpack.ts';
import { VmtestError } from '../../model/errors.ts';
import { evidenceFile } from './evidence-file.ts';
import { chooseTest, findKept, type KeptTest } from './find.ts';

/** What is to be opened. */
export interface KeptRequest {
  /** Absolute: a folder, or the zip of an artifact. */
  readonly path: string;
  readonly test: string | null;
  readonly signal: AbortSignal;
}

/**
 * The test that is meant, in a folder. A zip is unpacked, and so is an artifact's folder in which an input of a machine is still packed: into
 * `scratch`, which is not there yet. Throws VMTEST_REPLAY_NOT_FOUND, and what unpacking throws.
 */
export async function openKept({ path, test, signal }: KeptRequest, scratch: string): Promise<KeptTest> {
  const there = await stat(path).catch(() => null);
  if (there === null)
    throw new VmtestError('VMTEST_REPLAY_NOT_FOUND', `${path} is not there`, { hint: 'each run prints its folder first' });
  if (there.isFile()) {
    await unpackArtifact(path, scratch, { signal });
    return chooseTest(await findKept(scratch), test);
  }
  const kept = chooseTest(await findKept(path), test);
  const packed = await Promise.all((['boot', 'install'] as const).map((part) => evidenceFile(kept.folder, tarName(part))));
  if (packed.every((file) => file === null)) return kept;
  await unpackArtifact(dirname(kept.folder), scratch, { signal });
  return chooseTest(await findKept(scratch), basename(kept.folder));
}
