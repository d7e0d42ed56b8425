import { open, rm, rmdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { writeWhole } from '../../base/files.ts';
import { plainText } from '../../base/text.ts';
import { readCases } from '../../checks/cases.ts';
import { dropTheRest, keptFiles } from '../../evidence/keep.ts';
import { WorkDir } from '../../evidence/workdir.ts';
import { atStore } from '../../images/store/usable.ts';
import { COMMAND_FILES, type CommandPlan } from '../../model/command.ts';
import { VmtestError } from '../../model/errors.ts';
import { RESULT_FILE } from '../../model/files.ts';
import type { KeepPart, TestPlan } from '../../model/plan.ts';
import type { Finding, Kept, TestResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import type { ReadyImage, RunContext } from '../context.ts';
import { expected } from '../expect.ts';
import type { ImageShelf } from '../image-shelf.ts';
import type { PreparedPlan } from '../prepare.ts';
import { asVerdict, notStarted } from '../run-test.ts';
import type { Settings, Surroundings } from '../settings.ts';
import { isFull } from '../top.ts';
import { type ClassFolder, readClassFolders } from './class-folders.ts';
import { COMMAND_PHASE, type JudgedCommand, judgeCommand, leftWords } from './command-result.ts';
import { harnessEnvironment } from './environment.ts';
import { holdAsRunner } from './hold-images.ts';
import { keepClass } from './keep-classes.ts';
import { type CommandEnd, runCommand } from './run-command.ts';
import { commandTopdir } from './topdir.ts';

export interface CommandAround {
  readonly run: RunContext;
  readonly shelf: ImageShelf;
  readonly prepared: Pick<PreparedPlan, 'store'>;
  readonly settings: Pick<Settings, 'imageLockTimeout'>;
  readonly surroundings: Pick<Surroundings, 'path'>;
}

/** What a test of this kind is made of while it runs. */
interface CommandTest {
  readonly plan: TestPlan;
  readonly command: CommandPlan;
  readonly run: RunContext;
  readonly dir: WorkDir;
  /** Absolute. */
  readonly topdir: string;
  readonly store: string;
}

const LARGEST_JUNIT = 64 << 20;
const LARGEST_LOG = 16 << 20;
const TAIL_LINES = 8;
/** Lines that are told of what came at once. */
const MOST_LINES = 200;

/**
 * Runs a program that has tests of its own, such as curtin's jenkins-runner: its images are brought and held, its processes end with it,
 * what it leaves is judged class by class, and the keep policy is applied to each. Throws what keeps it from starting; after that, what
 * goes wrong is its verdict.
 */
export async function runCommandTest(plan: TestPlan, command: CommandPlan, around: CommandAround): Promise<TestResult> {
  const { run, shelf, prepared, settings, surroundings } = around;
  const images = await Promise.all(command.images.map((name) => shelf.take(name)));
  await using _hold = await atStore(prepared.store, () =>
    holdAsRunner({
      store: prepared.store,
      path: surroundings.path,
      timeout: settings.imageLockTimeout,
      signal: run.signal,
      onWait: (by) => tell(run, plan, `waiting for the image store ${prepared.store}: a vmtest-sync-images works on it${by}`),
    }),
  );
  if (run.signal.aborted) throw new VmtestError('VMTEST_CANCELLED', 'the run was cancelled before its turn');
  const dir = await WorkDir.create(run.topdir, plan.slug, null);
  const test = { plan, command, run, dir, topdir: commandTopdir(command.topdir, run.topdir), store: prepared.store };
  const startedAt = Date.now() / 1000;
  const began = performance.now();
  run.emit({ type: 'test-start', at: startedAt, test: plan.id });
  const gone = await goThrough(test, startedAt).catch(async (error: unknown) => {
    if (isFull(error)) await run.freeReserve();
    return { judged: { phases: [], findings: [], ended: asVerdict(error) }, folders: [], consoles: [] };
  });
  const judged = expected(plan.expect, gone.judged.ended, { evidence: gone.consoles.map((console) => ({ console })) }, run.allowFail);
  const result: TestResult = {
    ...notStarted(plan, run.tool, judged),
    startedAt,
    seconds: (performance.now() - began) / 1000,
    phases: gone.judged.phases,
    checks: gone.judged.findings,
    folder: dir.path,
    image: imageOf(images.filter((image) => image !== null)),
  };
  return await finish(test, result, gone.folders);
}

function tell({ emit }: RunContext, { id }: TestPlan, message: string): void {
  emit({ type: 'notice', at: Date.now() / 1000, severity: 'warning', message: plainText(message), test: id });
}

interface Gone {
  readonly judged: JudgedCommand;
  readonly folders: readonly ClassFolder[];
  /** Texts that `expect.console` may match. */
  readonly consoles: readonly string[];
}

async function goThrough(test: CommandTest, startedAt: number): Promise<Gone> {
  const { plan, command, run, dir, topdir } = test;
  const at = () => Date.now() / 1000;
  run.emit({ type: 'phase-start', at: startedAt, test: plan.id, phase: COMMAND_PHASE, timeoutSeconds: command.timeout });
  const began = performance.now();
  const end = await start(test);
  const seconds = (performance.now() - began) / 1000;
  const [{ classes: folders, notes }, junit, log] = await Promise.all([
    readClassFolders(topdir),
    readJunit(dir.file(COMMAND_FILES.junit)),
    readEnd(dir.file(COMMAND_FILES.log), LARGEST_LOG),
  ]);
  for (const note of notes) tell(run, plan, note);
  if (end.left.length > 0) tell(run, plan, `the command left ${leftWords(end)} running, which were killed`);
  const output = plainText(log);
  const tail = output.split('\n').filter((line) => line.trim() !== '');
  const below = relative(dir.path, topdir);
  const shownTopdir = below.startsWith('..') || isAbsolute(below) ? topdir : below;
  const judged = judgeCommand(command, {
    end,
    folders,
    ...junit,
    tail: tail.slice(-TAIL_LINES).join('\n'),
    startedAt,
    seconds,
    shownTopdir,
  });
  for (const result of judged.phases) {
    dir.log({ at: at(), type: 'phase', ...result });
    run.emit({ type: 'phase-end', at: at(), test: plan.id, result });
  }
  for (const finding of judged.findings) run.emit({ type: 'check', at: at(), test: plan.id, finding });
  const consoles = folders.flatMap(({ install, boot }) => [install, boot]).flatMap((text) => (text === null ? [] : [plainText(text.text)]));
  return { judged, folders, consoles: [output, ...consoles] };
}

async function start({ plan, command, run, dir, topdir, store }: CommandTest): Promise<CommandEnd> {
  const places = {
    topdir,
    logs: dir.file('logs'),
    junit: dir.file(COMMAND_FILES.junit),
    harnessLog: dir.file(COMMAND_FILES.harnessLog),
    imageDir: store,
  };
  let rest = '';
  const tellLine = (line: string) => {
    if (line.trim() === '') return;
    run.emit({ type: 'console', at: Date.now() / 1000, test: plan.id, phase: COMMAND_PHASE, line: plainText(line.slice(0, 4096)) });
  };
  const end = await runCommand({
    command: command.command,
    folder: plan.folder,
    environment: (mark) => harnessEnvironment({ command, keep: plan.keep }, run.commandEnv, places, mark),
    log: dir.file(COMMAND_FILES.log),
    topdir,
    timeout: command.timeout,
    signal: run.signal,
    onText: (text) => {
      const lines = (rest + text).slice(-65_536).split('\n');
      rest = lines.pop() ?? '';
      // A flood of output is in the log; people see its last lines.
      for (const line of lines.slice(-MOST_LINES)) tellLine(line);
    },
  });
  // A last line without its end.
  tellLine(rest);
  if (end.errorCode === undefined || end.exitCode !== undefined) return end;
  throw new VmtestError('VMTEST_TOOL_MISSING', `the command could not be started in ${plan.folder}: ${end.errorCode}`, {
    hint: 'setpriv (util-linux) must be installed, and the suite’s folder be there',
  });
}

async function readJunit(path: string): Promise<{ readonly cases: readonly Finding[]; readonly unreadable: string | null }> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || stats.size === 0) return { cases: [], unreadable: null };
  const refused = (why: string) => ({ cases: [], unreadable: `${COMMAND_FILES.junit} cannot be read: ${why}` });
  if (!stats.isFile()) return refused('it is no regular file');
  if (stats.size > LARGEST_JUNIT) return refused(`it has ${stats.size} bytes, and ${LARGEST_JUNIT} are read`);
  const cases = readCases(await readEnd(path, LARGEST_JUNIT), COMMAND_PHASE);
  return 'error' in cases ? refused(cases.error) : { cases, unreadable: null };
}

