import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnpackedArtifact } from '../../evidence/artifact/unpack.ts';
import type { ListedArtifact } from './toolkit-calls.ts';

/** What is wanted of the artifacts of a run. */
export interface Choice {
  /** The input `artifact-name` of the action. */
  readonly prefix: string;
  readonly attempt: number | null;
  readonly artifactId: number | null;
}

/** The artifacts that hold the data of tests, and the results of jobs, the newest first of each name. */
export interface Chosen {
  readonly kept: readonly ListedArtifact[];
  readonly results: readonly ListedArtifact[];
}

/** Sorts the artifacts of a run by their names, as `nameArtifact` makes them. A name that is no plain folder's name is not ours. */
export function chooseArtifacts(listed: readonly ListedArtifact[], { prefix, attempt, artifactId }: Choice): Chosen {
  const ours = listed.filter(({ name }) => name.startsWith(`${prefix}-`) && /^[A-Za-z0-9._-]+$/.test(name));
  // A leg ends in a digest, so that an attempt is told from the number behind a name that was taken.
  const inAttempt = ({ name }: ListedArtifact) => attempt === null || new RegExp(`-[0-9a-f]{8}-${attempt}(?:-\\d)?$`).test(name);
  const rest = (name: string) => name.slice(prefix.length + 1);
  const results = ours.filter(({ name }) => /^results-\d+-/.test(rest(name)));
  const others = ours.filter((one) => !results.includes(one) && !/^plan-[0-9a-f]{16}-\d+(?:-\d)?$/.test(rest(one.name)));
  if (artifactId !== null)
    return { kept: listed.filter(({ id, name }) => id === artifactId && /^[A-Za-z0-9._-]+$/.test(name)), results: [] };
  return { kept: others.filter(inAttempt), results: results.filter(inAttempt) };
}

/** Whether a test is meant by `--test`: its id, the name of its folder, or a glob over both. Brackets are letters: ids have them. */
export function meansTest(glob: string, id: string, slug: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  const pattern = new RegExp(`^${source}$`);
  return pattern.test(id) || pattern.test(slug);
}

/** What a job reported, as far as it is looked at: it may be anybody's. */
interface Reported {
  readonly result?: { readonly tests?: readonly { readonly id?: unknown; readonly slug?: unknown }[] };
  readonly artifacts?: readonly { readonly name?: unknown; readonly tests?: readonly unknown[] }[];
}

/**
 * The names of the artifacts in which a test is that is meant, by what the jobs of the run reported; null where they reported nothing that can
 * be read: then every artifact has to be looked into.
 * @param folder where the reports are put for the time being
 */
export async function artifactsWith(
  glob: string,
  results: readonly ListedArtifact[],
  folder: string,
  download: (artifact: ListedArtifact, folder: string) => Promise<UnpackedArtifact>,
): Promise<ReadonlySet<string> | null> {
  if (results.length === 0) return null;
  const temp = await mkdtemp(join(folder, '.vmtest-results-'));
  try {
    const names = new Set<string>();
    for (const result of results) {
      const unpacked = await download(result, join(temp, String(result.id)));
      const reported = JSON.parse(await readFile(join(unpacked.folder, 'report.json'), 'utf8')) as Reported;
      for (const name of namesWith(glob, reported)) names.add(name);
    }
    return names;
  } catch {
    // An older or a newer vmtest may have reported otherwise.
    return null;
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

function namesWith(glob: string, { result, artifacts }: Reported): readonly string[] {
  const meant = (result?.tests ?? []).filter(({ id, slug }) => meansTest(glob, String(id), String(slug))).map(({ id }) => id);
  return (artifacts ?? []).flatMap(({ name, tests }) =>
    typeof name === 'string' && tests?.some((id) => meant.includes(id)) ? [name] : [],
  );
}
