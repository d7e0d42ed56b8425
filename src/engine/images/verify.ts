import { join, relative } from 'node:path';
import { listBuilds } from '../../images/builds/list.ts';
import { takeAway } from '../../images/builds/prune.ts';
import { verifyBuild } from '../../images/builds/verify.ts';
import { verifyStore } from '../../images/mirror/verify.ts';
import type { StoreContext } from '../../images/store/types.ts';
import { VmtestError } from '../../model/errors.ts';
import { type ImagesRequest, withStore } from './desk.ts';
import { BUILD_KINDS } from './list.ts';

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
  readonly files: number;
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
 * sync or run brings or builds it again. Errors: VMTEST_CANCELLED, and for `repair` VMTEST_IMAGE_STORE_BUSY.
 */
export async function verifyImages(request: ImagesRequest, asked: VerifyAsked): Promise<VerifyReport> {
  return await withStore(request, (context) => verifyAll(context, asked));
}

async function verifyAll(context: StoreContext, { parallel, repair }: VerifyAsked): Promise<VerifyReport> {
  const began = performance.now();
  const streams = await verifyStore({ parallel, repair }, context);
  for (const note of streams.notes) context.emit(note);
  const found: Found = { files: streams.files, bytes: streams.bytes, damages: [...streams.damages] };
  for (const kind of BUILD_KINDS) await verifyKind(kind, found, { parallel, repair }, context);
  const damages = found.damages.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { store: context.store, ...found, damages, seconds: (performance.now() - began) / 1000 };
}

interface Found {
  files: number;
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
  const queue = (await listBuilds(folder)).values();
  const worker = async () => {
    for (const build of queue) {
      if (context.signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', 'Verifying the image store was cancelled');
      const { files, bytes, faults } = await verifyBuild(build);
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
