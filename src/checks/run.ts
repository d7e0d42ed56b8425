import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isErrno, writeWhole } from '../base/files.ts';
import { type Outcome, run, TOOL_ENV } from '../base/spawn.ts';
import { plainText } from '../base/text.ts';
import { formatDuration } from '../base/times.ts';
import type { Finding } from '../model/result.ts';
import type { RunCheck } from '../model/suite.ts';
import { readCases } from './cases.ts';
import type { CheckInput } from './claim.ts';
import { commandEnvironment } from './command-environment.ts';

/** The exit status by which a command says that it cannot judge here; as in automake and autopkgtest. */
export const SKIP_STATUS = 77;

const KEPT_OUTPUT_BYTES = 65_536;
const MESSAGE_LINES = 5;
const LARGEST_REPORT_BYTES = 16 << 20;

export interface CommandContext {
  /** The suite file's folder: the command's working directory. */
  readonly folder: string;
  /** The caller's environment; `commandEnvironment` decides what the command sees of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The axes as `VMTEST_NAME`. */
  readonly environment: Readonly<Record<string, string>>;
  /** The test's folder. */
  readonly testFolder: string;
  /** The folder for this command's own files, under `logs/`: made anew. */
  readonly workFolder: string;
  /** What `VMTEST_RESULT` holds. */
  readonly result: unknown;
  readonly signal: AbortSignal | undefined;
}

type RunFinding = Pick<Finding, 'verdict' | 'message' | 'output' | 'cases'>;

/** `run: COMMAND` on the host: status 0 passes, 77 skips, all else fails; the cases that it reports become the finding's. */
export async function checkRun(check: RunCheck, input: CheckInput, context: CommandContext): Promise<RunFinding> {
  const [outputFile, reportFile, resultFile] = ['output.log', 'junit.xml', 'result.json'].map((name) => join(context.workFolder, name)) as [
    string,
    string,
    string,
  ];
  await rm(context.workFolder, { recursive: true, force: true });
  await mkdir(context.workFolder, { recursive: true });
  await writeWhole(resultFile, `${JSON.stringify(context.result, null, 2)}\n`);
  // Both streams go to one file, in their order: nothing is lost, and no flood of output fills our memory.
  const script = 'exec sh -c "$1" >"$2" 2>&1';
  const outcome = await run('setpriv', ['--pdeathsig', 'KILL', '--', 'sh', '-c', script, 'sh', check.command, outputFile], {
    env: {
      PATH: TOOL_ENV.PATH as string,
      ...commandEnvironment(context.env),
      ...context.environment,
      VMTEST_COLLECT: input.phase.folder,
      VMTEST_LOGS: join(context.testFolder, 'logs'),
      VMTEST_RESULT: resultFile,
      VMTEST_JUNIT: reportFile,
    },
    cwd: context.folder,
    timeout: check.timeout,
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const output = await readTail(outputFile);
  const cases = await readReport(reportFile, input.phase.phase, relative(context.testFolder, reportFile));
  return conclude(check, outcome, output, cases);
}

function conclude(check: RunCheck, outcome: Outcome, output: string, report: Awaited<ReturnType<typeof readReport>>): RunFinding {
  const cases = 'error' in report || check.not ? [] : report;
  const beside = { ...(output === '' ? {} : { output }), ...(cases.length === 0 ? {} : { cases }) };
  const broken = notEnded(check, outcome);
  if (broken !== null) return { verdict: 'failed', message: withTail(broken, output), ...beside };
  if (outcome.exitCode === SKIP_STATUS) return { verdict: 'skipped', message: lastLines(output, 1) || `status ${SKIP_STATUS}`, ...beside };
  if (check.not) return negated(outcome, output, beside);
  if (outcome.exitCode !== 0) return { verdict: 'failed', message: withTail(`ended with status ${outcome.exitCode}`, output), ...beside };
  if ('error' in report) return { verdict: 'failed', message: report.error, ...beside };
  const failed = cases.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name);
  if (failed.length === 0) return { verdict: 'passed', message: '', ...beside };
  const names = failed.slice(0, MESSAGE_LINES).join(', ') + (failed.length > MESSAGE_LINES ? ', …' : '');
  return {
    verdict: 'failed',
    message: `ended with status 0, but reported ${failed.length} of ${cases.length} cases as failed: ${names}`,
    ...beside,
  };
}

function negated(outcome: Outcome, output: string, beside: { readonly output?: string }): RunFinding {
  if (outcome.exitCode !== 0) return { verdict: 'passed', message: '', ...beside };
  return { verdict: 'failed', message: withTail('ended with status 0, and must not', output), ...beside };
}

/** Why the command gave no exit status that counts; also under `not: true`. */
function notEnded(check: RunCheck, outcome: Outcome): string | null {
  if (outcome.canceled) return 'was cancelled';
  if (outcome.timedOut) return `was killed after ${formatDuration(check.timeout)}, its time limit`;
  if (outcome.errorCode === 'ENOENT') return 'could not be started: setpriv (util-linux) or the suite’s folder is missing';
  if (outcome.exitCode === undefined && outcome.signal === undefined)
    return `could not be started: ${outcome.errorCode ?? 'for an unknown reason'}`;
  if (outcome.signal !== undefined) return `was killed by ${outcome.signal}`;
  return null;
}

function withTail(message: string, output: string): string {
  const tail = lastLines(output, MESSAGE_LINES);
  return tail === '' ? message : `${message}:\n${tail}`;
}

function lastLines(output: string, count: number): string {
  return output
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}

/** The end of the output as harmless text; a first line that is cut is left out. */
async function readTail(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const start = Math.max(0, size - KEPT_OUTPUT_BYTES);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
    const text = plainText(buffer.toString('utf8', 0, bytesRead));
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}

async function readReport(path: string, phase: string, shown: string): Promise<readonly Finding[] | { readonly error: string }> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isFile()) return { error: `${shown} is no regular file` };
  if (found.size > LARGEST_REPORT_BYTES) return { error: `${shown} has ${found.size} bytes; ${LARGEST_REPORT_BYTES} are read` };
  await using file = await open(path, 'r');
  const cases = readCases(await file.readFile('utf8'), phase);
  return 'error' in cases ? { error: `${shown}: ${cases.error}` } : cases;
}
