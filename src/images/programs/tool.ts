import { type Outcome, run } from '../../base/spawn.ts';
import { VmtestError } from '../../model/errors.ts';

export interface PackOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
  /** Whether we are root, and files can be owned by whom the tar says. */
  readonly privileged: boolean;
}

/** Runs a tool to its end; `VMTEST_IMAGE_UNAVAILABLE` with its last words where it fails, `VMTEST_CANCELLED` where it was stopped. */
export async function tool(command: string, args: readonly string[], options: PackOptions): Promise<Outcome> {
  const outcome = await run(command, args, {
    env: options.env,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  if (outcome.canceled) throw new VmtestError('VMTEST_CANCELLED', `${command} was cancelled`);
  if (outcome.exitCode === 0) return outcome;
  const words = outcome.stderr.trim().split('\n').slice(-5).join('\n');
  const how = outcome.errorCode === 'ENOENT' ? 'is not installed' : `failed (${outcome.exitCode ?? outcome.signal ?? outcome.errorCode})`;
  if (/No space left on device/.test(outcome.stderr)) throw new VmtestError('VMTEST_DISK_FULL', `${command}: ${words}`);
  throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `${command} ${how}${words === '' ? '' : `: ${words}`}`);
}
