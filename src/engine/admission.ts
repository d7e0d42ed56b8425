/** What a test takes of the host while it runs. */
export interface Load {
  readonly memoryMiB: number;
  readonly cpus: number;
}

/**
 * Lets tests in as the host has room for them: none waits for ever, because one alone always fits.
 * First come, first served: a large test is not overtaken until it starves.
 */
export class Admission {
  readonly #room: Load;
  readonly #queue: { readonly load: Load; readonly admit: () => void }[] = [];
  #memoryMiB = 0;
  #cpus = 0;
  #running = 0;

  constructor(room: Load) {
    this.#room = room;
  }

  /** Waits for room; the value that it returns gives the room back. */
  async enter(load: Load): Promise<Disposable> {
    if (this.#queue.length > 0 || !this.#fits(load)) {
      await new Promise<void>((admit) => {
        this.#queue.push({ load, admit });
      });
    } else this.#take(load);
    return { [Symbol.dispose]: () => this.#leave(load) };
  }

  #fits(load: Load): boolean {
    if (this.#running === 0) return true;
    return this.#memoryMiB + load.memoryMiB <= this.#room.memoryMiB && this.#cpus + load.cpus <= this.#room.cpus;
  }

  #take(load: Load): void {
    this.#memoryMiB += load.memoryMiB;
    this.#cpus += load.cpus;
    this.#running++;
  }

  #leave(load: Load): void {
    this.#memoryMiB -= load.memoryMiB;
    this.#cpus -= load.cpus;
    this.#running--;
    for (let next = this.#queue[0]; next !== undefined && this.#fits(next.load); next = this.#queue[0]) {
      this.#queue.shift();
      this.#take(next.load);
      next.admit();
    }
  }
}
