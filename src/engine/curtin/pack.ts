import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, TOOL_ENV } from '../../base/spawn.ts';
import { shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { packTree } from './pack-tree.ts';

/** What goes into the payload of an installation. */
export interface PackRequest {
  /** Absolute path of a curtin source tree; null where `exe` packs what it is. */
  readonly tree: string | null;
  /** A command that has curtin's `pack`, words parted by spaces; null: the tree's own packer, else ours. */
  readonly exe: string | null;
  /** Configuration files by name; they are `configs/NAME` in the payload. */
  readonly configs: readonly { readonly name: string; readonly text: string }[];
  /** What curtin installs. */
  readonly source: string;
  /** The PATH in which python3 and git are looked for. */
  readonly path: string;
  /** The environment of `exe`: it is the user's own program, and may start a container. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where temporary files go. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

/** A packed curtin: a script, and how it came to be. */
export interface Packed {
  readonly script: Uint8Array;
  /** Who packed it, in one line. */
  readonly how: string;
}

/** Seconds that a packer may take; a real one takes half of one. */
const PACK_SECONDS = 60;

// Called by name and not by `curtin pack`: the command line imports modules (apt_pkg, …) that a host seldom has and packing does not need.
const DRIVER = `import json, sys
spec = json.load(sys.stdin)
sys.path.insert(0, spec['tree'])
from curtin.pack import pack
with open(spec['output'], 'w') as out:
    pack(out, command=spec['command'], copy_files=[tuple(pair) for pair in spec['files']])
`;

/**
 * Packs curtin and its configurations into one script that installs: by the tree's own packer, and by ours where that cannot work
 * here. Errors: VMTEST_CONFIG_INVALID where there is no curtin in the tree, or the command given for packing fails.
 */
export async function packCurtin(request: PackRequest): Promise<Packed> {
  const scratch = await mkdtemp(join(request.scratch, 'vmtest-pack-'));
  try {
    const files: (readonly [string, string])[] = [];
    for (const { name, text } of request.configs) {
      const path = join(scratch, name);
      await writeFile(path, text);
      files.push([`configs/${name}`, path]);
    }
    const command = ['curtin', '-vv', 'install', ...request.configs.map(({ name }) => `--config=configs/${name}`), request.source];
    const output = join(scratch, 'payload');
    if (request.exe !== null) return await packByCommand(request, request.exe, { files, command, output, scratch });
    if (request.tree === null) throw noCurtin('no curtin was named');
    await checkTree(request.tree);
    const spec = { tree: request.tree, output, command, files };
    const ended = await run('python3', ['-c', DRIVER], { ...options(request, scratch), input: JSON.stringify(spec) });
    if (ended.canceled) throw new VmtestError('VMTEST_CANCELLED', 'packing curtin was cancelled');
    const script = ended.exitCode === 0 ? await readFile(output) : null;
    if (script !== null && script.length > 0) return { script, how: `packed by the packer of ${request.tree}` };
    const why =
      ended.errorCode === 'ENOENT' ? 'there is no python3' : lastLine(ended.stderr) || `exit status ${ended.exitCode ?? ended.signal}`;
    const own = await packTree(request.tree, request.configs, command);
    return { script: own, how: `packed by vmtest, as the packer of ${request.tree} cannot work here: ${why}` };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function packByCommand(
  request: PackRequest,
  exe: string,
  made: { files: readonly (readonly [string, string])[]; command: readonly string[]; output: string; scratch: string },
): Promise<Packed> {
  const [program, ...words] = exe.trim().split(/\s+/) as [string, ...string[]];
  const add = made.files.map(([inside, path]) => `--add=${inside}:${path}`);
  const args = [...words, 'pack', `--output=${made.output}`, ...add, '--', ...made.command];
  const ended = await run(program, args, { ...options(request, made.scratch), env: request.environment });
  if (ended.canceled) throw new VmtestError('VMTEST_CANCELLED', 'packing curtin was cancelled');
  const script = ended.exitCode === 0 ? await readFile(made.output).catch(() => null) : null;
  if (script !== null && script.length > 0) return { script, how: `packed by ${exe}` };
  const why = ended.errorCode === 'ENOENT' ? 'there is no such program' : lastLine(ended.stderr) || `exit status ${ended.exitCode}`;
  throw new VmtestError('VMTEST_CONFIG_INVALID', `"${exe} pack" could not pack curtin: ${why}`, {
    hint: 'CURTIN_VMTEST_CURTIN_EXE must be a curtin that has the command pack; or name a source tree by install.tree',
  });
}

function options(request: PackRequest, scratch: string) {
  // No byte code beside the user's sources, and nothing of the user's own Python.
  const env = { ...TOOL_ENV, PATH: request.path, HOME: scratch, TMPDIR: scratch, PYTHONDONTWRITEBYTECODE: '1', PYTHONNOUSERSITE: '1' };
  return { env, cwd: scratch, timeout: PACK_SECONDS, ...(request.signal === undefined ? {} : { signal: request.signal }) };
}

async function checkTree(tree: string): Promise<void> {
  for (const [path, what] of [
    [join(tree, 'curtin', '__init__.py'), 'curtin/__init__.py'],
    [join(tree, 'helpers'), 'helpers/'],
  ] as const) {
    if ((await stat(path).catch(() => null)) === null) throw noCurtin(`${tree} has no ${what}`);
  }
}

function noCurtin(why: string): VmtestError {
  return new VmtestError('VMTEST_CONFIG_INVALID', `there is no curtin to install with: ${why}`, {
    hint: 'name a checkout of curtin by `install.tree` or --curtin-tree, or a program by CURTIN_VMTEST_CURTIN_EXE',
  });
}

/** The last line of a traceback says what happened. */
function lastLine(stderr: string): string {
  return shorten(stderr.trim().split('\n').at(-1) ?? '', 200);
}
