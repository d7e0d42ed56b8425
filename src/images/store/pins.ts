import { readFile } from 'node:fs/promises';
import { isErrno, writeWhole } from '../../base/files.ts';
import { layoutOf } from './layout.ts';
import { takeLock } from './lock.ts';
import { makeStore } from './make-store.ts';
import { type VersionName, versionKey } from './tree.ts';

/** A version that somebody asked for by name. */
export interface Pin extends VersionName {
  /** Seconds since the epoch, of its last use. */
  readonly usedAt: number;
}

/** For how long after its last use a pinned version is not removed: 30 days, in seconds. */
const PIN_SECONDS = 30 * 24 * 3600;
/** A use is not written down again within this time, so that an up-to-date sync writes nothing. */
const USE_SECONDS = 3600;

/** The pins that hold at `now` (seconds since the epoch), as `versionKey`s. A file that cannot be understood has none. */
export async function readPins(store: string, now: number): Promise<ReadonlySet<string>> {
  const pins = await recall(layoutOf(store).pins);
  return new Set(pins.filter(({ usedAt }) => now - usedAt < PIN_SECONDS).map(versionKey));
}

interface UseOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Remembers that versions were used by their name now; forgets pins that ended. In a store that is only read nothing is remembered: who
 * may not write there can use what is there all the same. Error: VMTEST_IMAGE_STORE_BUSY.
 */
export async function usePins(store: string, used: readonly VersionName[], options: UseOptions): Promise<void> {
  try {
    await writeUse(store, used, options);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].some((code) => isErrno(error, code))) throw error;
  }
}

async function writeUse(store: string, used: readonly VersionName[], options: UseOptions): Promise<void> {
  const layout = layoutOf(store);
  const { now } = options;
  const fresh = new Set((await recall(layout.pins)).filter(({ usedAt }) => usedAt <= now && now - usedAt < USE_SECONDS).map(versionKey));
  if (used.every((version) => fresh.has(versionKey(version)))) return;
  await makeStore(layout.own);
  const lock = await takeLock(layout.pinsLock, { env: options.env, wait: true, timeout: 60, signal: options.signal });
  try {
    const keys = new Set(used.map(versionKey));
    const others = (await recall(layout.pins)).filter((pin) => !keys.has(versionKey(pin)) && now - pin.usedAt < PIN_SECONDS);
    const pins = [...others, ...used.map(({ contentId, product, version }) => ({ contentId, product, version, usedAt: Math.floor(now) }))];
    await writeWhole(layout.pins, `${JSON.stringify({ version: 1, pins }, null, 1)}\n`);
  } finally {
    await lock?.release();
  }
}

async function recall(file: string): Promise<readonly Pin[]> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as { pins?: unknown } | null;
    return Array.isArray(value?.pins) ? value.pins.filter(isPin) : [];
  } catch (error) {
    if (isErrno(error, 'ENOENT') || error instanceof SyntaxError) return [];
    throw error;
  }
}

function isPin(value: unknown): value is Pin {
  const pin = value as Partial<Record<keyof Pin, unknown>> | null;
  return [pin?.contentId, pin?.product, pin?.version].every((text) => typeof text === 'string') && typeof pin?.usedAt === 'number';
}
