import type { KeepPart } from '../../model/plan.ts';
import type { TestScan } from './scan.ts';

/** What is allotted before a disk is, in the order in which it is: of what is not in it, nothing is ever dropped. */
const CLASSES: readonly (readonly KeepPart[])[] = [['install', 'boot'], ['collect']];

/**
 * What may be uploaded. When it does not suffice, disks go first, then what was collected, then the inputs of installation and boot; within one
 * of these the tests that stand later in the list. Logs, `result.json` and `replay.json` always go along.
 */
export class Budget {
  /** Bytes that disks may take; less than nothing where the logs alone are more than all. */
  left: number;
  readonly #dropped = new Set<string>();

  /** `tests` in the order in which they count. */
  constructor(limit: number, tests: readonly TestScan[]) {
    this.left = limit;
    for (const { units, loose } of tests) {
      for (const { tree } of loose) this.left -= tree.bytes;
      for (const { parts } of units) for (const { part, bytes } of parts) if (part === 'logs') this.left -= bytes;
    }
    for (const names of CLASSES) for (const [index, test] of tests.entries()) this.#allot(index, test, names);
  }

  /** Whether a part of the test at `index` stays out. Disks are asked for by `left`, when their size is known. */
  isDropped(index: number, below: string, part: KeepPart): boolean {
    return this.#dropped.has(`${index} ${below} ${part}`);
  }

  /** A part that was allotted `before` turned out to take `now`. */
  settle(before: number, now: number): void {
    this.left += before - now;
  }

  #allot(index: number, { units }: TestScan, names: readonly KeepPart[]): void {
    for (const { below, parts } of units) {
      for (const { part, bytes } of parts.filter((one) => names.includes(one.part))) {
        if (bytes <= this.left) this.left -= bytes;
        else this.#dropped.add(`${index} ${below} ${part}`);
      }
    }
  }
}
