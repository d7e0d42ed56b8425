import { dirname, join } from 'node:path';
import { VmtestError } from '../../model/errors.ts';
import { checkContentId, checkItemPath } from '../streams/paths.ts';

/** The original's own names in its IMAGE_DIR, and ours, which it never looks at. All but `LOCK_FILE` are below `DATA_FOLDER`. */
export const LOCK_FILE = 'vmtest-images.lock';
export const DATA_FOLDER = '.vmtest-data';
export const REFERENCES_FILE = 'references.json';
/** Inside `DATA_FOLDER`: what only we need. */
const OWN_FOLDER = 'vmtest';

/** The files that the original's query reads: the second for CentOS's base images. */
export const QUERY_FILES = ['streams/v1/vmtest.json', 'streams/v1/vmtest-centos.json'] as const;

/** Absolute paths of what a store is made of. */
export interface Layout {
  readonly store: string;
  readonly data: string;
  readonly references: string;
  readonly imagesLock: string;
  readonly own: string;
  readonly partial: string;
  /** Files that are about to be put in place; of no meaning without a journal. */
  readonly staging: string;
  readonly journal: string;
  readonly syncLock: string;
  readonly pins: string;
  readonly pinsLock: string;
}

/** Where everything is in the store at the absolute path `store`. */
export function layoutOf(store: string): Layout {
  const data = join(store, DATA_FOLDER);
  const own = join(data, OWN_FOLDER);
  return {
    store,
    data,
    references: join(data, REFERENCES_FILE),
    imagesLock: join(store, LOCK_FILE),
    own,
    partial: join(own, 'partial'),
    staging: join(own, 'staging'),
    journal: join(own, 'journal.json'),
    syncLock: join(own, 'sync.lock'),
    pins: join(own, 'pins.json'),
    pinsLock: join(own, 'pins.lock'),
  };
}

/**
 * Whether a content id, which a stream reader let pass, can be the name of its state: none that is not read back, because it looks like an
 * unfinished file.
 */
export function isContentId(id: string): boolean {
  return passes(() => checkContentId(id, () => '')) && !id.startsWith('.') && !id.endsWith('.part');
}

/** The absolute path of an item. Error: VMTEST_STREAM_PATH for one that may not be there; a state was written by somebody else, maybe. */
export function itemFile(store: string, path: string): string {
  if (passes(() => checkItemPath(path, () => ''))) return join(store, path);
  throw new VmtestError(
    'VMTEST_STREAM_PATH',
    `An item of the image store ${store} has the path ${JSON.stringify(path)}, which is not allowed`,
    {
      hint: 'remove the state in .vmtest-data that names it, and run "vmtest images sync"',
    },
  );
}

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof VmtestError) return false;
    throw error;
  }
}

/** The folders above a relative path, the nearest first: `a/b/c` has `a/b` and `a`. */
export function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === '.' ? [] : [parent, ...foldersAbove(parent)];
}
