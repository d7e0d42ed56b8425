import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** How long after the first sign of new text it is read: what comes in that time is read in one go (a UART writes single bytes). */
const COALESCE_MS = 50;

/**
 * Follows a file that another process writes. The file is what counts, so a slow reader never slows its writer.
 * `onText` gets what is new, decoded as UTF-8.
 */
export class FileTail implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #onText: (text: string) => void;
  readonly #decoder = new TextDecoder();
  readonly #buffer = Buffer.alloc(64 << 10);
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #position = 0;
  #reading: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(handle: FileHandle, path: string, onText: (text: string) => void) {
    this.#handle = handle;
    this.#path = path;
    this.#onText = onText;
  }

  /** Opens an existing file and follows it from its beginning. */
  static async open(path: string, onText: (text: string) => void): Promise<FileTail> {
    const tail = new FileTail(await open(path, 'r'), path, onText);
    tail.#watch();
    // What was written before the watch is no event.
    tail.drain().catch(() => undefined);
    return tail;
  }

  /** Reads all that is there by now. */
  drain(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#unwatch();
    await this.#reading.catch(() => undefined);
    await this.#handle.close();
  }

  #watch(): void {
    if (this.#closed) return;
    try {
      this.#watcher = watch(this.#path, () => this.#later());
      this.#watcher.on('error', () => this.#unwatch());
    } catch {
      // No watch left on this host (fs.inotify.max_user_instances): the callers' own drains once a second still read all.
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #later(): void {
    // Each byte that the guest writes is one event: the watch is taken down until what follows the first has been read.
    this.#watcher?.close();
    this.#watcher = null;
    if (this.#timer !== null || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#watch();
      this.drain().catch(() => undefined);
    }, COALESCE_MS);
  }

  async #read(): Promise<void> {
    while (true) {
      const { bytesRead } = await this.#handle.read(this.#buffer, 0, this.#buffer.length, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      this.#onText(this.#decoder.decode(this.#buffer.subarray(0, bytesRead), { stream: true }));
    }
  }
}
