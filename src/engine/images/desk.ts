import { TOOL_ENV } from '../../base/spawn.ts';
import { shown } from '../../images/download/addresses.ts';
import { DEFAULT_KEYRING, maasUrl } from '../../images/image.ts';
import { defaultStore } from '../../images/store/default-store.ts';
import type { StoreContext } from '../../images/store/types.ts';
import { atStore } from '../../images/store/usable.ts';
import type { StreamAddress } from '../../images/streams/types.ts';
import { VmtestError } from '../../model/errors.ts';
import type { Verification } from '../../model/suite.ts';
import type { Settings, Surroundings } from '../settings.ts';

/** What every verb of images starts from. */
export interface ImagesRequest {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
  /** Told of each step, and of what is unusual, one line each. */
  readonly emit: (message: string) => void;
}

/** The absolute path of the image store. */
export async function storeOf({ settings, surroundings }: Pick<ImagesRequest, 'settings' | 'surroundings'>): Promise<string> {
  return settings.imageDir ?? (await defaultStore(surroundings.cacheFolder, surroundings.sudo?.uid ?? surroundings.uid));
}

/** The environment of the programs that are run. */
export function toolEnv({ surroundings }: Pick<ImagesRequest, 'surroundings'>): Readonly<Record<string, string>> {
  return { ...TOOL_ENV, PATH: surroundings.path };
}

/** The store, and how it is worked on. */
export async function storeContext(request: ImagesRequest): Promise<StoreContext> {
  const { settings, signal, emit } = request;
  return { store: await storeOf(request), env: toolEnv(request), signal, lockTimeout: settings.imageLockTimeout, emit };
}

/** Does something with the store; what the system refuses there is told as `atStore` does. */
export async function withStore<T>(request: ImagesRequest, act: (context: StoreContext) => Promise<T>): Promise<T> {
  const context = await storeContext(request);
  return await atStore(context.store, () => act(context));
}

/** The stream that the settings name. Throws a usage error for one that cannot be signed where it must be. */
export function streamAddress(settings: Settings, verify: Verification): StreamAddress {
  const url = settings.imageSrcUrl ?? maasUrl(settings.imageStream);
  if (verify === 'signature' && new URL(url).pathname.endsWith('.json')) {
    throw new VmtestError('VMTEST_USAGE', `the stream ${shown(url)} is not signed: its name ends in .json`, {
      hint: 'name its .sjson, or believe it as it comes with --verify none',
    });
  }
  return { url, verify, keyring: verify === 'none' ? null : (settings.imageSrcKeyring ?? DEFAULT_KEYRING) };
}
