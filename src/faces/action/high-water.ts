import { statfsSync } from 'node:fs';
import { formatSize } from '../../base/sizes.ts';
import type { RunEvent } from '../../model/event.ts';
import type { Fact } from '../../model/gate.ts';

/** How little room was left on the disk of a run: looked at whenever something ended, which is when most is there. */
export class HighWater {
  readonly #folder: string;
  readonly #before: number | null;
  #least: number | null;

  /** `folder`: on the file system that is watched; it need not be the run's own. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#before = this.#free();
    this.#least = this.#before;
  }

  listen(event: RunEvent): void {
    if (event.type !== 'phase-end' && event.type !== 'image') return;
    const free = this.#free();
    if (free !== null && (this.#least === null || free < this.#least)) this.#least = free;
  }

  facts(): readonly Fact[] {
    if (this.#before === null || this.#least === null) return [];
    return [{ label: 'Disk', value: `at most ${formatSize(this.#before - this.#least)} taken, at least ${formatSize(this.#least)} free` }];
  }

  #free(): number | null {
    try {
      const { bavail, bsize } = statfsSync(this.#folder);
      return bavail * bsize;
    } catch {
      return null;
    }
  }
}
