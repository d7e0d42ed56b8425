import { rm } from 'node:fs/promises';
import { formatDuration, parseDuration } from '../../../base/times.ts';
import { findLeftovers } from '../../../engine/clean.ts';
import { VmtestError } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { readSurroundings } from '../../settings/surroundings.ts';
import type { Flags } from '../flags.ts';

/** `vmtest clean`: removes the top folders that ended runs left where runs make them by default. */
export async function clean(_args: readonly string[], flags: Flags): Promise<number> {
  const age = flags.olderThan as string | undefined;
  const least = age === undefined ? 0 : parseDuration(age);
  if (least === undefined)
    throw new VmtestError('VMTEST_USAGE', `--older-than cannot be "${age}"`, { hint: 'it takes a time with its unit, such as 24h' });
  const { tempFolder, uid } = readSurroundings();
  const leftovers = (await findLeftovers(tempFolder, uid)).filter(({ ageSeconds }) => ageSeconds >= least);
  const dry = flags.dryRun === true;
  if (!dry) for (const { path } of leftovers) await rm(path, { recursive: true, force: true });
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ version: 1, removed: !dry, folders: leftovers }, null, 2)}\n`);
  else {
    const word = dry ? 'would remove' : 'removed';
    for (const { path, ageSeconds } of leftovers) process.stdout.write(`${word} ${path} (${formatDuration(ageSeconds)} old)\n`);
    if (leftovers.length === 0) process.stdout.write(`nothing to remove in ${tempFolder}\n`);
  }
  return EXIT.passed;
}
