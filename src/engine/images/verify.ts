import { join, relative } from 'node:path';
import { listBuilds } from '../../images/builds/list.ts';
import { takeAway } from '../../images/builds/prune.ts';
import { countFiles, verifyBuild } from '../../images/builds/verify.ts';
import { verifyStore } from '../../images/mirror/verify.ts';
import type { StoreContext } from '../../images/store/types.ts';
import { VmtestError } from '../../model/errors.ts';
import { type ImagesRequest, withStore } from './desk.ts';
import { BUILD_KINDS } from './list.ts';
import type { Outcome } from './outcome.ts';

/** One file that is not what it should be. */
export interface Damage {
  /** Relative to the store. */
  readonly path: string;
  readonly problem: string;
  /** What is there and what should be, in words. */
  readonly detail: string;
  /** Whether it was taken out. */
  readonly removed: boolean;
}

export interface VerifyReport {
  readonly store: string;
  /** How many were read; fewer than `total` only where it was stopped. */
  readonly files: number;
  readonly total: number;
  readonly bytes: number;
  readonly damages: readonly Damage[];
  readonly seconds: number;
}

export interface VerifyAsked {
  /** Files read at once. */
  readonly parallel: number;
  /** Takes out what is damaged. */
  readonly repair: boolean;
}

/**
 * Hashes every file of the store against what is known of it. With `repair` what is damaged is taken out, as far as nobody uses it: the next
 * sync or run brings or builds it again. Where it is stopped the report has what was found until then, beside VMTEST_CANCELLED. Errors: for
 * `repair` VMTEST_IMAGE_STORE_BUSY.
 */
export async function verifyImages(request: ImagesRequest, asked: VerifyAsked): Promise<Outcome<VerifyReport>> {
  return await withStore(request, (context) => verifyAll(context, asked));
}

async function verifyAll(context: StoreContext, { parallel, repair }: VerifyAsked): Promise<Outcome<VerifyReport>> {
  const began = performance.now();
  const streams = await verifyStore({ parallel, repair }, context);
  for (const note of streams.notes) context.emit(note);
  const found: Found = { files: streams.files, total: streams.total, bytes: streams.bytes, damages: [...streams.damages] };
  for (const kind of BUILD_KINDS) await verifyKind(kind, found, { parallel, repair }, context);
  const damages = found.damages.sort((a, b) => (a.path < b.path ? -1 : 1));
  const report = { store: context.store, ...found, damages, seconds: (performance.now() - began) / 1000 };
  const said = `Verifying the image store was cancelled after ${found.files} of ${found.total} files`;
  return { report, error: found.files === found.total ? null : new VmtestError('VMTEST_CANCELLED', said) };
}

interface Found {
  files: number;
  total: number;
  bytes: number;
  readonly damages: Damage[];
}

async function verifyKind(
  kind: (typeof BUILD_KINDS)[number],
  found: Found,
  { parallel, repair }: { readonly parallel: number; readonly repair: boolean },
  context: StoreContext,
): Promise<void> {
  const folder = join(context.store, kind);
  const builds = await listBuilds(folder);
  for (const count of await Promise.all(builds.map(countFiles))) found.total += count;
  const queue = builds.values();
  const worker = async () => {
    for (const build of queue) {
      if (context.signal?.aborted === true) return;
      const verified = await verifyBuild(build, context.signal).catch((error: unknown) => {
        if (context.signal?.aborted === true) return null;
        throw error;
      });
      if (verified === null) return;
      const { files, bytes, faults } = verified;
      found.files += files;
      found.bytes += bytes;
      if (faults.length === 0) continue;
      const held = repair ? await takeAway(folder, build, context) : 'it is only looked at';
      if (repair && held !== null) context.emit(`${kind}/${build.name} is damaged and stays: ${held}`);
      for (const fault of faults) found.damages.push({ ...fault, path: relative(context.store, fault.path), removed: held === null });
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
