import { statSync } from 'node:fs';
import { VmtestError } from '../../model/errors.ts';

const ELSEWHERE = 'name another with --image-dir or IMAGE_DIR';

/** What a system error says of a path that cannot be used as a store, in words, and the mend. */
const WORDS: Readonly<Record<string, readonly [words: string, mend: (store: string, user: string) => string]>> = {
  EACCES: ['permission denied', owned],
  EPERM: ['not permitted', owned],
  EROFS: ['the file system is mounted read-only', () => `mount it for writing, or ${ELSEWHERE}`],
  ENOTDIR: ['there is something that is no folder', () => `a store is a folder: ${ELSEWHERE}`],
  EISDIR: ['there is a folder where a file should be', () => `take it away, or ${ELSEWHERE}`],
  ELOOP: ['its links lead to themselves', () => `mend the links, or ${ELSEWHERE}`],
  EIO: ['the device fails', () => `look into the log of the kernel, or ${ELSEWHERE}`],
  ESTALE: ['the server of the file system has lost it', () => `mount it anew, or ${ELSEWHERE}`],
};

function owned(store: string, user: string): string {
  return `give it to that user (chown -R ${user} ${store}), share it by a group (see "Who may share a store" in docs/images.md), or ${ELSEWHERE}`;
}

/**
 * Does something with the store at an absolute path. What the system refuses there is no bug of ours: it becomes
 * VMTEST_IMAGE_UNAVAILABLE with the store, the path, the user and the mend, or VMTEST_DISK_FULL.
 */
export async function atStore<T>(store: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw storeFailure(store, error) ?? error;
  }
}

/** The error for people that a system error at the store comes to; null for any other error, and for one of a path elsewhere. */
export function storeFailure(store: string, error: unknown): VmtestError | null {
  if (!(error instanceof Error)) return null;
  const { code = '', path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const paths = [path, dest].filter((one) => typeof one === 'string');
  // Node names no path where an open file is written to; nothing but the store is written to beside a download's own check.
  const here = paths.find((one) => isBelow(one, store) || isBelow(store, one));
  if (code === 'ENOSPC' || code === 'EDQUOT') return here === undefined && paths.length > 0 ? null : full(store, error);
  const said = WORDS[code];
  if (said === undefined || here === undefined) return null;
  const user = ownUser();
  const [words, mend] = said;
  return new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `The image store ${store} cannot be used by the user ${user}: ${words}: ${here}`, {
    hint: mend(store, user),
    cause: error,
  });
}

/** Who we are: proc(5) gives a process's folder to its effective user. */
function ownUser(): string {
  try {
    return String(statSync('/proc/self').uid);
  } catch {
    return 'unknown';
  }
}

function full(store: string, cause: Error): VmtestError {
  return new VmtestError('VMTEST_DISK_FULL', `There is no space left in the image store ${store}`, {
    hint: 'free some (vmtest images prune), or put the image store elsewhere with IMAGE_DIR',
    cause,
  });
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
