import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../evidence/artifact/layout.ts';
import type { ArtifactManifest, ArtifactTest, Note, UploadedArtifact } from '../../model/gate.ts';
import type { RunResult, TestResult } from '../../model/result.ts';
import { Budget } from './budget.ts';
import { type Group, groupTests, orderTests } from './groups.ts';
import { type ArtifactNaming, nameArtifact } from './names.ts';
import { packTest } from './pack-test.ts';
import { scanTest, type TestScan } from './scan.ts';
import { isServiceGone, isServiceThere, noServiceNote, uploadNote } from './service-note.ts';
import { cancelled, Toolkit } from './toolkit.ts';
import { uploadFiles } from './upload-files.ts';

export interface UploadKept {
  /** What was run: of each test its folder, what was kept, and how it ended. */
  readonly run: RunResult;
  /** A folder that is absent, on the file system of the run's top folder: what is uploaded is linked there and not copied. Gone afterwards. */
  readonly staging: string;
  readonly naming: ArtifactNaming;
  /** null: as the repository says. */
  readonly retentionDays: number | null;
  /** Bytes of all artifacts together, as they are packed; 0: nothing is uploaded. */
  readonly limitBytes: number;
  /** null: disks go as they are. */
  readonly qemuImg: string | null;
  readonly signal: AbortSignal;
  /** Lines of progress. */
  readonly tell: (message: string) => void;
  /** Told of each artifact once it is up, before the next is begun. */
  readonly onUploaded?: (artifact: UploadedArtifact) => Promise<void>;
  /** What the toolkit reads; the runner's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Seconds without progress after which an upload is given up; 120 where not given. */
  readonly stallSeconds?: number;
}

export interface UploadedKept {
  readonly artifacts: readonly UploadedArtifact[];
  readonly notes: readonly Note[];
}

/** A test with what is in its folder, at its place in the budget. */
interface Found {
  readonly test: TestResult;
  readonly scan: TestScan;
}

/**
 * Uploads what the policy kept of the tests: the first 20 failed ones each as an artifact of its own, the other failed ones in one, the passed
 * ones in one; each has a `vmtest.json` (ArtifactManifest) beside one folder a test. One after another, each packed just before it is uploaded
 * and removed just after, so that it needs little room. Never throws and never tells more than it knows: what fails is a note, and what was not
 * uploaded stays in the run's top folder.
 */
