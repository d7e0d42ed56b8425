import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { plainText } from '../base/text.ts';
import { type Ending, excerptsOf } from '../evidence/ending.ts';
import { extractOutput } from '../evidence/extract.ts';
import { failedStep } from '../evidence/failed-step.ts';
import { guestEvents } from '../guest/events.ts';
import { eventLine } from '../installers/curtin/events.ts';
import { OUTPUT_DISK_BYTES, phaseFiles } from '../model/files.ts';
import type { PhaseSpec } from '../model/plan.ts';
import type { Excerpt } from '../model/result.ts';
import { fillArgv } from '../qemu/fill.ts';
import { DESCRIPTORS, Machine, type MachineOptions } from '../qemu/machine.ts';
import { replayScript } from '../qemu/script.ts';
import { tapHoles, tapPrefix, tapsOf } from '../qemu/tap.ts';
import type { Phase, PhaseOutcome, TestContext } from './context.ts';
import type { CurtinRun } from './curtin/prepare.ts';
import { collectedEvidence } from './evidence.ts';
import { readScreen, takeForensics } from './forensics.ts';
import { preparePhase } from './inputs.ts';
import { withIscsi } from './iscsi.ts';
import { type Collected, type CurtinHeard, judgePhase } from './judge.ts';
import { recordStart } from './replay/write.ts';
import { Watch } from './watch.ts';

/** Seconds that ending a machine may take: a budget of its own, untouched by the phase's deadline or a cancellation. */
const QUIT_SECONDS = 4;

/** The phase that boots the machine once: every install and every boot of a test is one of these. */
export function bootPhase(spec: PhaseSpec): Phase {
  return { name: spec.name, run: (test, undo) => boot(test, spec, undo) };
}

async function boot(test: TestContext, planned: PhaseSpec, undo: AsyncDisposableStack): Promise<PhaseOutcome> {
  const spec = withIscsi(planned, test.iscsi);
  const startedAt = Date.now() / 1000;
  const began = performance.now();
  const files = phaseFiles(spec.prefix);
  const prepared = await preparePhase(test, spec, undo);
  const taps = tapsOf(test.plan.machine.nics);
  const argv = [test.qemu, ...fillArgv(spec.argv, { ...prepared.holes, ...DESCRIPTORS, ...tapHoles(taps) }).slice(1)];
  const { python = 'python3', helper = null } = test.run.taps ?? {};
  const prefix = tapPrefix(python, helper, taps);
  const output = spec.harnessDisks.find((disk) => disk.name === 'output')?.file.replace('{topdir}', test.run.topdir) ?? '';
  const needs = {
    served: prepared.served,
    output: { path: output, bytes: OUTPUT_DISK_BYTES },
    owner: test.run.owner,
    iscsi: test.iscsi?.replay ?? null,
    bridges: taps.length === 0 ? null : { names: taps.map(({ bridge }) => bridge), prefix },
  };
  await writeFile(test.dir.file(files.qemuScript), replayScript(argv, needs), { mode: 0o755 });

  const record = (machineType: string) => recordStart(test, spec, { script: files.qemuScript, machineType, argv }, prepared.served);
  // While it runs: who is killed leaves a machine that can be replayed, and nobody waits for the digests.
  const early = record(test.plan.machine.type).catch(() => undefined);
  const ran = await withRecord(runMachine(test, spec, { argv, prefix: [...prefix, ...test.run.prefix] }, prepared.curtin), early);
  await record(ran.machineType);
  if (ran.readable) test.dir.log({ at: Date.now() / 1000, type: 'extract', phase: spec.name });
  const collected: Collected | null = ran.readable
    ? await extractOutput(output, test.dir.file(spec.collect), { phase: spec.name, signal: test.run.signal })
    : null;
  for (const message of collected?.notes ?? [])
    test.run.emit({ type: 'notice', at: Date.now() / 1000, severity: 'note', message, test: test.plan.id });
  // What was cut short is kept for people; what was read is in the collected folder.
  if (collected?.complete === true) await rm(output, { force: true });
  const written = await readFile(test.dir.file(files.console), 'utf8').catch(() => '');
  const console = plainText(written);
  const heard = prepared.curtin === null ? null : await curtinHeard(test, spec, prepared.curtin, console);
  const { verdict, cause } = judgePhase(spec, ran.ending, ran.hits, collected, heard);
  const result = {
    name: spec.name,
    kind: spec.kind,
    verdict,
    cause,
    excerpts:
      verdict === 'passed'
        ? []
        : [...failedSteps(collected, written, files.console), ...excerptsOf(ran.ending, ran.hits, ran.around, ran.recent, files)],
    startedAt,
    seconds: (performance.now() - began) / 1000,
    qemuSeconds: ran.qemuSeconds,
    consoleLog: files.console,
  };
  return { result, evidence: collectedEvidence(spec.name, test.dir.file(spec.collect), console, files.console, collected?.record ?? null) };
}

