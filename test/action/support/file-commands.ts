import { randomUUID } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The five files through which a step speaks to the runner, as it left them. */
export interface FileCommands {
  readonly outputs: Record<string, string>;
  readonly env: Record<string, string>;
  readonly state: Record<string, string>;
  readonly paths: readonly string[];
  readonly summary: Summary;
  /** What was not written as the runner wants it: each fails the step. */
  readonly errors: readonly string[];
}

export interface Summary {
  /** What people see; empty where it was dropped. */
  readonly text: string;
  /** What was written. */
  readonly bytes: number;
  /** Above GitHub's limit all of it is. */
  readonly dropped: boolean;
}

/** Bytes of a step's summary. */
const SUMMARY_LIMIT = 1 << 20;
const NAMES = { GITHUB_OUTPUT: 'set_output', GITHUB_ENV: 'set_env', GITHUB_STATE: 'save_state', GITHUB_PATH: 'add_path' } as const;

/** Makes the files of one step, empty, in `RUNNER_TEMP`, and the variables that name them. */
export async function makeFileCommands(temp: string): Promise<Record<string, string>> {
  const folder = join(temp, '_runner_file_commands');
  await mkdir(folder, { recursive: true });
  const id = randomUUID();
  const files = Object.entries({ ...NAMES, GITHUB_STEP_SUMMARY: 'step_summary' }).map(([name, file]) => [
    name,
    join(folder, `${file}_${id}`),
  ]);
  for (const [, file] of files) await writeFile(file ?? '', '');
  return Object.fromEntries(files);
}

/** Reads what a step wrote into them. */
export async function readFileCommands(files: Readonly<Record<string, string>>): Promise<FileCommands> {
  const errors: string[] = [];
  const pairs = async (name: keyof typeof NAMES) => {
    try {
      return keyValues(await text(files[name]));
    } catch (error) {
      errors.push(`Unable to process file command '${name}': ${(error as Error).message}`);
      return {};
    }
  };
  const file = files.GITHUB_STEP_SUMMARY ?? '';
  const bytes = (await stat(file).catch(() => null))?.size ?? 0;
  const dropped = bytes > SUMMARY_LIMIT;
  return {
    outputs: await pairs('GITHUB_OUTPUT'),
    env: await pairs('GITHUB_ENV'),
    state: await pairs('GITHUB_STATE'),
    paths: (await text(files.GITHUB_PATH)).split(/\r?\n/).filter((line) => line !== ''),
    summary: { text: dropped ? '' : await text(file), bytes, dropped },
    errors,
  };
}

/** Reads `name=value` and `name<<MARK`, lines, `MARK`, as `FileCommandManager.cs` of actions/runner does. */
export function keyValues(content: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = content.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
      found[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const [name, mark] = [line.slice(0, heredoc), line.slice(heredoc + 2)];
    if (name === '' || mark === '') throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
    const end = lines.indexOf(mark, at + 1);
    if (end === -1) throw new Error(`Invalid value. Matching delimiter not found '${mark}'`);
    found[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return found;
}

async function text(file: string | undefined): Promise<string> {
  return await readFile(file ?? '', 'utf8').catch(() => '');
}
