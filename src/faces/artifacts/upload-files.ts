import { formatSize } from '../../base/sizes.ts';
import type { Note, UploadedArtifact } from '../../model/gate.ts';
import { nextName } from './names.ts';
import { isConflict, isServiceThere, noServiceNote, uploadNote } from './service-note.ts';
import { callToolkit, type ToolkitOptions } from './toolkit.ts';

/** How many names are tried where one is taken. */
const MAX_NAMES = 9;

export interface UploadFiles extends ToolkitOptions {
  /** Of `nameArtifact`; where it is taken, with `-2` behind it, and so on. */
  readonly name: string;
  /** Absolute paths below `root`; in the artifact they are as below it. */
  readonly files: readonly string[];
  readonly root: string;
  /** null: as the repository says. */
  readonly retentionDays: number | null;
  /** Of the zip: 0 for what is compressed already, 1 is five times as fast as zlib's default and saves nearly as much. */
  readonly level: 0 | 1 | 6;
  /** What it is, for the note: `the data of basic`. */
  readonly what: string;
  /** Where the same data stays when it is not uploaded. */
  readonly folder: string;
  /** Lines of progress. */
  readonly tell: (message: string) => void;
}

export interface UploadFilesResult {
  /** null: it was not uploaded, and a note says why. `tests` and `dropped` are empty. */
  readonly artifact: UploadedArtifact | null;
  readonly notes: readonly Note[];
  /** What the toolkit threw, where it did. */
  readonly error: unknown;
}

/** Uploads files as one artifact of this job. Never throws: what fails is a note. */
export async function uploadFiles(request: UploadFiles): Promise<UploadFilesResult> {
  const { what, folder, env } = request;
  if (!isServiceThere(env)) return { artifact: null, notes: [noServiceNote(what, folder)], error: null };
  const notes: Note[] = [];
  let name = request.name;
  for (let count = 2; ; count++) {
    try {
      const artifact = await uploadOnce(request, name);
      if (name !== request.name)
        notes.push({
          severity: 'notice',
          message: `an artifact ${request.name} is there already, so ${what} is in ${name}`,
          hint: 'two uses of the action in one job, or two gates in one workflow, want their own artifact-name each',
        });
      return { artifact, notes, error: null };
    } catch (error) {
      if (!isConflict(error) || count > MAX_NAMES) return { artifact: null, notes: [uploadNote(what, error, folder)], error };
      name = nextName(request.name, count);
    }
  }
}

async function uploadOnce(request: UploadFiles, name: string): Promise<UploadedArtifact> {
  const { files, root, retentionDays, level, tell, env } = request;
  const began = performance.now();
  const { id, bytes, digest } = await callToolkit('upload', { name, files, root, retentionDays, level }, request);
  const seconds = (performance.now() - began) / 1000;
  tell(`uploaded ${name}: ${formatSize(bytes)} in ${seconds.toFixed(1)} s (${(bytes / 1e6 / Math.max(seconds, 0.001)).toFixed(0)} MB/s)`);
  return { name, id, url: addressOf(env, id), digest, bytes, tests: [], dropped: [] };
}

/** The page of this workflow run from which people download an artifact of it; null where the runner does not tell what it is made of. */
export function addressOf(env: ToolkitOptions['env'], id: number): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}/artifacts/${id}` : null;
}
