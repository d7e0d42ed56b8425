import { copyFile, link, lstat, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { formatSize } from '../../base/sizes.ts';
import { plainLine } from '../../base/text.ts';
import type { ImageVault, VaultEntry } from '../../engine/image-vault.ts';
import type { Fact, Note } from '../../model/gate.ts';
import { type CacheAnswer, type CacheFolder, cacheFolder, callCache, restoredFile } from './cache-call.ts';

export interface ImageVaultOptions {
  readonly mode: 'auto' | 'read' | 'off';
  /** Whether the event may write to a cache that others read. */
  readonly mayWrite: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of a folder on a disk: RUNNER_TEMP. */
  readonly temp: string;
  readonly signal?: AbortSignal | undefined;
  readonly tell: (line: string) => void;
  /** Seconds in which an entry must have come: then the network is asked. */
  readonly restoreSeconds?: number;
}

/** What came of it. */
export interface CacheSummary {
  readonly hits: number;
  readonly misses: number;
  readonly saved: number;
  readonly facts: readonly Fact[];
  readonly notes: readonly Note[];
}

export interface ActionVault extends ImageVault {
  readonly summary: () => CacheSummary;
  /** Waits for what is still being saved, and gives it up after so many seconds. Never throws. */
  readonly settle: (seconds?: number) => Promise<void>;
}

const RESTORE_SECONDS = 300;
const SAVE_SECONDS = 900;
const SETTLE_SECONDS = 120;

/** What to do, by why an entry was not kept. */
const MENDS: Readonly<Record<string, string>> = {
  rate: 'GitHub takes 200 uploads a minute of a repository: what was not saved is saved by a later run',
  denied: 'this run’s token may not write the cache: a run on the default branch saves it',
  quota: 'the repository’s cache is full: remove entries (gh cache delete), raise its limit, or set the input cache to read',
  late: 'images come from the network, or later runs save them; an image-dir of the runner’s own needs neither',
  failed: 'nothing else depends on it: images come from the network',
};

/**
 * The images of earlier jobs in GitHub's cache; null where it is switched off. Nothing throws, and nothing waits for a save but `settle`.
 * Only a run whose event may write saves, each version as soon as it is there, one at a time; ACTIONS_CACHE_MODE is heard before anything is
 * packed.
 */
export function imageVault(options: ImageVaultOptions): ActionVault | null {
  return options.mode === 'off' ? null : new Vault(options);
}

class Vault implements ActionVault {
  readonly #options: ImageVaultOptions;
  readonly #reads: boolean;
  #writes: boolean;
  readonly #stop = new AbortController();
  /** Keys that need not be saved. */
  readonly #known = new Set<string>();
  readonly #notes = new Map<string, Note>();
  /** Keys that were not there: who asks again, at a test's next attempt, misses no more than before. */
  readonly #missing = new Set<string>();
  #counts = { hits: 0, misses: 0, saved: 0, hitBytes: 0, savedBytes: 0 };
  #saving: Promise<void> = Promise.resolve();

  constructor(options: ImageVaultOptions) {
    const { env, mode, mayWrite, signal } = options;
    this.#options = options;
    const there = hasService(env);
    const allowed = (env.ACTIONS_CACHE_MODE ?? '').trim().toLowerCase();
    this.#reads = there && !['none', 'write-only'].includes(allowed);
    this.#writes = there && mode === 'auto' && mayWrite && !['none', 'read'].includes(allowed);
    if (!there) this.#note('service', 'notice', 'there is no cache service here', 'images come from the network; an image-dir keeps them');
    if (signal?.aborted === true) this.#stop.abort();
    signal?.addEventListener('abort', () => this.#stop.abort(), { once: true });
  }

  async restore(want: VaultEntry): Promise<boolean> {
    if (!this.#reads || this.#stop.signal.aborted) return false;
    try {
      await using folder = await cacheFolder(this.#options.temp);
      const seconds = this.#options.restoreSeconds ?? RESTORE_SECONDS;
      const { env } = this.#options;
      const answer = await callCache({ what: 'restore', key: want.key, env, signal: this.#stop.signal, seconds }, folder);
      if (answer.key !== want.key) return this.#missed(want, answer);
      const bytes = await takeOut(folder, want);
      if (bytes === null) return this.#missed(want, { key: null, why: 'failed', said: 'the entry has not the files that it should have' });
      this.#known.add(want.key);
      this.#counts.hits += 1;
      this.#counts.hitBytes += bytes;
      this.#tell(`cache: ${want.label}: hit (${formatSize(bytes)})`);
      return true;
    } catch (error) {
      return this.#missed(want, { key: null, why: 'failed', said: String(error) });
    }
  }

  #missed({ key, label }: VaultEntry, { why, said }: CacheAnswer): false {
    if (!this.#missing.has(key)) {
      this.#missing.add(key);
      this.#counts.misses += 1;
      this.#tell(`cache: ${label}: miss`);
    }
    if (why !== null && why !== 'cancelled') this.#failed(why, `the cache did not give ${label}`, said);
    return false;
  }

  async save(entry: VaultEntry): Promise<void> {
    if (!this.#writes || this.#stop.signal.aborted || this.#known.has(entry.key)) return;
    this.#known.add(entry.key);
    try {
      const folder = await cacheFolder(this.#options.temp);
      const bytes = await takeHold(folder, entry);
      this.#saving = this.#saving.then(() => this.#upload(entry, bytes, folder));
    } catch (error) {
      this.#failed('failed', `${entry.label} could not be put aside for the cache`, String(error));
    }
  }

  async #upload({ key, label }: VaultEntry, bytes: number, folder: CacheFolder): Promise<void> {
    try {
      if (!this.#writes || this.#stop.signal.aborted) return;
      const { bavail, bsize } = await statfs(folder.path);
      if (bavail * bsize < bytes) return this.#failed('failed', `${label} was not saved: no room to pack it`, formatSize(bytes));
      const { env } = this.#options;
      const answer = await callCache({ what: 'save', key, env, signal: this.#stop.signal, seconds: SAVE_SECONDS }, folder);
      if (answer.key !== null) {
        this.#counts.saved += 1;
        this.#counts.savedBytes += bytes;
        this.#tell(`cache: ${label}: saved (${formatSize(bytes)} before compression)`);
      } else if (answer.why === 'exists') this.#tell(`cache: ${label}: another job has saved it`);
      else if (answer.why !== 'cancelled') this.#failed(answer.why ?? 'failed', `${label} was not saved to the cache`, answer.said);
      // The next would be refused too.
      if (answer.why === 'rate' || answer.why === 'denied' || answer.why === 'quota') this.#writes = false;
    } catch (error) {
      this.#failed('failed', `${label} was not saved to the cache`, String(error));
    } finally {
      await folder.remove();
    }
  }

  async settle(seconds = SETTLE_SECONDS): Promise<void> {
    const timer = setTimeout(() => {
      this.#failed('late', `the cache took longer than ${seconds} s to save what is left`, '');
      this.#stop.abort();
    }, seconds * 1000);
    await this.#saving;
    clearTimeout(timer);
  }

  summary(): CacheSummary {
    const { hits, misses, saved, hitBytes, savedBytes } = this.#counts;
    const words = [
      `${hits} ${hits === 1 ? 'hit' : 'hits'}${hits === 0 ? '' : ` (${formatSize(hitBytes)})`}`,
      `${misses} ${misses === 1 ? 'miss' : 'misses'}`,
      ...(saved === 0 ? [] : [`${saved} saved (${formatSize(savedBytes)} before compression)`]),
    ];
    const facts = hits + misses + saved === 0 ? [] : [{ label: 'Image cache', value: words.join(', ') }];
    return { hits, misses, saved, facts, notes: [...this.#notes.values()] };
  }

  #failed(why: string, what: string, said: string): void {
    this.#note(why, 'warning', `${what}${said === '' ? '' : `: ${said}`}`, MENDS[why] ?? MENDS.failed ?? '');
  }

  /** One for each cause: ten images that are refused alike are one thing to know. */
  #note(cause: string, severity: Note['severity'], message: string, hint: string): void {
    if (!this.#notes.has(cause)) this.#notes.set(cause, { severity, message: plainLine(message), hint });
  }

  #tell(line: string): void {
    this.#options.tell(plainLine(line));
  }
}

/** As the toolkit asks: version 2 of the service by its results, version 1 by an address of its own. */
function hasService(env: ImageVaultOptions['env']): boolean {
  return Boolean(env.ACTIONS_CACHE_SERVICE_V2 ? env.ACTIONS_RESULTS_URL : env.ACTIONS_CACHE_URL);
}

/** Puts the files into the folder under second names: they may be moved or removed then. Returns their bytes together. */
async function takeHold({ data }: CacheFolder, { folder, files }: VaultEntry): Promise<number> {
  let bytes = 0;
  for (const name of files) {
    const [from, to] = [join(folder, name), join(data, name)];
    await link(from, to).catch((error: unknown) => {
      // Another file system, one without hard links, or somebody else's file where the kernel protects those.
      if (['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'].some((code) => isErrno(error, code))) return copyFile(from, to);
      throw error;
    });
    bytes += (await lstat(to)).size;
  }
  return bytes;
}

/** Moves the files that were asked for out of a restored entry; null where one is not there. They are verified by who asked. */
async function takeOut(entry: CacheFolder, { folder, files }: VaultEntry): Promise<number | null> {
  const found = await Promise.all(files.map((name) => restoredFile(entry, name)));
  const there = found.filter((file) => file !== null);
  if (there.length < files.length) return null;
  for (const [index, { path }] of there.entries()) {
    const to = join(folder, files[index] as string);
    await rename(path, to).catch((error: unknown) => (isErrno(error, 'EXDEV') ? copyFile(path, to) : Promise.reject(error)));
  }
  return there.reduce((sum, { bytes }) => sum + bytes, 0);
}
