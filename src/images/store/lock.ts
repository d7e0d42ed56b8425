import { open } from 'node:fs/promises';
import { killGroup, start } from '../../base/spawn.ts';
import { VmtestError } from '../../model/errors.ts';

/** A lock that is ours until it is released, or until this process is gone, whatever ended it. */
export interface Lock {
  readonly release: () => Promise<void>;
}

/**
 * Takes the exclusive lock of a file, which is made where it is not there and never removed.
 * The program `flock` locks the open file that it inherits as its stdout; the lock stays with our descriptor.
 * Waits for it, or with `wait: false` answers undefined where somebody else has it.
 * Errors: `VMTEST_TOOL_MISSING` without `flock`; `VMTEST_CANCELLED` when `signal` fires.
 */
export async function takeLock(
  file: string,
  options: { readonly env: Readonly<Record<string, string>>; readonly wait: boolean; readonly signal?: AbortSignal | undefined },
): Promise<Lock | undefined> {
  const handle = await open(file, 'a', 0o644);
  try {
    const child = start('flock', [...(options.wait ? [] : ['--nonblock']), '--exclusive', '1'], {
      env: options.env,
      log: handle.fd,
      sockets: 0,
    });
    const onAbort = () => killGroup(child.pid, 'SIGKILL');
    if (options.signal?.aborted === true) onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const end = await child.exit;
    options.signal?.removeEventListener('abort', onAbort);
    if (end.exitCode === 0) return { release: () => handle.close() };
    await handle.close();
    if (options.signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', `Waiting for the lock ${file} was cancelled`);
    if (end.errorCode === 'ENOENT') {
      throw new VmtestError('VMTEST_TOOL_MISSING', 'The program flock is not installed', { hint: 'install the package util-linux' });
    }
    if (!options.wait && end.exitCode === 1) return undefined;
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `flock could not lock ${file}: exit status ${end.exitCode ?? end.signal}`);
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}
