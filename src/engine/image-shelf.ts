import { TOOL_ENV } from '../base/spawn.ts';
import { resolveImage } from '../images/resolve.ts';
import type { ReadyImage, RunContext } from './context.ts';
import type { PreparedPlan } from './prepare.ts';
import type { Surroundings } from './settings.ts';
import { checkReach } from './tools.ts';

/** The images of a run: each is brought once, for the first test that wants it, while tests of others run. */
export class ImageShelf {
  readonly #prepared: PreparedPlan;
  readonly #surroundings: Surroundings;
  readonly #run: RunContext;
  readonly #taken = new Map<string, Promise<ReadyImage>>();

  constructor(prepared: PreparedPlan, surroundings: Surroundings, run: RunContext) {
    this.#prepared = prepared;
    this.#surroundings = surroundings;
    this.#run = run;
  }

  /** The image of this name, or null for none. Rejects with VMTEST_IMAGE_UNAVAILABLE and the like. */
  take(name: string | null): Promise<ReadyImage | null> {
    if (name === null) return Promise.resolve(null);
    const taken = this.#taken.get(name) ?? this.#bring(name);
    this.#taken.set(name, taken);
    return taken;
  }

  async #bring(name: string): Promise<ReadyImage> {
    const definition = this.#prepared.suite.images[name];
    if (definition === undefined) throw new Error(`the suite has no image ${name}, and the plan did not notice`);
    const { emit, signal } = this.#run;
    const tell = (state: 'start' | 'step' | 'ready', message: string) =>
      emit({ type: 'image', at: Date.now() / 1000, image: name, state, message });
    const { store, identity } = this.#prepared;
    const { path, proxy } = this.#surroundings;
    const image = await resolveImage(definition, {
      store,
      env: { ...TOOL_ENV, PATH: path },
      // As the original's tests do: packages come through apt_proxy, whatever else has a proxy.
      proxy: proxy.apt_proxy === undefined ? proxy : { ...proxy, http_proxy: proxy.apt_proxy },
      signal,
      emit: (message) => tell('step', message),
    });
    for (const file of Object.values(image.files)) await checkReach(file, identity, 'VMTEST_IMAGE_UNAVAILABLE');
    if (image.builtSeconds > 0) tell('ready', `built in ${image.builtSeconds.toFixed(1)} s`);
    return image;
  }
}
