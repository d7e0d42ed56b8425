import { resolve } from 'node:path';
import { linkedAbort } from '../../../base/abort.ts';
import { plainLines } from '../../../base/text.ts';
import type { ReplayReady } from '../../../engine/replay/replay.ts';
import type { ReplayEnd } from '../../../engine/replay/run.ts';
import { VmtestError } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { endText, readyText } from '../../../report/replay-text.ts';
import { listenForInterrupt } from '../../settings/interrupt.ts';
import { readSettings } from '../../settings/options.ts';
import { readSurroundings } from '../../settings/surroundings.ts';
import { terminalConsole } from '../console.ts';
import type { Flags } from '../flags.ts';

/** What a window of QEMU's needs of our environment. */
const DISPLAY_VARIABLES = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'HOME', 'LANG'];

/** `vmtest replay PATH`: a kept test's machine once more. Exit 0 however its guest ends: nothing is judged. */
export async function replay(args: readonly string[], flags: Flags): Promise<number> {
  const [path, ...qemuArgs] = args as [string, ...string[]];
  if (qemuArgs[0]?.startsWith('-') === false)
    throw new VmtestError('VMTEST_USAGE', `one path is replayed, and not ${qemuArgs[0]} too`, {
      hint: 'arguments for QEMU stand behind --',
    });
  const surroundings = readSurroundings();
  const settings = readSettings(flags, process.env, surroundings.cwd);
  const text = (name: string) => (flags[name] as string | undefined) ?? null;
  const json = flags.json === true;
  using interrupt = listenForInterrupt(() => undefined);
  using stop = linkedAbort(interrupt.signal);
  using shown = terminalConsole(json ? process.stderr : process.stdout, () => stop.abort());
  const keep = text('keep');
  const engine = await import('../../../engine/replay/replay.ts');
  const outcome = await engine.replay({
    path: resolve(surroundings.cwd, path),
    test: text('test'),
    phase: text('phase'),
    accel: settings.accel,
    imageDir: settings.imageDir,
    offline: flags.offline === true ? true : flags.online === true ? false : null,
    reboot: flags.reboot === true,
    ...screen(text('display'), text('vnc'), qemuArgs),
    keep: keep === null ? null : resolve(surroundings.cwd, keep),
    dryRun: flags.dryRun === true,
    surroundings,
    signal: stop.signal,
    console: shown,
    onReady: (ready) => shown.note(readyText(ready, { dryRun: flags.dryRun === true, interactive: shown.interactive })),
    onNote: (message) => shown.note(plainLines(message)),
  });
  shown[Symbol.dispose]();
  if (outcome.ended !== null) shown.note(endText(outcome.ended, keep));
  if (json) process.stdout.write(jsonOf(outcome));
  return interrupt.exitCode() ?? EXIT.passed;
}

function screen(display: string | null, vnc: string | null, qemuArgs: readonly string[]) {
  const displayEnv =
    display === null ? {} : Object.fromEntries(DISPLAY_VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  return { display, displayEnv, qemuArgs: vnc === null ? qemuArgs : ['-vnc', vnc, ...qemuArgs] };
}

function jsonOf({ ready, ended }: { readonly ready: ReplayReady; readonly ended: ReplayEnd | null }): string {
  return `${JSON.stringify({ version: 1, problems: [], ...ready, outcome: ended }, null, 2)}\n`;
}