export async function uploadKept(request: UploadKept): Promise<UploadedKept> {
  const { run, limitBytes, env, staging } = request;
  const tests = orderTests(run.tests);
  if (limitBytes === 0 || tests.length === 0) return { artifacts: [], notes: [] };
  if (!isServiceThere(env)) return { artifacts: [], notes: [noServiceNote(whatAll(tests), run.topdir)] };
  try {
    return await uploadAll(request, tests);
  } catch (error) {
    return { artifacts: [], notes: [uploadNote(whatAll(tests), error, run.topdir)] };
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function uploadAll(request: UploadKept, tests: readonly TestResult[]): Promise<UploadedKept> {
  const artifacts: UploadedArtifact[] = [];
  const notes: Note[] = [];
  // It loads while the first is packed.
  await using toolkit = new Toolkit(request.env);
  const found = new Map<string, Found>();
  for (const test of tests) {
    // Of a folder that cannot be read, or is gone, nothing can be uploaded; the others do not wait for it.
    const scan = await scanTest(test.folder as string).catch(() => null);
    if (scan !== null) found.set(test.id, { test, scan });
  }
  const order = [...found.keys()];
  const budget = new Budget(
    request.limitBytes,
    [...found.values()].map(({ scan }) => scan),
  );
  const groups = groupTests(tests.filter(({ id }) => found.has(id)));
  for (const [index, group] of groups.entries()) {
    const folder = join(request.staging, String(index));
    const ended = await uploadGroup({ ...request, toolkit }, group, folder, (id) => ({
      ...(found.get(id) as Found),
      index: order.indexOf(id),
      budget,
    }));
    await rm(folder, { recursive: true, force: true });
    notes.push(...ended.notes);
    if (ended.artifact !== null) {
      artifacts.push(ended.artifact);
      await request.onUploaded?.(ended.artifact);
    }
    if (ended.artifact !== null || !isServiceGone(ended.error)) continue;
    const rest = groups.slice(index + 1).flatMap((one) => one.tests);
    if (rest.length > 0) notes.push(uploadNote(whatAll(rest), ended.error, request.run.topdir));
    break;
  }
  return { artifacts, notes };
}

type Lookup = (id: string) => Found & { readonly index: number; readonly budget: Budget };

interface GroupEnd {
  readonly artifact: UploadedArtifact | null;
  readonly notes: readonly Note[];
  readonly error: unknown;
}

async function uploadGroup(
  request: UploadKept & { readonly toolkit: Toolkit },
  group: Group,
  folder: string,
  lookup: Lookup,
): Promise<GroupEnd> {
  const kept = group.tests.length === 1 ? (group.tests[0]?.folder as string) : request.run.topdir;
  const entries: ArtifactTest[] = [];
  const dropped: string[] = [];
  const notes: Note[] = [];
  let dense = 0;
  let loose = 0;
  try {
    await mkdir(folder, { recursive: true });
    for (const test of group.tests) {
      const slug = freeSlug(test.slug, entries);
      const packed = await packTest({ ...lookup(test.id), ...request, into: join(folder, slug), slug });
      entries.push(packed.entry);
      dropped.push(...packed.dropped);
      notes.push(...packed.notes);
      dense += packed.dense;
      loose += packed.loose;
    }
    const manifest: ArtifactManifest = { version: 1, tests: entries };
    await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    const uploaded = await uploadFiles({
      name: nameArtifact({ ...request.naming, slug: group.slug }),
      files: await filesBelow(folder),
      root: folder,
      retentionDays: request.retentionDays,
      // A zip has one level for all: what is compressed already is four times as fast without.
      level: loose * 2 > dense ? 1 : 0,
      what: group.what,
      folder: kept,
      tell: request.tell,
      env: request.env,
      toolkit: request.toolkit,
      signal: request.signal,
      stallSeconds: request.stallSeconds,
    });
    const artifact = uploaded.artifact === null ? null : { ...uploaded.artifact, tests: entries.map(({ id }) => id), dropped };
    return { artifact, notes: [...notes, ...limitNotes(artifact, group), ...uploaded.notes], error: uploaded.error };
  } catch (cause) {
    const error = request.signal.aborted ? cancelled() : cause;
    return { artifact: null, notes: [...notes, uploadNote(group.what, error, kept)], error };
  }
}

/** What was left out of an artifact that was uploaded: no mistake, but whoever replays wants to know. */
function limitNotes(artifact: UploadedArtifact | null, group: Group): readonly Note[] {
  if (artifact === null || artifact.dropped.length === 0) return [];
  return [
    {
      severity: 'notice',
      message: `${group.what}: left out of ${artifact.name} are ${artifact.dropped.slice(0, 5).join(', ')}${artifact.dropped.length > 5 ? ` and ${artifact.dropped.length - 5} more` : ''}`,
      hint: 'raise the input artifact-limit, or keep less by keep-data-fail; without its disks a machine cannot be started again',
    },
  ];
}

/** Slugs are unique in a run; where several runs share an artifact, the second of a name gets a number. */
function freeSlug(slug: string, taken: readonly ArtifactTest[]): string {
  let free = slug;
  for (let count = 2; taken.some((one) => one.slug === free); count++) free = `${slug}-${count}`;
  return free;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function whatAll(tests: readonly TestResult[]): string {
  return tests.length === 1 ? `the data of ${tests[0]?.id}` : `the data of ${tests.length} tests`;
}
