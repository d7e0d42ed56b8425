import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isErrno } from '../base/files.ts';
import { plainText, shorten } from '../base/text.ts';
import { problemsError, VmtestError } from '../model/errors.ts';
import type { Suite } from '../model/suite.ts';
import { suiteFromCurtin } from './curtin.ts';
import { canBeCurtin } from './detect.ts';
import { MAX_SUITE_LENGTH } from './document.ts';
import type { ReadText } from './images.ts';
import { parseSuite } from './parse.ts';

/** Where a suite is looked for, in this order, below the current folder. */
export const SUITE_FILES = ['vmtest.yaml', 'tests/vmtest.yaml'] as const;

/** A release of a stream: `noble`, `centos70`, `24.04`. */
const RELEASE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export interface LoadOptions {
  /** The image with which a curtin configuration is installed. A mapping that is no suite is one then. */
  readonly image?: string;
}

/**
 * The absolute path of the suite file: the one that was given (a folder stands for the suite in it), else the first of `SUITE_FILES`.
 * Throws VMTEST_SUITE_NOT_FOUND, which names where it looked.
 */
export async function findSuite(cwd: string, given?: string): Promise<string> {
  const start = given === undefined ? cwd : resolve(cwd, given);
  const folder = given === undefined || (await stat(start).catch(() => undefined))?.isDirectory() === true;
  const places = folder ? SUITE_FILES.map((name) => join(start, name)) : [start];
  for (const place of places) if ((await stat(place).catch(() => undefined))?.isFile() === true) return place;
  const where = places.length > 1 ? `neither ${places.join(' nor ')} is a file` : await whyNot(start);
  throw new VmtestError('VMTEST_SUITE_NOT_FOUND', `there is no suite: ${where}`, {
    hint: given === undefined ? 'name one: vmtest run FILE' : 'check the path: it is relative to the current folder',
  });
}

/** Why a path is no file that can be read. */
async function whyNot(path: string): Promise<string> {
  try {
    await stat(path);
    return `${path} is no file`;
  } catch (error) {
    return isErrno(error, 'ENOENT') ? `${path} is no file: it does not exist` : `${path} cannot be read: ${(error as Error).message}`;
  }
}

/**
 * Reads a suite file, or a curtin configuration as a suite of one test.
 * @param path absolute path of the file
 * @throws VMTEST_USAGE where `options.image` is no release, VMTEST_SUITE_NOT_FOUND where it cannot be read, VMTEST_SUITE_INVALID with all of its problems
 */
export async function loadSuite(path: string, options: LoadOptions = {}): Promise<Suite> {
  if (options.image !== undefined && !RELEASE.test(options.image)) {
    const hint = 'name one as its distribution does: --image noble';
    throw new VmtestError('VMTEST_USAGE', `--image ${JSON.stringify(shorten(plainText(options.image), 60))} is no release`, { hint });
  }
  const text = await readSuiteText(path);
  if (options.image !== undefined && canBeCurtin(text)) return suiteFromCurtin(path, { image: options.image });
  const { suite, problems } = parseSuite(text, path, readSmallFile);
  if (suite === undefined) throw problemsError(problems);
  return suite;
}

/** The text of a suite file. Throws VMTEST_SUITE_NOT_FOUND or VMTEST_SUITE_INVALID (not UTF-8, or too large). */
export async function readSuiteText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > 4 * MAX_SUITE_LENGTH) {
      throw new VmtestError('VMTEST_SUITE_INVALID', `${path} has ${size} bytes, too many for a suite`, { hint: 'is this the right file?' });
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    if (!text.includes('\0')) return text;
    throw new VmtestError('VMTEST_SUITE_INVALID', `${path} is no text: it has NUL bytes`, { hint: 'is this the right file?' });
  } catch (error) {
    if (error instanceof VmtestError) throw error;
    if (error instanceof TypeError)
      throw new VmtestError('VMTEST_SUITE_INVALID', `${path} is not UTF-8`, { hint: 'save it as UTF-8', cause: error });
    const why = isErrno(error, 'ENOENT') ? 'there is no such file' : (error as Error).message;
    throw new VmtestError('VMTEST_SUITE_NOT_FOUND', `the suite ${path} cannot be read: ${why}`, {
      hint: 'check the path, and who may read it',
      cause: error,
    });
  }
}

/** A file that a suite names, of at most 1 MiB. */
const readSmallFile: ReadText = (path) => {
  try {
    const facts = statSync(path);
    if (!facts.isFile()) return { error: 'it is no file' };
    if (facts.size > 1 << 20) return { error: `it has ${facts.size} bytes, more than 1 MiB` };
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { error: isErrno(error, 'ENOENT') ? 'there is no such file' : (error as Error).message };
  }
};
