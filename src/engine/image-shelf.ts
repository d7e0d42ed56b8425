import { stat } from 'node:fs/promises';
import { TOOL_ENV } from '../base/spawn.ts';
import { plainText } from '../base/text.ts';
import type { ResolvedImage, ResolveOptions } from '../images/image.ts';
import { onlyRead } from '../images/read-only.ts';
import { resolveImage } from '../images/resolve.ts';
import { type Hold, holdStore } from '../images/store/hold.ts';
import { atStore } from '../images/store/usable.ts';
import type { ImageDefinition } from '../model/suite.ts';
import type { ReadyImage, RunContext } from './context.ts';
import { imageProgress } from './image-progress.ts';
import type { ImageVault } from './image-vault.ts';
import type { PreparedPlan } from './prepare.ts';
import { publishedSettings, type Settings, type Surroundings } from './settings.ts';
import { checkReach } from './tools.ts';
import { wantedRoles } from './wanted-roles.ts';

/** What a shelf is made of. */
export interface ShelfRequest {
  readonly prepared: PreparedPlan;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  /** Asked for images that the store has not, and given those that were brought. Absent: there is none. */
  readonly vault?: ImageVault;
}

/**
 * The images of a run: each is brought once, for the first test that wants it, while tests of others run. What was brought is held in
 * the store until the shelf is disposed of.
 */
export class ImageShelf implements AsyncDisposable {
  readonly #request: ShelfRequest;
  readonly #run: RunContext;
  readonly #taken = new Map<string, { readonly image: Promise<ResolvedImage>; readonly attempt: number; failed: boolean }>();
  readonly #held: (() => Promise<void>)[] = [];
  #store: Promise<Hold> | null = null;

  constructor(request: ShelfRequest, run: RunContext) {
    this.#request = request;
    this.#run = run;
  }

  /**
   * The image of this name, or null for none. Rejects with VMTEST_IMAGE_UNAVAILABLE and the like; at the next attempt of a test it is then
   * brought again, once for all tests that want it.
   */
  take(name: string | null, attempt = 1): Promise<ReadyImage | null> {
    if (name === null) return Promise.resolve(null);
    const known = this.#taken.get(name);
    if (known !== undefined && !(known.failed && known.attempt < attempt)) return known.image;
    const taken = { image: this.#bring(name), attempt, failed: false };
    this.#taken.set(name, taken);
    taken.image.catch(() => {
      taken.failed = true;
    });
    return taken.image;
  }

  /** Lets the store go, once nobody uses the images any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#taken.values()].map(({ image }) => image));
    await Promise.allSettled(this.#held.map((release) => release()));
    await this.#store?.then((hold) => hold.release()).catch(() => undefined);
  }

  async #bring(name: string): Promise<ResolvedImage> {
    const { prepared } = this.#request;
    const definition = prepared.suite.images[name];
    if (definition === undefined) throw new Error(`the suite has no image ${name}, and the plan did not notice`);
    const { emit } = this.#run;
    let told = false;
    const tell = (state: 'step' | 'progress' | 'ready', message: string, due?: boolean) => {
      told = true;
      emit({
        type: 'image',
        at: Date.now() / 1000,
        image: name,
        state,
        // Who tells of several images names them; here the event does.
        message: plainText(message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message),
        ...(due === undefined ? {} : { due }),
      });
    };
    try {
      const options = this.#options(definition, tell);
      const image = await atStore(options.store, async () => {
        if (definition.source.kind === 'simplestreams') await this.#holdStore(options);
        return await resolveImage(definition, options);
      });
      this.#held.push(image.release);
      for (const file of Object.values(image.files)) await checkReach(file, prepared.identity, 'VMTEST_IMAGE_UNAVAILABLE');
      const ready = readyWords(definition, image);
      if (ready !== null || told) tell('ready', ready ?? 'ready');
      return image;
    } catch (error) {
      // A live line of it would stand there for ever.
      if (told) tell('ready', `failed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
      throw error;
    }
  }

  #options(definition: ImageDefinition, tell: (state: 'step' | 'progress', message: string, due?: boolean) => void): ResolveOptions {
    const { prepared, settings, surroundings, vault } = this.#request;
    const { emit, signal } = this.#run;
    const { path, proxy } = surroundings;
    const { name } = definition;
    const progress = imageProgress();
    const locked = prepared.locks[name];
    const roles = wantedRoles(prepared.plan.tests, name);
    return {
      store: prepared.store,
      env: { ...TOOL_ENV, PATH: path },
      // As the original's tests do: packages come through apt_proxy, whatever else has a proxy.
      proxy: definition.source.kind !== 'mmdebstrap' || proxy.apt_proxy === undefined ? proxy : { ...proxy, http_proxy: proxy.apt_proxy },
      signal,
      emit: (message) => tell('step', message),
      warn: (message, hint) => emit({ type: 'notice', at: Date.now() / 1000, severity: 'warning', message: plainText(message), hint }),
      onProgress: (step) => {
        const words = progress(step);
        if (words !== null) tell('progress', words.message, words.due);
      },
      published: publishedSettings(settings),
      readOnly: settings.imageStoreReadOnly,
      ...(vault === undefined ? {} : { vault }),
      ...(roles === undefined ? {} : { roles }),
      ...(locked === undefined ? {} : { locked }),
    };
  }

  /** What a stream's images are read from may be synced by the original too: it waits until this run has ended. */
  async #holdStore({ store, env, signal, emit, published, readOnly }: ResolveOptions): Promise<void> {
    if (readOnly === true && (await stat(store).catch(() => null)) === null) throw onlyRead(store, 'An image of the suite');
    this.#store ??= holdStore({ store, env, signal, emit, lockTimeout: published?.lockTimeout ?? null });
    await this.#store;
  }
}

/** What is told of an image that is there; null where there is nothing to tell. */
function readyWords({ source }: ImageDefinition, { version, builtSeconds }: ResolvedImage): string | null {
  const seconds = builtSeconds.toFixed(1);
  if (source.kind === 'mmdebstrap') return builtSeconds > 0 ? `built in ${seconds} s` : null;
  if (source.kind === 'files') return builtSeconds > 0 ? `made in ${seconds} s` : null;
  return `${version ?? 'whole'}, ${builtSeconds > 0 ? `fetched in ${seconds} s` : 'in the store'}`;
}
