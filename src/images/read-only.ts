import { VmtestError } from '../model/errors.ts';

/** What to do where an image is not whole in a store that is only read. */
export const WARM_HINT = 'run this on the default branch first: it warms the store';

/** The error of who would have to change a store that is only read. `what` is missing, in words. */
export function onlyRead(store: string, what: string): VmtestError {
  return new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `${what} is not whole in the image store ${store}, which this run only reads`, {
    hint: WARM_HINT,
  });
}

/** An error of having an image, with the mend that holds where the store is only read: nothing may be fetched, whoever asks. */
export function inReadOnly(error: unknown): unknown {
  if (!(error instanceof VmtestError) || error.code !== 'VMTEST_IMAGE_UNAVAILABLE' || error.hint === WARM_HINT) return error;
  return new VmtestError(error.code, error.message, { hint: WARM_HINT, cause: error });
}
