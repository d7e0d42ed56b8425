import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run, TOOL_ENV } from '../../base/spawn.ts';
import { archiveOf, CURTIN_WRAPPER, selfExtractor } from '../../installers/curtin/archive.ts';

/** More than any curtin tree has. */
const MAX_FILES = 5000;

/**
 * Packs a curtin source tree as its own packer does (Python files of `curtin`, all of `helpers`, the configurations, a `bin/curtin`, the
 * version written in), without Python. Returns a script; see `selfExtractor`.
 */
export async function packTree(
  tree: string,
  configs: readonly { readonly name: string; readonly text: string }[],
  command: readonly string[],
): Promise<Uint8Array> {
  const files = new Map<string, { readonly data: Uint8Array; readonly mode: number }>();
  await addFolder(files, join(tree, 'curtin'), 'curtin', (name) => name.endsWith('.py'));
  await addFolder(files, join(tree, 'helpers'), 'helpers', () => true);
  const version = files.get('curtin/version.py');
  if (version !== undefined) {
    const text = Buffer.from(version.data)
      .toString('utf8')
      .replaceAll('@@PACKED_VERSION@@', await versionOf(tree));
    files.set('curtin/version.py', { data: Buffer.from(text), mode: version.mode });
  }
  files.set('bin/curtin', { data: Buffer.from(CURTIN_WRAPPER), mode: 0o755 });
  for (const { name, text } of configs) files.set(`configs/${name}`, { data: Buffer.from(text), mode: 0o644 });
  // Base64 and a guest under emulation: a quick compression is the better one.
  return Buffer.from(selfExtractor(gzipSync(await archiveOf(files), { level: 4 }), command));
}

async function addFolder(
  files: Map<string, { readonly data: Uint8Array; readonly mode: number }>,
  folder: string,
  inside: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    const info = await lstat(path);
    if (info.isDirectory() && name !== '__pycache__') await addFolder(files, path, `${inside}/${name}`, wanted);
    else if (info.isFile() && wanted(name)) files.set(`${inside}/${name}`, { data: await readFile(path), mode: info.mode & 0o777 });
    if (files.size > MAX_FILES) throw new Error(`more than ${MAX_FILES} files in ${folder}: this is no curtin tree`);
  }
}

/** As the tree's own version.py finds it: by git where the tree itself is a checkout, else the version that the tree says of itself. */
async function versionOf(tree: string): Promise<string> {
  const checkout = (await lstat(join(tree, '.git')).catch(() => null)) !== null;
  const said = checkout ? await gitVersion(tree) : null;
  if (said !== null) return said;
  const init = await readFile(join(tree, 'curtin', '__init__.py'), 'utf8');
  return /__version__\s*=\s*["']([\w.~+-]+)["']/.exec(init)?.[1] ?? 'unknown';
}

async function gitVersion(tree: string): Promise<string | null> {
  const said = await run('git', ['-C', tree, 'describe', '--long', '--abbrev=8', '--match=[0-9][0-9]*'], { env: TOOL_ENV, timeout: 10 });
  return said.exitCode === 0 && /^[\w.~+-]+\n?$/.test(said.stdout) ? said.stdout.trim() : null;
}
