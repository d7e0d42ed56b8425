import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { plainText, shorten } from '../../base/text.ts';
import { KEEP_PARTS } from '../../model/plan.ts';

/** What one test class of the original harness left: `<topdir>/<ClassName>/{boot,collect,disks,install,logs}`. */
export interface ClassFolder {
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  /** `logs/success` is there. */
  readonly success: boolean;
  /** What `logs/errors.json` counts; null where there is no such file. */
  readonly errors: number | null;
  /** Texts of the consoles, with where their first line is in the file; null where there is none. */
  readonly install: LogText | null;
  readonly boot: LogText | null;
  /** Seconds since the epoch: when the folder was made, and when anything in its logs was last written. */
  readonly began: number;
  readonly ended: number;
}

export interface LogText {
  /** Path under the class's folder. */
  readonly file: string;
  /** As it is: escapes and all. */
  readonly text: string;
  /** Whether the beginning was left out. */
  readonly cut: boolean;
}

/** The folders of classes, and what was not taken for one although it looks so. */
export interface ClassFolders {
  readonly classes: readonly ClassFolder[];
  readonly notes: readonly string[];
}

const CLASS_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/;
const MOST_CLASSES = 5000;
const LARGEST_CONSOLE = 16 << 20;
const LARGEST_RECORD = 64 << 10;

/**
 * Reads what classes left below a topdir. What lies there was written by guests and strangers: a name that is no Python class's is left
 * out, no link is followed, nothing but regular files is read, and of each no more than its limit.
 */
export async function readClassFolders(topdir: string): Promise<ClassFolders> {
  const root = await realpath(topdir).catch(() => null);
  if (root === null) return { classes: [], notes: [] };
  const entries = (await readdir(root, { withFileTypes: true }).catch(() => [])).sort((a, b) => (a.name < b.name ? -1 : 1));
  const notes: string[] = [];
  const classes: ClassFolder[] = [];
  for (const entry of entries) {
    const path = join(root, entry.name);
    const shown = JSON.stringify(shorten(plainText(entry.name), 100));
    if (entry.isSymbolicLink()) notes.push(`${shown} is a symbolic link, and was not followed`);
    else if (!entry.isDirectory() || !(await hasParts(path))) continue;
    else if (!CLASS_NAME.test(entry.name)) notes.push(`the folder ${shown} has no name of a Python class, and was not judged`);
    else if (classes.length === MOST_CLASSES) notes.push(`there are more than ${MOST_CLASSES} classes: ${shown} was not judged`);
    else classes.push(await readClass(entry.name, path));
  }
  return { classes, notes };
}

/** The harness makes all five at once; what has none of them is another thing, such as its tgtd's folder. */
async function hasParts(path: string): Promise<boolean> {
  for (const part of KEEP_PARTS) if ((await lstat(join(path, part)).catch(() => null))?.isDirectory() === true) return true;
  return false;
}

async function readClass(name: string, path: string): Promise<ClassFolder> {
  const [success, errors, install, boot, made, ended] = await Promise.all([
    readInside(path, 'logs/success', 1),
    readInside(path, 'logs/errors.json', LARGEST_RECORD),
    readInside(path, 'logs/install-serial.log', LARGEST_CONSOLE),
    readInside(path, 'logs/boot-serial.log', LARGEST_CONSOLE),
    lstat(path),
    lastWritten(join(path, 'logs')),
  ]);
  const began = (made.birthtimeMs || made.ctimeMs) / 1000;
  return {
    name,
    path,
    success: success !== null,
    errors: errors === null ? null : countOf(errors.text),
    install,
    boot,
    began,
    ended: Math.max(began, ended),
  };
}

/** `{"errors": N}`; whatever else the file says, it is there because a test failed. */
function countOf(text: string): number {
  try {
    const count = (JSON.parse(text) as { errors?: unknown } | null)?.errors;
    return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 1;
  } catch {
    return 1;
  }
}

/** The last bytes of a regular file below `folder`, or null: no link on the way, no pipe, no device. */
async function readInside(folder: string, file: string, limit: number): Promise<LogText | null> {
  const path = join(folder, file);
  if ((await realpath(dirname(path)).catch(() => '')) !== dirname(path)) return null;
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (handle === null) return null;
  await using opened = handle;
  const stats = await opened.stat();
  if (!stats.isFile()) return null;
  const length = Math.min(stats.size, limit);
  const { buffer, bytesRead } = await opened.read({ buffer: Buffer.alloc(length), position: stats.size - length });
  return { file, text: buffer.toString('utf8', 0, bytesRead), cut: stats.size > length };
}

async function lastWritten(logs: string): Promise<number> {
  const names = await readdir(logs).catch(() => []);
  const times = await Promise.all(names.slice(0, 1000).map((name) => lstat(join(logs, name)).catch(() => null)));
  return Math.max(0, ...times.map((stats) => (stats?.mtimeMs ?? 0) / 1000));
}
