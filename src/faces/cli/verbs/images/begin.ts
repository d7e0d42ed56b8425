import { plainLine } from '../../../../base/text.ts';
import type { ImagesRequest } from '../../../../engine/images/desk.ts';
import type { Settings } from '../../../../engine/settings.ts';
import { readSettings } from '../../../settings/options.ts';
import { readSurroundings } from '../../../settings/surroundings.ts';
import type { Flags } from '../../flags.ts';

/** The settings of a verb of images. Throws a usage error that names every mistake. */
export function settingsOf(flags: Flags): Settings {
  return readSettings(flags, process.env, process.cwd());
}

/** What a verb hands to the engine. */
export function requestOf(
  settings: Settings,
  { signal, emit }: { readonly signal?: AbortSignal; readonly emit?: (message: string) => void } = {},
): ImagesRequest {
  return {
    settings,
    surroundings: readSurroundings(),
    signal: signal ?? new AbortController().signal,
    emit: emit ?? ((message) => process.stderr.write(`vmtest: ${plainLine(message)}\n`)),
  };
}
