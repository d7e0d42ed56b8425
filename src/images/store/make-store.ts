import { makeFolder } from '../../base/files.ts';
import { VmtestError } from '../../model/errors.ts';
import { storeFailure } from './usable.ts';

/** Makes a folder of the image store, with its parents. Throws VMTEST_IMAGE_UNAVAILABLE where it cannot be made, or what `atStore` puts into words. */
export async function makeStore(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    // `atStore` knows the store that the folder is of.
    if (storeFailure(folder, cause) !== null) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `the image store ${folder} cannot be made: ${reason}`, {
      hint: 'name another with --image-dir or IMAGE_DIR',
      cause,
    });
  }
}
