import type { Ending } from '../evidence/ending.ts';
import { type Hit, Scanner } from '../evidence/scan.ts';
import { FileTail } from '../evidence/tail.ts';
import type { PhaseSpec } from '../model/plan.ts';
import { howItEnded, type Machine } from '../qemu/machine.ts';
import type { QmpEvent } from '../qemu/qmp.ts';
import { Progress } from './progress.ts';

/** What a watch needs to know and whom it tells. */
export interface WatchOptions {
  readonly phase: Pick<PhaseSpec, 'timeoutSeconds' | 'silenceSeconds' | 'end' | 'reboots'>;
  /** Absolute paths; the files exist already. */
  readonly console: string;
  readonly firmware: string | null;
  /** Reads the text screen; null where there is none. Must not throw. */
  readonly screen: () => Promise<string | null>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly onHit: (hit: Hit) => void;
}

/** How long after a fatal line its explanation may follow: a panic prints its trace, then resets. Milliseconds. */
const GRACE_MS = 800;
/** Lines of an excerpt after the one that a rule met. */
const FOLLOWING = 6;
/** The one poll of this project. Milliseconds. */
const SAMPLE_MS = 1000;

/** After a reset SeaBIOS finds its own memory changed and resets once more: that one is not the guest's. */
const FIRMWARE_RESET = /^Attempting a hard reboot$/;

/** Watches one phase until the first thing that ends it. */
export class Watch implements AsyncDisposable {
  /** Resolves once, with the first ending. */
  readonly ending: Promise<Ending>;
  readonly hits: Hit[] = [];
  readonly #options: WatchOptions;
  readonly #settle: (ending: Ending) => void;
  readonly #console = new Scanner('console');
  readonly #firmware = new Scanner('firmware');
  readonly #progress: Progress;
  readonly #stack = new AsyncDisposableStack();
  readonly #tails: FileTail[] = [];
  #machine: Machine | null = null;
  #resets = 0;
  #fatal: Hit | null = null;
  #ended = false;
  #early: QmpEvent[] = [];

