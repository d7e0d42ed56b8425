import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunEvent, type RunResult, run, type Settings, type Surroundings, type TestResult } from '../../src/index.ts';
import { KEEP_PARTS } from '../../src/model/plan.ts';
import type { Arch } from '../../src/model/suite.ts';
import { tempFolder } from '../support/temp.ts';
import { tinyDisk, tinyImage } from '../support/tiny.ts';

/** A suite over the tiny image, written to a folder of its own, and what its run came to. */
export interface Ran extends AsyncDisposable {
  readonly folder: string;
  readonly topdir: string;
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  /** The result of a test by its name or id. */
  readonly of: (name: string) => TestResult;
  /** A kept file of a test, as text. */
  readonly kept: (name: string, path: string) => Promise<string>;
}

export interface TinyRun {
  readonly tests: Readonly<Record<string, unknown>>;
  readonly arch?: Arch;
  /** Images beside the tiny ones, as a suite has them. */
  readonly images?: Readonly<Record<string, unknown>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly settings?: Partial<Settings>;
  readonly surroundings?: Partial<Surroundings>;
  /** Files beside the suite. */
  readonly files?: Readonly<Record<string, string>>;
  /** Hears every event, beside being in `events`. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Name of the top folder. */
  readonly topdir?: string;
}

/** The image `tiny` boots the tiny machine; `disk` and `target` (a tar in name only: raw bytes for dd) are an installed one. */
export async function tinyImages(arch: Arch = 'x86_64') {
  const [image, disk] = await Promise.all([tinyImage(arch), tinyDisk(arch)]);
  return { tiny: { files: { ...image } }, installed: { files: { ...image, disk } }, target: { files: { 'root-tar': disk } } };
}

/** Machines that fit side by side on two cores, with time-outs that a busy host does not meet. */
export const TINY_DEFAULTS = {
  image: 'tiny',
  machine: { memory: '256M', disks: [{ size: '64M', serial: 'system' }] },
  timeouts: { install: '60s', boot: '60s', silence: '60s' },
} as const;

/** Runs tests on tiny machines by the library, as a user of it does. Everything is kept unless the settings say otherwise. */
export async function runTiny(given: TinyRun): Promise<Ran> {
  const temp = await tempFolder();
  const suite = join(temp.path, 'vmtest.yaml');
  await mkdir(temp.path, { recursive: true });
  for (const [name, text] of Object.entries(given.files ?? {})) await writeFile(join(temp.path, name), text);
  const images = { ...(await tinyImages(given.arch)), ...given.images };
  const defaults = { ...TINY_DEFAULTS, ...given.defaults };
  await writeFile(suite, JSON.stringify({ version: 1, images, defaults, tests: given.tests }, null, 2));
  const topdir = join(temp.path, given.topdir ?? 'top');
  const events: RunEvent[] = [];
  const hear = (event: RunEvent) => {
    events.push(event);
    given.onEvent?.(event);
  };
  const settings = { accel: 'tcg', tcgFactor: 2, keepPass: KEEP_PARTS, keepFail: KEEP_PARTS, topdir, ...given.settings } as const;
  const surroundings = { cacheFolder: join(temp.path, 'cache'), ...given.surroundings };
  const result = await run({ suite, settings, surroundings, onEvent: hear });
  const of = (name: string) => {
    const test = result.tests.find(({ id, name: own }) => id === name || own === name);
    if (test === undefined) throw new Error(`no test ${name} among ${result.tests.map(({ id }) => id).join(', ')}`);
    return test;
  };
  return {
    folder: temp.path,
    topdir,
    result,
    events,
    of,
    kept: (name, path) => readFile(join(topdir, of(name).slug, path), 'utf8'),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}
