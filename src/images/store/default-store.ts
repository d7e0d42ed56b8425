import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/** The original's place of its images, which its tools and ours may share. */
const SHARED_STORE = '/srv/images';

/** Root's images: QEMU does not run as root, and may not enter root's home. */
const ROOT_STORE = '/var/cache/vmtest/images';

/** Where images are kept where nobody says: `/srv/images` where it is there and writable, else below the user's cache folder. */
export async function defaultStore(cacheFolder: string, uid: number, shared = SHARED_STORE): Promise<string> {
  try {
    await access(shared, constants.W_OK);
    return shared;
  } catch {
    return uid === 0 ? ROOT_STORE : join(cacheFolder, 'images');
  }
}
