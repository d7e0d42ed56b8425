import { readFile, stat } from 'node:fs/promises';

/**
 * Which of some files somebody holds by flock(2), out of /proc/locks (proc_locks(5)). Only to be shown: a kernel leaves out what was
 * locked in another container, and in a container what the program flock locked for others, so only taking a lock proves it free.
 */
export async function heldFiles(files: readonly string[]): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (const line of (await readFile('/proc/locks', 'utf8').catch(() => '')).split('\n')) {
    // `1: FLOCK  ADVISORY  READ 1234 fe:01:5678 0 EOF`; one that waits has `->` before its kind.
    const match = /^\d+: FLOCK +\S+ +\S+ +-?\d+ ([0-9a-f]+):([0-9a-f]+):(\d+) /.exec(line);
    if (match === null) continue;
    const [, major, minor, inode] = match as unknown as [string, string, string, string];
    held.add(`${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}:${inode}`);
  }
  if (held.size === 0) return held;
  const keys = await Promise.all(files.map(keyOf));
  return new Set(files.filter((_, index) => held.has(keys[index] as string)));
}

async function keyOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => null);
  if (stats === null) return '';
  // As glibc's gnu_dev_major and gnu_dev_minor take a device number apart.
  const major = ((stats.dev >> 8n) & 0xfffn) | ((stats.dev >> 32n) & ~0xfffn);
  const minor = (stats.dev & 0xffn) | ((stats.dev >> 12n) & ~0xffn);
  return `${major}:${minor & 0xffffffffn}:${stats.ino}`;
}
