import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, makeFolder } from '../../base/files.ts';
import { formatSize } from '../../base/sizes.ts';
import { plainLine } from '../../base/text.ts';
import type { UnpackedArtifact } from '../../evidence/artifact/unpack.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ArtifactTest } from '../../model/gate.ts';
import { artifactsWith, chooseArtifacts, meansTest } from './choose-artifacts.ts';
import { downloadError, isPassing } from './download-error.ts';
import type { Remote } from './remote.ts';
import type { RunAddress } from './run-address.ts';
import { downloadArtifact } from './run-artifacts.ts';
import { Toolkit } from './toolkit.ts';
import type { FindBy, ListedArtifact, Unreachable } from './toolkit-calls.ts';

/** How often a download that was cut is begun again. */
const ATTEMPTS = 3;

export interface DownloadRequest {
  readonly address: RunAddress;
  readonly remote: Remote;
  /** The input `artifact-name` of the action. */
  readonly prefix: string;
  /** `--test`; null: all. */
  readonly test: string | null;
  /** Each artifact becomes a folder in it, by its name. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Lines of progress. */
  readonly tell: (message: string) => void;
  /** Seconds without a byte after which it is given up; 120 where not given. */
  readonly stallSeconds?: number;
}

/** An artifact that came home. */
export interface Downloaded {
  readonly name: string;
  readonly id: number;
  readonly digest: string | null;
  readonly bytes: number;
  readonly folder: string;
  readonly tests: readonly (ArtifactTest & { readonly folder: string })[];
  /** What was left out of it when it was unpacked, and why. */
  readonly notes: readonly string[];
}

/**
 * Downloads the artifacts of a workflow run that hold the data of tests: each is checked by its digest, unpacked as `unpackArtifact` does, and put
 * into a folder that must be absent or empty. Throws VmtestError of the codes `VMTEST_ARTIFACT_…`, `VMTEST_TOKEN_REFUSED`,
 * `VMTEST_WORKFLOW_RUN_NOT_FOUND`, `VMTEST_GITHUB_FAILED`; what was whole by then stays.
 */
export async function downloadRun(request: DownloadRequest): Promise<readonly Downloaded[]> {
  const { address, remote, env, signal } = request;
  const [owner, name] = remote.repository.split('/') as [string, string];
  const findBy: FindBy = { token: remote.token, workflowRunId: address.runId, repositoryOwner: owner, repositoryName: name };
  // The toolkit refuses every server that is not GitHub's own by this variable; what the REST API answers is what counts here.
  await using toolkit = new Toolkit({ ...env, GITHUB_SERVER_URL: undefined, GITHUB_API_URL: remote.api });
  const tellUnreachable = ({ host, code }: Unreachable) =>
    request.tell(`${plainLine(host)} cannot be reached (${plainLine(code)}): once more`);
  const options = { env, toolkit, signal, stallSeconds: request.stallSeconds, tellUnreachable };
  const asked = { repository: remote.repository, runId: address.runId, artifact: null };
  const listed = await toolkit.call('list', { findBy }, options).catch((error: unknown) => {
    throw downloadError(error, asked);
  });
  const fetch = (artifact: ListedArtifact, folder: string) =>
    again(() => downloadArtifact(artifact, folder, findBy, options), `${artifact.name} once more`, request.tell).catch((error: unknown) => {
      throw downloadError(error, { ...asked, artifact: artifact.name });
    });
  await makeFolder(request.folder);
  const wanted = await choose(request, listed, fetch);
  await refuseTaken(request.folder, wanted);
  const done: Downloaded[] = [];
  for (const artifact of wanted) {
    request.tell(`${artifact.name}: ${formatSize(artifact.bytes)}`);
    const home = await takeHome(artifact, await fetch(artifact, join(request.folder, artifact.name)), request.test);
    if (home !== null) done.push(home);
  }
  if (done.length === 0) throw nothingFound(request, listed);
  return done;
}

type Fetch = (artifact: ListedArtifact, folder: string) => Promise<UnpackedArtifact>;

async function choose(request: DownloadRequest, listed: readonly ListedArtifact[], fetch: Fetch): Promise<readonly ListedArtifact[]> {
  const { attempt, artifactId } = request.address;
  const { kept, results } = chooseArtifacts(listed, { prefix: request.prefix, attempt, artifactId });
  if (kept.length === 0) throw nothingFound(request, listed);
  const names = request.test === null ? null : await artifactsWith(request.test, results, request.folder, fetch);
  const wanted = names === null ? kept : kept.filter(({ name }) => names.has(name));
  if (wanted.length === 0) throw nothingFound(request, listed);
  return wanted;
}

/** Before the first byte is fetched: nothing is written over. */
async function refuseTaken(folder: string, artifacts: readonly ListedArtifact[]): Promise<void> {
  for (const { name } of artifacts) {
    const path = join(folder, name);
    const entries = await readdir(path).catch((error: unknown) => (isErrno(error, 'ENOENT') ? [] : ['what is no folder']));
    if (entries.length > 0)
      throw new VmtestError('VMTEST_TOPDIR_NOT_EMPTY', `${path} is there already`, {
        hint: 'name another folder with -o, or remove it: nothing is written over',
      });
  }
}

/** What an artifact has of tests; null, and it is removed, where it has none that is meant. */
async function takeHome(artifact: ListedArtifact, unpacked: UnpackedArtifact, test: string | null): Promise<Downloaded | null> {
  const { folder, manifest, notes } = unpacked;
  const tests = (manifest?.tests ?? []).filter(({ id, slug }) => test === null || meansTest(test, id, slug));
  if (tests.length === 0) {
    await rm(folder, { recursive: true, force: true });
    return null;
  }
  const { name, id, digest, bytes } = artifact;
  return { name, id, digest, bytes, folder, tests: tests.map((one) => ({ ...one, folder: join(folder, one.slug) })), notes };
}

function nothingFound({ address, remote, prefix, test }: DownloadRequest, listed: readonly ListedArtifact[]): VmtestError {
  const where = `run ${address.runId} of ${remote.repository}`;
  const names = listed.slice(0, 5).map(({ name }) => plainLine(name));
  if (listed.length === 0)
    return new VmtestError('VMTEST_ARTIFACT_NOT_FOUND', `${where} has no artifacts`, {
      hint: 'it may still run, all may have passed, or they have expired; the notes in its summary say what was not uploaded',
    });
  return new VmtestError(
    'VMTEST_ARTIFACT_NOT_FOUND',
    `${where} has no data of ${test === null ? 'tests' : `a test that is ${plainLine(test)}`}`,
    {
      hint: `there are ${names.join(', ')}${listed.length > names.length ? ` and ${listed.length - names.length} more` : ''}; --artifact-name says how their names begin (${prefix})`,
    },
  );
}

/** A connection that is cut is no reason to give up. */
async function again<T>(action: () => Promise<T>, what: string, tell: (message: string) => void): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error;
      tell(`${plainLine(what)}: ${error instanceof Error ? plainLine(error.message) : 'it was cut'}`);
    }
  }
}
