import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tarName } from '../../evidence/artifact/layout.ts';
import { packTar } from '../../evidence/artifact/pack-tar.ts';
import type { ArtifactTest, Note } from '../../model/gate.ts';
import type { KeepPart } from '../../model/plan.ts';
import type { TestResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import type { Budget } from './budget.ts';
import { linkTree } from './link.ts';
import { packDisks, packSparse } from './pack-disks.ts';
import type { ScannedPart, TestScan, Unit } from './scan.ts';

/** A test that goes into an artifact. */
export interface Packing {
  readonly test: TestResult;
  readonly scan: TestScan;
  /** Its place in the budget. */
  readonly index: number;
  /** The folder that is made for it, absolute; its name is the slug in the manifest. */
  readonly into: string;
  readonly slug: string;
  readonly budget: Budget;
  readonly qemuImg: string | null;
  readonly signal: AbortSignal;
}

export interface PackedTest {
  readonly entry: ArtifactTest;
  /** For people: `disks of basic[image=noble]`. */
  readonly dropped: readonly string[];
  readonly notes: readonly Note[];
  /** Bytes that are compressed already, and bytes that are not. */
  readonly dense: number;
  readonly loose: number;
}

/** What became of one part. */
type Outcome =
  | { readonly dense: number; readonly loose: number }
  | { readonly dropped: 'limit' }
  /** What stands in the way: the host's disk, qemu-img. */
  | { readonly dropped: 'failed'; readonly why: string };

/** Puts a test into the staging folder of an artifact. Throws only where `signal` ended it, or not even the folder could be made. */
export async function packTest(packing: Packing): Promise<PackedTest> {
  const { test, scan, into, slug, signal } = packing;
  const done = { parts: [] as string[], missing: [] as ArtifactTest['missing'][number][], dropped: [] as string[], notes: [] as Note[] };
  const sum = { dense: 0, loose: 0 };
  await mkdir(into, { recursive: true });
  for (const { name, tree } of scan.loose) {
    if (tree.forbidden || tree.files === 0) continue;
    await mkdir(join(into, name, '..'), { recursive: true });
    sum.loose += (await linkTree(tree.path, join(into, name))) > 0 ? tree.bytes : 0;
  }
  for (const unit of scan.units) {
    for (const part of unit.parts) {
      if (part.files === 0) continue;
      const where = unit.below === '' ? part.part : `${unit.below}/${part.part}`;
      const outcome = await packPart(packing, unit, part);
      signal.throwIfAborted();
      if (!('dropped' in outcome)) {
        done.parts.push(where);
        sum.dense += outcome.dense;
        sum.loose += outcome.loose;
        continue;
      }
      done.dropped.push(`${where} of ${test.id}`);
      const failed = outcome.dropped === 'failed';
      done.missing.push({
        part: where,
        why: 'size',
        mend: failed ? `make room on the runner’s disk (${outcome.why})` : 'raise the input artifact-limit',
      });
      if (failed)
        done.notes.push({
          severity: 'warning',
          message: `${where} of ${test.id} could not be packed: ${outcome.why}`,
          hint: `it is in ${test.folder}`,
        });
    }
    const setting = faultOf(test.verdict) === 'none' ? 'keep-data-pass' : 'keep-data-fail';
    for (const part of unit.gone.filter((one) => had(test, one)))
      done.missing.push({ part, why: 'policy', mend: `add ${part} to ${setting}, or set it to all` });
  }
  return { entry: { id: test.id, slug, verdict: test.verdict, parts: done.parts, missing: done.missing }, ...done, ...sum };
}

/** Whether a test can have had this part: of an installation only one that installed, of a machine only one with a machine of its own. */
function had({ phases }: TestResult, part: KeepPart): boolean {
  if (part === 'logs' || phases.length === 0) return true;
  return phases.some(({ kind }) => (part === 'install' ? kind === 'install' : kind !== 'command'));
}

async function packPart(packing: Packing, unit: Unit, part: ScannedPart): Promise<Outcome> {
  const { budget, index, into } = packing;
  if (budget.isDropped(index, unit.below, part.part)) return { dropped: 'limit' };
  const folder = join(into, unit.below);
  const target = join(folder, part.part);
  try {
    await mkdir(folder, { recursive: true });
    if (part.part === 'disks') return await disks(packing, unit, part, target);
    if (part.part !== 'collect' && !part.forbidden) {
      await linkTree(part.path, target, (from, to) => packSparse(from, to, packing));
      return { dense: 0, loose: part.bytes };
    }
    return await packed(packing, part, join(folder, tarName(part.part)));
  } catch (error) {
    packing.signal.throwIfAborted();
    await rm(target, { recursive: true, force: true });
    return { dropped: 'failed', why: (error as Error).message };
  }
}

async function disks({ budget, qemuImg, signal }: Packing, unit: Unit, part: ScannedPart, target: string): Promise<Outcome> {
  if (budget.left <= 0) return { dropped: 'limit' };
  await mkdir(target);
  const result = await packDisks(part.path, target, { qemuImg, room: budget.left, own: unit.below === '', signal });
  if ('bytes' in result) {
    budget.settle(0, result.bytes);
    return { dense: result.bytes, loose: 0 };
  }
  await rm(target, { recursive: true, force: true });
  return 'failed' in result ? { dropped: 'failed', why: result.failed } : { dropped: 'limit' };
}

async function packed({ budget, signal }: Packing, part: ScannedPart, file: string): Promise<Outcome> {
  const { bytes } = await packTar(part.path, file, signal);
  // Logs and the like were counted as they are; what a tar saves, disks may take.
  budget.settle(part.bytes, bytes);
  return { dense: bytes, loose: 0 };
}
