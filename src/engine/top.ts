import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../base/files.ts';
import { prepareTopDir, removeTopDir, type TopDir } from '../evidence/workdir.ts';
import type { Identity } from '../host/identity.ts';
import { VmtestError } from '../model/errors.ts';
import { markTopDir } from './clean.ts';
import type { Settings, Surroundings } from './settings.ts';
import { checkReach } from './tools.ts';

const RESERVE_FILE = '.reserve';
/** What a run writes at its end: its reports, and of each test the result and the logs' last lines. Bytes. */
const RESERVE_BYTES = 1 << 20;
const RESERVE_BYTES_OF_TEST = 16 << 10;

/** A run's top folder while the run lives. */
export interface OpenTop extends AsyncDisposable {
  readonly path: string;
  readonly freeBytes: number;
  readonly tmpfs: boolean;
  /** Gives back the room that was held for the end: a full disk must not cost a run its results. */
  readonly freeReserve: () => Promise<void>;
}

/**
 * Makes and marks the top folder, and holds the room that the end of the run needs. What was made is taken back where this fails:
 * VMTEST_TOPDIR_NOT_EMPTY, VMTEST_TOPDIR_UNUSABLE, VMTEST_DISK_FULL.
 */
export async function openTop(
  request: { readonly settings: Settings; readonly surroundings: Surroundings; readonly identity: Identity | null },
  tests: number,
): Promise<OpenTop> {
  const { settings, surroundings, identity } = request;
  const top = await prepareTopDir(settings.topdir ?? join(surroundings.tempFolder, `vmtest-${timestamp()}`));
  try {
    await checkReach(top.path, identity);
    await using undo = new AsyncDisposableStack();
    const reserve = join(top.path, RESERVE_FILE);
    const freeReserve = () => rm(reserve, { force: true });
    undo.defer(freeReserve);
    // Chance, because a file system may give zeros no room. Not synced: what is reserved need not survive us.
    await writeFile(reserve, randomBytes(RESERVE_BYTES + tests * RESERVE_BYTES_OF_TEST));
    undo.use(await markTopDir(top.path, surroundings.pid));
    const held = undo.move();
    const { path, freeBytes, tmpfs } = top;
    return { path, freeBytes, tmpfs, freeReserve, [Symbol.asyncDispose]: () => held.disposeAsync() };
  } catch (error) {
    await removeTopDir(top);
    throw isFull(error) ? full(top, error) : error;
  }
}

/** Whether a system error says that there is no room: of the disk, or of the user's share of it. */
export function isFull(error: unknown): boolean {
  return isErrno(error, 'ENOSPC') || isErrno(error, 'EDQUOT');
}

function full({ path, freeBytes }: TopDir, cause: unknown): VmtestError {
  const free = `${Math.floor(freeBytes / 1024)} KiB free`;
  return new VmtestError('VMTEST_DISK_FULL', `the top folder ${path} has no room for a run: ${free}`, {
    hint: 'free space there, or name a folder on another disk with --topdir',
    cause,
  });
}

/** `20261122T174530Z-3f9a`: the time for people, chance for two runs of one second. */
function timestamp(): string {
  return `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;
}
