import type { Counters } from '../qemu/machine.ts';

/** Block I/O that counts as progress, in bytes. */
const BLOCK_STEP = 1 << 20;
/** A virtual CPU that works more than this share of the time is busy. */
const BUSY_SHARE = 0.5;
/** A busy guest gets this many times the silence of an idle one. */
const BUSY_FACTOR = 3;
/** The first look at a silent guest's screen, in seconds of silence; the next at twice that, and so on. */
const FIRST_LOOK = 5;

/** Judges silence: no text not seen before, no event, less than 1 MiB of block I/O. Times are `performance.now()` milliseconds. */
export class Progress {
  /** Seconds in which this process or its host stood still, seen from the sampler's own lateness. */
  lag = 0;
  readonly #limit: number;
  readonly #now: () => number;
  #last: number;
  #lastSample: number;
  #blockBytes = 0;
  #cpuAtLast = 0;
  #cpu = 0;
  #nextLook = FIRST_LOOK;

  /** @param limit seconds of silence of an idle guest */
  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
    this.#last = now();
    this.#lastSample = this.#last;
  }

  /** Something new was heard. */
  news(): void {
    this.#last = this.#now();
    this.#cpuAtLast = this.#cpu;
    this.#nextLook = FIRST_LOOK;
  }

  /** Takes the counters, once a second. */
  sample(counters: Counters): void {
    const now = this.#now();
    const late = (now - this.#lastSample) / 1000 - 1;
    if (late > 2) this.lag += late;
    this.#lastSample = now;
    this.#cpu = counters.cpuSeconds;
    if (counters.blockBytes - this.#blockBytes >= BLOCK_STEP) {
      this.#blockBytes = counters.blockBytes;
      this.news();
    }
  }

  /** Whether the screen of a guest that has become silent is worth a look now. */
  screenDue(): boolean {
    if (this.#silence() < this.#nextLook) return false;
    this.#nextLook *= 2;
    return true;
  }

  /** How long it has been silent, where that is too long. */
  silent(): { readonly seconds: number; readonly spinning: boolean } | null {
    const seconds = this.#silence();
    if (seconds < this.#limit) return null;
    const spinning = (this.#cpu - this.#cpuAtLast) / seconds > BUSY_SHARE;
    return spinning && seconds < this.#limit * BUSY_FACTOR ? null : { seconds, spinning };
  }

  #silence(): number {
    return (this.#now() - this.#last) / 1000;
  }
}
