import { type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import type { ImageDefinition } from '../../model/suite.ts';

/**
 * Does something for each image, all at once or one after the other; one that fails does not keep the others from it. Throws then one
 * error that names every image's; a cancellation at once.
 */
export async function forEachImage(
  images: readonly ImageDefinition[],
  act: (image: ImageDefinition) => Promise<void>,
  inOrder = false,
): Promise<void> {
  const failed = new Map<string, unknown>();
  const attempt = async (image: ImageDefinition) => {
    try {
      await act(image);
    } catch (error) {
      if (error instanceof VmtestError && error.code === 'VMTEST_CANCELLED') throw error;
      failed.set(image.name, error);
    }
  };
  if (inOrder) for (const image of images) await attempt(image);
  else await Promise.all(images.map(attempt));
  const errors = images.flatMap((image) => (failed.has(image.name) ? [[image, failed.get(image.name)] as const] : []));
  const [first] = errors;
  if (first === undefined) return;
  const bug = errors.find(([, error]) => !(error instanceof VmtestError));
  if (bug !== undefined) throw bug[1];
  throw problemsError(errors.map(([image, error]) => problemOf(image, error as VmtestError)));
}

function problemOf({ name, place }: ImageDefinition, { code, message, hint }: VmtestError): Problem {
  const said = message.includes(name) ? message : `the image ${name}: ${message}`;
  return { code, severity: 'error', message: said, place, ...(hint === undefined ? {} : { hint }) };
}
