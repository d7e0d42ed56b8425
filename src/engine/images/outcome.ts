import { VmtestError } from '../../model/errors.ts';

/** A report, and the error that ended what it is of; null: all was done. */
export interface Outcome<T> {
  readonly report: T;
  readonly error: VmtestError | null;
}

/** The error of ours that ends something; null where it is done. Anything else is thrown on. */
export async function errorOf(act: () => Promise<void>): Promise<VmtestError | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof VmtestError) return error;
    throw error;
  }
}
