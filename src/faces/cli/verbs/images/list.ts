import { listImages } from '../../../../engine/images/list.ts';
import { EXIT } from '../../../../model/verdict.ts';
import { imageListText } from '../../../../report/image-list.ts';
import { paint } from '../../../../report/paint.ts';
import { isColored } from '../../color.ts';
import type { Flags } from '../../flags.ts';
import { requestOf, settingsOf } from './begin.ts';
import { print, printJson } from './output.ts';

/** `vmtest images list`: every image of the store, of every source. */
export async function list(_args: readonly string[], flags: Flags): Promise<number> {
  const listed = await listImages(requestOf(settingsOf(flags)));
  if (flags.json === true) await printJson({ version: 1, ...listed });
  else await print(imageListText(listed, paint(isColored(process.stdout))));
  return EXIT.passed;
}
