import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { plainLine } from '../../base/text.ts';
import { readManifest } from '../../evidence/artifact/manifest.ts';
import { VmtestError } from '../../model/errors.ts';
import { REPLAY_FILE, RESULT_FILE } from '../../model/files.ts';
import type { ArtifactTest } from '../../model/gate.ts';
import { faultOf, type Verdict } from '../../model/verdict.ts';
import { evidenceText } from './evidence-file.ts';
import type { RecordedPhase, ReplayRecord } from './record.ts';
import { parseReplay } from './schema.ts';

/** A test whose data was kept. */
export interface KeptTest {
  /** Absolute path. */
  readonly folder: string;
  readonly record: ReplayRecord;
  /** How it ended, by its `result.json`; null where that is not there. */
  readonly ended: { readonly failed: boolean; readonly words: string; readonly failedPhase: string | null } | null;
  /** What the artifact says of it; null where it is in none. */
  readonly artifact: ArtifactTest | null;
}

/** How deep below the folder that is named a test's may be: a download has a folder an artifact, and that one a test. */
const DEPTH = 3;

/** All tests below a folder: a test's own, a run's, an artifact's, or one with several artifacts in it. */
export async function findKept(folder: string): Promise<readonly KeptTest[]> {
  // Of a test's own folder within an artifact, the artifact's word counts as well.
  const above = await readManifest(dirname(folder)).catch(() => null);
  const found = await below(folder, DEPTH, above?.tests ?? null);
  if (found.length > 0) return found;
  throw new VmtestError('VMTEST_REPLAY_NOT_FOUND', `there is no test to replay in ${folder}: no ${REPLAY_FILE} in it`, {
    hint: 'name the folder of a test, of a run, of `vmtest download`, or an artifact; a test whose machine never started has none',
  });
}

async function below(folder: string, depth: number, manifest: readonly ArtifactTest[] | null): Promise<KeptTest[]> {
  const text = await evidenceText(folder, REPLAY_FILE);
  if (text !== null) {
    const record = parseReplay(text, join(folder, REPLAY_FILE));
    const artifact = manifest?.find(({ slug }) => slug === basename(folder)) ?? null;
    return [{ folder, record, ended: endedOf(await evidenceText(folder, RESULT_FILE)), artifact }];
  }
  if (depth === 0) return [];
  const listed = (await readManifest(folder))?.tests ?? manifest;
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  const found: KeptTest[] = [];
  for (const name of names) found.push(...(await below(join(folder, name), depth - 1, listed)));
  return found;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function endedOf(text: string | null): KeptTest['ended'] {
  const said = parsed(text) as { verdict?: unknown; cause?: unknown; phases?: unknown } | null;
  if (typeof said?.verdict !== 'string') return null;
  const phases = (Array.isArray(said.phases) ? said.phases : []) as { name?: unknown; verdict?: unknown }[];
  const failed = phases.find((phase) => phase?.verdict !== 'passed')?.name;
  return {
    // What is no verdict of ours failed.
    failed: faultOf(said.verdict as Verdict) !== 'none',
    words: plainLine(typeof said.cause === 'string' && said.cause !== '' ? `${said.verdict}: ${said.cause}` : said.verdict),
    failedPhase: typeof failed === 'string' ? failed : null,
  };
}

/**
 * The one test that is meant. Without a filter: the only one, or the only one that failed.
 * @param filter an id, a folder's name, or a glob over both; null: none
 */
export function chooseTest(tests: readonly KeptTest[], filter: string | null): KeptTest {
  const named = filter === null ? tests : tests.filter((test) => meets(test, filter));
  const failed = named.filter(({ ended }) => ended?.failed !== false);
  const [one] = named.length === 1 ? named : failed;
  if (one !== undefined && (named.length === 1 || failed.length === 1)) return one;
  const list = (named.length === 0 ? tests : failed.length === 0 ? named : failed).slice(0, 20).map(({ record }) => plainLine(record.id));
  const message =
    named.length === 0
      ? `no test here is ${plainLine(String(filter))}: there are ${list.join(', ')}`
      : `${failed.length === 0 ? named.length : failed.length} tests ${failed.length === 0 ? 'are here' : 'failed'}: ${list.join(', ')}`;
  throw new VmtestError('VMTEST_REPLAY_NOT_FOUND', message, { hint: 'choose one with --test ID' });
}

function meets({ record, folder }: KeptTest, filter: string): boolean {
  const names = [record.id, basename(folder)];
  if (names.includes(filter)) return true;
  if (!/[*?]/.test(filter)) return false;
  // As in --select: `*` and `?` over the whole; brackets are letters like others, because ids have them.
  const source = filter
    .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  return names.some((name) => new RegExp(`^${source}$`).test(name));
}

/** The phase that is meant: the one that is named, else the first that did not pass, else the last that ran. */
export function choosePhase({ record, ended }: KeptTest, name: string | null): RecordedPhase {
  const { phases } = record;
  const wanted = name ?? ended?.failedPhase ?? null;
  const phase =
    phases.find((one) => one.name === wanted) ?? (name === null ? phases.at(-1) : phases.find(({ spec }) => spec?.kind === name));
  if (phase !== undefined) return phase;
  const there = phases.map((one) => plainLine(one.name)).join(', ') || 'none';
  throw new VmtestError(
    'VMTEST_REPLAY_NOT_FOUND',
    `${plainLine(record.id)} has no phase ${plainLine(name ?? '')} that ran: there is ${there}`,
    {
      hint: 'choose one with --phase',
    },
  );
}
