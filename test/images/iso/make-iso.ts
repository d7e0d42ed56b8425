import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';

/** How names are written; `joliet` has no Rock Ridge beside it, `plain` neither. */
export type Names = 'rock-ridge' | 'joliet' | 'plain';

const COMMANDS: Readonly<Record<Names, readonly string[]>> = {
  'rock-ridge': ['-as', 'mkisofs', '-r', '-J'],
  joliet: ['-rockridge', 'off', '-as', 'mkisofs', '-J'],
  plain: ['-rockridge', 'off', '-as', 'mkisofs'],
};

/** An ISO by the real xorriso: path → content, or `{ link }`. Returns its path. */
export async function makeIso(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array | { readonly link: string }>>,
  names: Names = 'rock-ridge',
): Promise<string> {
  const tree = join(folder, 'tree');
  for (const [path, content] of Object.entries(files)) {
    const file = join(tree, path);
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === 'object' && 'link' in content) await symlink(content.link, file);
    else await writeFile(file, content);
  }
  await mkdir(tree, { recursive: true });
  const iso = join(folder, `${names}.iso`);
  const outcome = await run('xorriso', [...COMMANDS[names], '-quiet', '-o', iso, tree], { env: TOOL_ENV });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  return iso;
}
