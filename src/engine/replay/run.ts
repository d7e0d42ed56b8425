import type { Socket } from 'node:net';
import { type Hit, Scanner } from '../../evidence/scan.ts';
import { FileTail } from '../../evidence/tail.ts';
import type { WorkDir } from '../../evidence/workdir.ts';
import { Machine } from '../../qemu/machine.ts';
import type { QmpEvent } from '../../qemu/qmp.ts';

/** Where the guest's console goes, and what is typed comes from. */
export interface ReplayConsole {
  /** Somebody sits there: a guest that stands still is left for them to look at. */
  readonly interactive: boolean;
  /** What the guest wrote, as it came: not to be trusted. */
  readonly write: (bytes: Uint8Array) => void;
  /** Hands over what is typed, from now until it is disposed of. */
  readonly attach: (send: (bytes: Uint8Array) => void) => Disposable;
}

/**
 * How a replay ended: the guest powered off, asked for a reset, or panicked; it said what ends a phase of a run, and nobody sits there; the user
 * ended it; or QEMU went by itself.
 */
export type ReplayEnd = 'power-off' | 'reset' | 'panic' | 'rule' | 'stopped' | 'qemu-exit';

export interface ReplayMachine {
  readonly argv: readonly string[];
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly dir: WorkDir;
  readonly log: string;
  /** Absolute path of what the firmware writes to its debug console, which is not the guest's. */
  readonly firmware: string;
  /** Resets of the guest's own that pass. */
  readonly reboots: number;
  readonly signal: AbortSignal;
  readonly console: ReplayConsole;
  readonly onNote: (message: string) => void;
}

/** Seconds that QEMU has to end when it is told to. */
const QUIT_SECONDS = 4;
/** How long after a line that ends a phase its explanation may follow, as in a run. Milliseconds. */
const GRACE_MS = 800;

/** Runs the machine until its guest ends, or the user ends it. Throws VMTEST_QEMU_FAILED where QEMU refuses it. */
export async function runReplay(replay: ReplayMachine): Promise<ReplayEnd> {
  const { argv, prefix, env, dir, log, console, signal } = replay;
  const { promise: ending, resolve: end } = Promise.withResolvers<ReplayEnd>();
  const onAbort = () => end('stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) end('stopped');
  let hear: (event: QmpEvent) => void = () => undefined;
  await using machine = await Machine.start({ argv, prefix, env, cwd: dir.path, log, more: 1, onEvent: (event) => hear(event) });
  hear = listener(replay, machine, end);
  const [socket] = machine.more as readonly [Socket];
  using rules = ruleListener(replay, end);
  await using _firmware = await FileTail.open(replay.firmware, (text) => rules.hear('firmware', text));
  const decoder = new TextDecoder();
  // A slow terminal slows the guest: what it wrote is never held in memory without bound.
  socket.on('data', (bytes: Buffer) => {
    console.write(bytes);
    rules.hear('console', decoder.decode(bytes, { stream: true }));
  });
  machine.events.resume();
  void machine.exit.then(() => end('qemu-exit'));
  const drained = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  using _input = console.attach((bytes) => {
    if (socket.writable) socket.write(bytes);
  });
  await machine.resume().catch(() => undefined);
  const how = await ending;
  signal.removeEventListener('abort', onAbort);
  const exit = await machine.quit(QUIT_SECONDS);
  await drained;
  if (how === 'qemu-exit' && exit.output.trim() !== '') replay.onNote(`QEMU said: ${exit.output.trim()}`);
  return how;
}

function listener({ reboots, console, onNote }: ReplayMachine, machine: Machine, end: (how: ReplayEnd) => void): (event: QmpEvent) => void {
  let left = reboots;
  return ({ event, data }) => {
    if (event === 'GUEST_PANICKED') {
      if (!console.interactive) end('panic');
      else onNote('the guest panicked: the machine stands still');
    }
    if (event !== 'SHUTDOWN') return;
    if (data.reason === 'guest-shutdown') end('power-off');
    else if (data.reason === 'guest-panic') end('panic');
    else if (data.reason !== 'guest-reset') end('stopped');
    else if (left-- > 0) machine.reboot().catch(() => end('qemu-exit'));
    else end('reset');
  };
}

/**
 * Listens for what ends a phase of a run. The firmware's word is told, as no console shows it. Where somebody sits at the console the machine goes
 * on; where nobody does, nothing more would ever come.
 */
function ruleListener({ console, reboots, onNote }: ReplayMachine, end: (how: ReplayEnd) => void) {
  const scanners = { console: new Scanner('console'), firmware: new Scanner('firmware') };
  const ends = !console.interactive && Number.isFinite(reboots);
  let silent = true;
  let timer: NodeJS.Timeout | null = null;
  const met = ({ channel, text, rule }: Hit) => {
    const how = ends ? '' : `; ${console.interactive ? 'C-a x' : 'Ctrl-C'} ends the machine`;
    if (channel === 'firmware') onNote(`${silent ? 'the console is silent; ' : ''}the firmware says: ${text.trim()}${how}`);
    if (!ends || timer !== null) return;
    if (channel === 'console') onNote(rule.meaning);
    timer = setTimeout(() => end('rule'), GRACE_MS);
  };
  return {
    hear: (channel: 'console' | 'firmware', text: string): void => {
      if (channel === 'console' && text.trim() !== '') silent = false;
      for (const hit of scanners[channel].feed(text).hits) if (hit.rule.severity === 'fatal') met(hit);
    },
    [Symbol.dispose]: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