  constructor(options: WatchOptions) {
    const { promise, resolve } = Promise.withResolvers<Ending>();
    this.#options = options;
    this.ending = promise;
    this.#settle = (ending) => {
      this.#ended = true;
      resolve(ending);
    };
    this.#progress = new Progress(options.phase.silenceSeconds);
  }

  /** The console's last lines. */
  recent(count: number): readonly string[] {
    return this.#console.recent(count);
  }

  /** A hit's line with what follows it, as far as it is remembered. */
  around(hit: Hit): string {
    const scanner = { console: this.#console, firmware: this.#firmware, screen: null }[hit.channel];
    return scanner?.from(hit.line, FOLLOWING).join('\n') || hit.text;
  }

  /** Begins to watch a machine that is still paused. */
  async attach(machine: Machine): Promise<void> {
    this.#machine = machine;
    const { console, firmware, signal, phase } = this.#options;
    this.#tails.push(this.#stack.use(await FileTail.open(console, (text) => this.#heard(this.#console, text, true))));
    if (firmware !== null)
      this.#tails.push(this.#stack.use(await FileTail.open(firmware, (text) => this.#heard(this.#firmware, text, false))));
    const deadline = setTimeout(
      () => this.#settle({ kind: 'deadline', seconds: phase.timeoutSeconds, lag: this.#progress.lag }),
      phase.timeoutSeconds * 1000,
    );
    const sampler = setInterval(() => void this.#sample(machine), SAMPLE_MS);
    const onAbort = () => this.#settle({ kind: 'cancelled' });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    this.#stack.defer(() => {
      clearTimeout(deadline);
      clearInterval(sampler);
      signal.removeEventListener('abort', onAbort);
    });
    void machine.exit.then((exit) => this.#settle({ kind: 'qemu-exit', how: howItEnded(exit), output: exit.output }));
    for (const event of this.#early.splice(0)) this.onQmp(event);
  }

  /** Takes QEMU's events, from before the machine is attached too. */
  onQmp(event: QmpEvent): void {
    if (this.#machine === null) this.#early.push(event);
    else void this.#decide(event, this.#machine).catch(() => undefined);
  }

  /** A guest's own event is progress. */
  onGuestEvent(): void {
    this.#progress.news();
  }

  /** Reads what the machine has written until now. */
  async drain(): Promise<void> {
    await Promise.all(this.#tails.map((tail) => tail.drain()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #decide({ event, data }: QmpEvent, machine: Machine): Promise<void> {
    if (event === 'BLOCK_IO_ERROR' && data.nospace === true) {
      this.#settle({ kind: 'disk-full', device: String(data['node-name'] ?? data.device ?? '') });
    } else if (event === 'WATCHDOG') {
      this.#settle({ kind: 'watchdog' });
    } else if (event === 'GUEST_PANICKED' || event === 'GUEST_CRASHLOADED') {
      await this.#afterDrain(() => ({ kind: 'panic', information: panicInformation(data) }));
    } else if (event === 'SHUTDOWN' && data.guest === true) {
      if (data.reason === 'guest-reset') await this.#reset(machine);
      else if (data.reason === 'guest-panic') await this.#afterDrain(() => ({ kind: 'panic', information: '' }));
      else await this.#afterDrain(() => ({ kind: 'power-off' }));
    }
  }

  /** A fatal line outranks the event that came with it: what it says is why. */
  async #afterDrain(ending: () => Ending): Promise<void> {
    await this.drain();
    this.#settle(this.#fatal === null ? ending() : { kind: 'rule', hit: this.#fatal });
  }

  async #reset(machine: Machine): Promise<void> {
    await this.drain();
    if (this.#resets > 0 && FIRMWARE_RESET.test(this.#firmware.recent(1)[0] ?? '')) {
      await machine.reboot();
      return;
    }
    this.#resets++;
    const { phase } = this.#options;
    if (this.#fatal !== null) this.#settle({ kind: 'rule', hit: this.#fatal });
    else if (this.#resets <= phase.reboots) await machine.reboot();
    else this.#settle({ kind: phase.end === 'reboot' ? 'reboot' : 'reset', resets: this.#resets });
  }

  #heard(scanner: Scanner, text: string, isConsole: boolean): void {
    const { lines, hits, news } = scanner.feed(text);
    if (news) this.#progress.news();
    if (isConsole) for (const line of lines) this.#options.onLine(line);
    for (const hit of hits) this.#hit(hit);
  }

  #hit(hit: Hit): void {
    if (hit.rule.severity !== 'fatal' && hit.rule.severity !== 'error') return;
    this.hits.push(hit);
    this.#options.onHit(hit);
    if (hit.rule.severity !== 'fatal' || this.#fatal !== null) return;
    this.#fatal = hit;
    const timer = setTimeout(() => this.#settle({ kind: 'rule', hit }), GRACE_MS);
    this.#stack.defer(() => clearTimeout(timer));
  }

  async #sample(machine: Machine): Promise<void> {
    if (this.#ended) return;
    try {
      this.#progress.sample(await machine.counters());
      await this.drain();
      if (this.#progress.screenDue()) await this.#lookAtScreen();
      const silent = this.#progress.silent();
      if (silent === null || this.#ended) return;
      this.#settle({ kind: 'silent', ...silent, screen: await this.#options.screen() });
    } catch {
      // QEMU is busy or gone: its exit, or the next sample, tells.
    }
  }

  async #lookAtScreen(): Promise<void> {
    const text = await this.#options.screen();
    if (text === null || this.#ended) return;
    // A prompt stands on its last line, which has no newline; any other line is judged when it is complete.
    const scanner = new Scanner('screen');
    for (const hit of [...scanner.feed(text).hits, ...scanner.feed('\n').hits]) if (hit.rule.severity === 'fatal') this.#hit(hit);
  }
}

function panicInformation(data: Readonly<Record<string, unknown>>): string {
  return data.info === undefined ? '' : JSON.stringify(data.info).slice(0, 200);
}
