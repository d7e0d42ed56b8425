import { writeWhole } from '../../base/files.ts';
import { openClient } from '../../images/download/client.ts';
import { lockPath } from '../../images/lock/lock-path.ts';
import { type Move, movesBetween } from '../../images/lock/moves.ts';
import { readLockToReplace } from '../../images/lock/read.ts';
import { lockText } from '../../images/lock/text.ts';
import type { LockedImage } from '../../images/lock/types.ts';
import { VmtestError } from '../../model/errors.ts';
import { findSuite, loadSuite } from '../../suite/load.ts';
import type { ImagesRequest } from './desk.ts';
import { forEachImage } from './each-image.ts';
import { type LockDesk, lockImage } from './lock-image.ts';

/** What locking found. */
export interface LockReport {
  /** Absolute path of the lock file. */
  readonly file: string;
  readonly images: Readonly<Record<string, LockedImage>>;
  /** What is different from what the file said before. */
  readonly moved: readonly Move[];
  /** Names of images that cannot be locked: files are where they are. */
  readonly left: readonly string[];
  /** What was wrong with the file that this one replaces; null: nothing. */
  readonly replaced: string | null;
  readonly written: boolean;
}

/**
 * Finds the newest published version of each image of a suite, or the one that it pins, without fetching an item, and writes the lock file
 * beside the suite file; a broken file is replaced, one of a newer vmtest with `force`. With `write: false` nothing is changed. Errors: those of the suite and the lock file; of reading streams, sums
 * files and package indexes, every image's at once.
 */
export async function lockImages(
  request: ImagesRequest,
  asked: { readonly suite: string | null; readonly write: boolean; readonly force: boolean },
): Promise<LockReport> {
  const suiteFile = await suiteToLock(request.surroundings.cwd, asked.suite);
  const [suite, before] = await Promise.all([loadSuite(suiteFile), readLockToReplace(suiteFile, asked.force)]);
  await using client = openClient({ proxy: request.surroundings.proxy });
  const desk: LockDesk = { request, client, streams: new Map() };
  const images: Record<string, LockedImage> = Object.create(null);
  const left: string[] = [];
  await forEachImage(Object.values(suite.images), async (image) => {
    const locked = await lockImage(image, desk);
    if (locked === null) left.push(image.name);
    else images[image.name] = locked;
  });
  const file = lockPath(suiteFile);
  const replaced = before.wrong;
  if (replaced !== null)
    request.emit(`the lock file ${file} ${asked.write ? 'was broken and is' : 'is broken, and would be'} replaced: ${replaced}`);
  if (asked.write) await write(file, lockText(images));
  return { file, images, moved: movesBetween(before.images, images), left: left.sort(), replaced, written: asked.write };
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeWhole(file, text);
  } catch (cause) {
    throw new VmtestError('VMTEST_USAGE', `the lock file ${file} cannot be written: ${(cause as Error).message}`, {
      hint: 'it stands beside the suite file: run this as who may write there',
      cause,
    });
  }
}

/** The suite file; where there is none and none was named, the error names this verb. */
async function suiteToLock(cwd: string, given: string | null): Promise<string> {
  try {
    return await findSuite(cwd, given ?? undefined);
  } catch (error) {
    if (given !== null || !(error instanceof VmtestError)) throw error;
    throw new VmtestError(error.code, error.message, {
      hint: 'name the suite whose images are locked: vmtest images lock FILE',
      cause: error,
    });
  }
}
