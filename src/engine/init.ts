import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { makeFolder, writeWhole } from '../base/files.ts';
import { run } from '../base/spawn.ts';
import { plainText, shorten } from '../base/text.ts';
import { findProgram } from '../host/programs.ts';
import { VmtestError } from '../model/errors.ts';
import { convertCurtin } from '../suite/from-curtin/convert.ts';
import { READ_CLASSES } from '../suite/from-curtin/program.ts';
import type { InitReport } from '../suite/from-curtin/report.ts';
import { reportMarkdown } from '../suite/from-curtin/report-text.ts';

/** Seconds that reading a checkout may take; the real one takes a third of a second. */
const READ_SECONDS = 60;
/** Bytes that it may print; the real one prints half a million. */
const READ_BYTES = 64 << 20;

/** The report beside a suite: each suite of a folder has its own. */
function reportBeside(suite: string): string {
  return join(dirname(suite), `${basename(suite).replace(/\.ya?ml$/, '')}-init-report.md`);
}

export interface InitRequest {
  /** The checkout, relative to `cwd`. */
  readonly checkout: string;
  /** The suite's file, relative to `cwd`. */
  readonly output: string;
  /** Whether files that are there may be written over. */
  readonly force: boolean;
  readonly cwd: string;
  /** Where python3 is looked for. */
  readonly path: string;
}

export interface InitResult {
  /** Absolute paths of what was written. */
  readonly suite: string;
  readonly report: string;
  readonly outcome: InitReport;
}

/**
 * Writes a suite from the tests of a curtin checkout, and beside it a report of what the suite has not. The checkout's Python is parsed,
 * never run. Throws VMTEST_USAGE where there is no such checkout or a file or folder is in the way, VMTEST_TOOL_MISSING without python3.
 */
export async function initFromCurtin(request: InitRequest): Promise<InitResult> {
  const { cwd, force } = request;
  const checkout = resolve(cwd, request.checkout);
  const suite = resolve(cwd, request.output);
  const report = reportBeside(suite);
  await refuseOthers(checkout);
  await refuseThere([suite, report], force);
  const printed = await readClasses(checkout, request.path);
  const { suite: text, report: outcome } = convertCurtin({
    printed,
    checkout: basename(checkout),
    exists: (path) => statSync(join(checkout, path), { throwIfNoEntry: false })?.isFile() === true,
    pathTo: (path) => relative(dirname(suite), join(checkout, path)),
  });
  await makeFolder(dirname(suite));
  await writeWhole(report, reportMarkdown(outcome));
  await writeWhole(suite, text);
  return { suite, report, outcome };
}

async function refuseOthers(checkout: string): Promise<void> {
  const folder = join(checkout, 'tests/vmtests');
  if ((await stat(folder).catch(() => null))?.isDirectory() === true) return;
  throw new VmtestError('VMTEST_USAGE', `${checkout} is no checkout of curtin: there is no folder ${folder}`, {
    hint: 'vmtest init --from-curtin PATH takes the folder that has curtin’s tests/vmtests',
  });
}

async function refuseThere(files: readonly string[], force: boolean): Promise<void> {
  for (const file of files) {
    const there = await stat(file).catch(() => null);
    if (there === null || (force && there.isFile())) continue;
    const [what, hint] = there.isDirectory()
      ? ['a folder', `name a file with --output: ${join(file, 'vmtest.yaml')}`]
      : there.isFile()
        ? ['there already', 'name another with --output, or write over it with --force']
        : ['no file', 'name another with --output'];
    throw new VmtestError('VMTEST_USAGE', `${file} is ${what}`, { hint });
  }
}

/** Runs the reader in an empty environment, without the user's Python packages and settings. */
async function readClasses(checkout: string, path: string): Promise<string> {
  const python = await findProgram('python3', path);
  if (python === null) throw missing('there is no python3 in PATH');
  const outcome = await run(python, ['-I', '-S', '-B', '-X', 'utf8', '-W', 'ignore', '-', checkout], {
    env: {},
    cwd: '/',
    input: READ_CLASSES,
    timeout: READ_SECONDS,
    grace: 0,
    maxBuffer: READ_BYTES,
  });
  if (outcome.exitCode === 0 && outcome.stdout.length < READ_BYTES) return outcome.stdout;
  const said = shorten(plainText(outcome.stderr.trim().split('\n').at(-1) ?? ''), 200);
  const how = outcome.timedOut
    ? `did not end within ${READ_SECONDS} s`
    : `ended with ${outcome.exitCode ?? outcome.signal ?? outcome.errorCode}`;
  if (/^SyntaxError|has no attribute 'unparse'/.test(said)) throw missing(`${python} is older than 3.9 (${said})`);
  throw new VmtestError('VMTEST_USAGE', `${checkout} could not be read: ${python} ${how}${said === '' ? '' : `: ${said}`}`, {
    hint: 'its tests/vmtests must be Python that can be parsed',
  });
}

function missing(what: string): VmtestError {
  return new VmtestError('VMTEST_TOOL_MISSING', `the classes of a checkout are read by Python, and ${what}`, {
    hint: 'install Python 3.9 or later: apt-get install python3',
  });
}