/** The last bytes of a file of our own; '' where it is not there. */
async function readEnd(path: string, limit: number): Promise<string> {
  const opened = await open(path, 'r').catch(() => null);
  if (opened === null) return '';
  await using handle = opened;
  const { size } = await handle.stat();
  const length = Math.min(size, limit);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position: size - length });
  return buffer.toString('utf8', 0, bytesRead);
}

function imageOf(images: readonly ReadyImage[]): TestResult['image'] {
  const line = (words: readonly (string | null)[]) => words.filter((word) => word !== null).join(', ') || null;
  const digests = images.flatMap(({ name, digests: own }) =>
    Object.entries(own).map(([role, digest]) => [`${name}.${role}`, digest] as const),
  );
  return {
    name: line(images.map(({ name }) => name)),
    version: line(images.map(({ version }) => version)),
    digests: Object.fromEntries(digests),
  };
}

/** Writes the result and applies the keep policy: to each class by its own verdict, to the test's own folder by the test's. */
async function finish({ plan, run, dir, topdir }: CommandTest, draft: TestResult, folders: readonly ClassFolder[]): Promise<TestResult> {
  const well = faultOf(draft.verdict) === 'none';
  const parts = well ? plan.keep.pass : plan.keep.fail;
  const partsOf = (name: string): readonly KeepPart[] => {
    const verdict = draft.phases.find((phase) => phase.name === name)?.verdict;
    return well || (verdict !== undefined && faultOf(verdict) === 'none') ? plan.keep.pass : plan.keep.fail;
  };
  const below = `${relative(dir.path, topdir)}/`;
  const own = !below.startsWith('..') && !isAbsolute(below);
  const kept: Kept[] = [...(await keptFiles(dir.path, parts).catch(() => []))];
  if (own)
    for (const { name, path } of folders) {
      const files = await keptFiles(path, partsOf(name)).catch(() => []);
      kept.push(...files.map((file) => ({ ...file, path: `${below}${name}/${file.path}` })));
    }
  const result = { ...draft, kept };
  const write = () =>
    writeWhole(dir.file(RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`).then(
      () => true,
      () => false,
    );
  const written = await write();
  run.emit({ type: 'test-end', at: Date.now() / 1000, test: plan.id, result });
  for (const { name, path } of folders) await keepClass(path, partsOf(name)).catch(() => undefined);
  await dropTheRest(dir.path, parts).catch(() => undefined);
  // As the original's own topdir: gone where nothing is left in it. What else a runner wrote there goes with a run that keeps nothing.
  if (own && parts.length === 0 && kept.length === 0)
    await rm(join(dir.path, COMMAND_FILES.output), { recursive: true, force: true }).catch(() => undefined);
  else await rmdir(topdir).catch(() => undefined);
  if (!written) await write();
  return result;
}
