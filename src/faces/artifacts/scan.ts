import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CLASSES_FOLDER } from '../../evidence/artifact/layout.ts';
import { KEEP_PARTS, type KeepPart } from '../../model/plan.ts';

/** What GitHub refuses in a path of an artifact, and what no zip tells well. https://github.com/actions/toolkit, artifact: path validation */
// biome-ignore lint/suspicious/noControlCharactersInRegex: names with them go into a tar
const FORBIDDEN = /[":<>|*?\\\u0000-\u001f\u007f]/;

/** Files below one folder. */
export interface Tree {
  /** Absolute. */
  readonly path: string;
  /** What they take on disk: holes are not counted. */
  readonly bytes: number;
  readonly files: number;
  /** Symbolic links, sockets and the like: never followed. */
  readonly others: number;
  /** Whether a name in it may not be in an artifact. */
  readonly forbidden: boolean;
}

export interface ScannedPart extends Tree {
  readonly part: KeepPart;
}

/** A folder that has parts: a test's own, or one of a class that a `command` ran. */
export interface Unit {
  /** Below the test's folder: empty, or `output/TestBasic`. */
  readonly below: string;
  readonly parts: readonly ScannedPart[];
  /** The parts that are not there at all: the policy did not keep them. */
  readonly gone: readonly KeepPart[];
}

/** What a test left in its folder. */
export interface TestScan {
  readonly units: readonly Unit[];
  /** Files and folders beside the parts, by their paths below the test's folder: `result.json`. */
  readonly loose: readonly { readonly name: string; readonly tree: Tree }[];
}

/** Looks at a test's folder, and follows no link in it. */
export async function scanTest(folder: string): Promise<TestScan> {
  const units: Unit[] = [await scanUnit(folder, '')];
  const loose: TestScan['loose'][number][] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if ((KEEP_PARTS as readonly string[]).includes(entry.name)) continue;
    if (entry.name !== CLASSES_FOLDER || !entry.isDirectory())
      loose.push({ name: entry.name, tree: await scanTree(join(folder, entry.name)) });
    else
      for (const below of await readdir(join(folder, CLASSES_FOLDER), { withFileTypes: true })) {
        const name = `${CLASSES_FOLDER}/${below.name}`;
        if (below.isDirectory()) {
          units.push(await scanUnit(folder, name));
          const known = await readdir(join(folder, name), { withFileTypes: true });
          for (const { name: own } of known.filter((one) => !(KEEP_PARTS as readonly string[]).includes(one.name)))
            loose.push({ name: `${name}/${own}`, tree: await scanTree(join(folder, name, own)) });
        } else loose.push({ name, tree: await scanTree(join(folder, name)) });
      }
  }
  return { units, loose: loose.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

async function scanUnit(folder: string, below: string): Promise<Unit> {
  const parts: ScannedPart[] = [];
  const gone: KeepPart[] = [];
  for (const part of KEEP_PARTS) {
    const path = join(folder, below, part);
    const is = await lstat(path).catch(() => null);
    if (is?.isDirectory() !== true) gone.push(part);
    else parts.push({ part, ...(await scanTree(path)) });
  }
  return { below, parts, gone: below === '' ? gone : [] };
}

async function scanTree(path: string): Promise<Tree> {
  const sum = { path, bytes: 0, files: 0, others: 0, forbidden: FORBIDDEN.test(path.slice(path.lastIndexOf('/') + 1)) };
  const look = async (at: string): Promise<void> => {
    const stats = await lstat(at);
    if (stats.isDirectory()) {
      for (const name of await readdir(at)) {
        sum.forbidden ||= FORBIDDEN.test(name);
        await look(join(at, name));
      }
    } else if (stats.isFile()) {
      sum.files += 1;
      // 512-byte blocks of stat(2).
      sum.bytes += Math.min(stats.size, stats.blocks * 512);
    } else sum.others += 1;
  };
  await look(path);
  return sum;
}
