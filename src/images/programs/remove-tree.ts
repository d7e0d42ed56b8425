import { run } from '../../base/spawn.ts';

/** Removes a tree of files, whatever their modes, and stays on its file system: nothing that is mounted under it is touched. */
export async function removeTree(path: string, options: { readonly env: Readonly<Record<string, string>> }): Promise<void> {
  const removed = await run('rm', ['-rf', '--one-file-system', '--', path], { env: options.env });
  if (removed.exitCode === 0) return;
  // A user's own folders without write permission.
  await run('chmod', ['-R', 'u+rwX', '--', path], { env: options.env });
  await run('rm', ['-rf', '--one-file-system', '--', path], { env: options.env });
}
