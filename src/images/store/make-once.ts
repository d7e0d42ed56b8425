import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { onlyRead } from '../read-only.ts';
import { takeLock } from './lock.ts';
import { HELD_HERE } from './lock-holders.ts';
import { makeStore } from './make-store.ts';
import { beginBuild, commitBuild, lockFile, type Manifest, readManifest, removeBuild, removeLeftovers } from './versions.ts';

/** Where a version is made, and what is told of it. */
export interface MakeContext {
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Told of what is unusual, one line each. */
  readonly emit: (message: string) => void;
  /** Whether nothing may be made: VMTEST_IMAGE_UNAVAILABLE where it is not there. */
  readonly readOnly?: boolean | undefined;
  /** Seconds to wait for another process that makes the same; null or absent: for ever. */
  readonly lockTimeout?: number | null;
}

/** What was made in the private folder: files by name, and what the manifest says of them. */
export interface Made {
  readonly files: Readonly<Record<string, string>>;
  readonly about: Pick<Manifest, 'recipeKey' | 'indexDigest' | 'recipe' | 'tools'>;
  /** sha256 of those files that were hashed as they were made. */
  readonly verified?: Readonly<Record<string, string>>;
}

export interface Version {
  readonly path: string;
  readonly manifest: Manifest;
  /** Seconds that it took now; 0 where it was there. */
  readonly seconds: number;
}

/** The version where it is there whole; undefined else. */
export async function versionOf(folder: string, version: string): Promise<Version | undefined> {
  const path = join(folder, version);
  const manifest = await readManifest(path);
  return manifest === undefined ? undefined : { path, manifest, seconds: 0 };
}

/**
 * Brings a version of a folder of the store: made by `make` in a private folder where it is not there whole. Of several processes that
 * want the same one makes it and the others wait; what is made appears whole or not at all, and what a killed process left is removed.
 * Errors: those of `make`; VMTEST_IMAGE_STORE_BUSY after `lockTimeout`, VMTEST_CANCELLED, VMTEST_TOOL_MISSING without `flock`.
 */
export async function makeOnce(
  folder: string,
  version: string,
  make: (building: string) => Promise<Made>,
  context: MakeContext,
): Promise<Version> {
  const there = await versionOf(folder, version);
  if (there !== undefined) return there;
  if (context.readOnly === true) throw onlyRead(dirname(folder), `${basename(folder)}/${version}`);
  await makeStore(folder);
  const lock = await takeLock(lockFile(folder, version), {
    env: context.env,
    wait: true,
    signal: context.signal,
    timeout: context.lockTimeout ?? null,
    onWait: (by) => {
      // Another image of this run: what is told of that one is told already.
      if (by !== HELD_HERE) context.emit(`waiting for another process, which is making the same${by}`);
    },
  });
  try {
    const since = await versionOf(folder, version);
    if (since !== undefined) return since;
    for (const left of await removeLeftovers(folder, version, context.env)) context.emit(`removed ${left}, which a killed process left`);
    return await makeLocked(folder, version, make, context);
  } finally {
    await lock?.release();
  }
}

async function makeLocked(
  folder: string,
  version: string,
  make: (building: string) => Promise<Made>,
  context: MakeContext,
): Promise<Version> {
  const path = join(folder, version);
  const began = performance.now();
  const building = await beginBuild(folder, version, null);
  try {
    const made = await make(building);
    const seconds = (performance.now() - began) / 1000;
    const times = { builtAt: Math.floor(Date.now() / 1000), builtSeconds: Math.round(seconds * 1000) / 1000 };
    // A folder of the version's name that was not whole: a file was lost, or changed in size.
    await rm(path, { recursive: true, force: true });
    return { path, manifest: await commitBuild(building, path, made.files, { ...made.about, ...times }, made.verified), seconds };
  } catch (error) {
    await removeBuild(building, context.env);
    throw error;
  }
}
