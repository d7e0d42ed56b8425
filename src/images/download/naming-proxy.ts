import { VmtestError } from '../../model/errors.ts';
import { shown } from './addresses.ts';

const CODES: readonly string[] = [
  'VMTEST_DOWNLOAD_FAILED',
  'VMTEST_DOWNLOAD_REFUSED',
  'VMTEST_DOWNLOAD_STALLED',
  'VMTEST_DOWNLOAD_TRUNCATED',
];

/**
 * Does what fetches an address, and names the proxy that is set for its scheme in the hint of a failure: what does not answer, or answers
 * oddly, may be the proxy.
 */
export async function namingProxy<T>(proxy: Readonly<Record<string, string>>, url: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const name = /^https:/i.test(url) ? 'https_proxy' : 'http_proxy';
    const value = proxy[name]?.trim();
    if (!(error instanceof VmtestError) || !CODES.includes(error.code) || value === undefined || value === '') throw error;
    const through = `${name} is ${shown(value.includes('://') ? value : `http://${value}`).replace(/\/$/, '')}: look whether that answers, or name the host in no_proxy`;
    const hint = error.hint === undefined ? through : `${error.hint}; ${through}`;
    throw new VmtestError(error.code, error.message, { hint, problems: error.problems, cause: error.cause });
  }
}