/** What the first step that failed said, which a phase fails for. */
function failedSteps(collected: Collected | null, console: string, consoleFile: string): readonly Excerpt[] {
  const failed = collected?.record?.steps.find(({ status }) => status > 0);
  return failed === undefined ? [] : failedStep(console, failed.name, consoleFile);
}

/** Waits for both, whatever becomes of the first. */
async function withRecord<T>(first: Promise<T>, second: Promise<unknown>): Promise<T> {
  try {
    return await first;
  } finally {
    await second;
  }
}

interface Ran {
  readonly ending: Ending;
  readonly hits: Watch['hits'];
  readonly recent: readonly string[];
  readonly around: Watch['around'];
  readonly qemuSeconds: number;
  readonly machineType: string;
  /** QEMU exited by itself, so that its disks may be read. */
  readonly readable: boolean;
}

/** What curtin said: on the console, in its log as it was collected, else as it was posted, and by its events. */
async function curtinHeard(test: TestContext, spec: PhaseSpec, curtin: CurtinRun, console: string): Promise<CurtinHeard> {
  const posted = await curtin.finish();
  // Where the checks of the install phase read: also those of `vmtest check`, later.
  if (curtin.reporting) {
    await test.dir.folder(spec.collect);
    await copyFile(test.dir.file('logs/webhooks-events.json'), test.dir.file(`${spec.collect}/webhooks-events.json`));
  }
  const collected = await readFile(test.dir.file(`${spec.collect}/curtin/install.log`), 'utf8').catch(() => '');
  return { console, log: plainText(collected === '' ? posted : collected), events: curtin.events, reporting: curtin.reporting };
}

async function runMachine(
  test: TestContext,
  spec: PhaseSpec,
  command: Pick<MachineOptions, 'argv' | 'prefix'>,
  curtin: CurtinRun | null,
): Promise<Ran> {
  const { run, dir, plan } = test;
  const files = phaseFiles(spec.prefix);
  const vga = plan.machine.arch === 'x86_64';
  const at = () => Date.now() / 1000;
  const [console, firmware, log] = await Promise.all([
    dir.yield(files.console),
    vga ? dir.yield(files.firmware) : null,
    dir.yield(files.qemuLog),
  ]);
  let machine: Machine | null = null;
  await using watch = new Watch({
    phase: spec,
    console,
    firmware,
    screen: async () => (machine !== null && vga ? readScreen(machine, dir, spec.prefix) : null),
    signal: run.signal,
    onLine: (line) => run.emit({ type: 'console', at: at(), test: plan.id, phase: spec.name, line }),
    onHit: (hit) =>
      dir.log({ at: at(), type: 'rule', phase: spec.name, rule: hit.rule.id, channel: hit.channel, line: hit.line, text: hit.text }),
  });
  await using started = await Machine.start({
    ...command,
    env: run.qemuEnv,
    cwd: dir.path,
    log,
    onEvent: (event) => {
      const { at: when, ...said } = event;
      dir.log({ at: when, type: 'qmp', phase: spec.name, ...said });
      run.emit({ type: 'qmp', at: when, test: plan.id, phase: spec.name, ...said });
      watch.onQmp(event);
    },
  });
  machine = started;
  dir.log({ at: (performance.timeOrigin + machine.startedAt) / 1000, type: 'machine-start', phase: spec.name });
  const sink = guestEvents((event) => {
    watch.onGuestEvent();
    dir.log({ at: at(), type: 'guest', phase: spec.name, event });
    run.emit({ type: 'guest', at: at(), test: plan.id, phase: spec.name, event });
  });
  machine.events.on('data', sink);
  if (curtin !== null) {
    curtin.listen = (event) => {
      watch.onGuestEvent();
      run.emit({ type: 'guest', at: at(), test: plan.id, phase: spec.name, event: { type: 'curtin', line: eventLine(event) } });
    };
  }
  await watch.attach(machine);
  await machine.resume().catch(() => undefined);
  const ending = await watch.ending;
  if (ending.kind === 'disk-full') await run.freeReserve();
  if (ending.kind !== 'power-off' && ending.kind !== 'reboot' && ending.kind !== 'qemu-exit')
    await takeForensics(machine, dir, spec.prefix, vga);
  const exit = await machine.quit(QUIT_SECONDS);
  dir.log({ at: at(), type: 'machine-end', phase: spec.name, clean: exit.clean });
  await watch.drain();
  return {
    ending,
    hits: watch.hits,
    recent: watch.recent(40),
    around: (hit) => watch.around(hit),
    qemuSeconds: ((machine.endedAt as number) - machine.startedAt) / 1000,
    machineType: machine.machineType,
    readable: exit.clean && (ending.kind === 'power-off' || ending.kind === 'reboot'),
  };
}
