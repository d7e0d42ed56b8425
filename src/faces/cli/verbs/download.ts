import { resolve } from 'node:path';
import { shellQuote } from '../../../base/names.ts';
import { formatSize } from '../../../base/sizes.ts';
import { plainLine } from '../../../base/text.ts';
import { VmtestError } from '../../../model/errors.ts';
import { EXIT } from '../../../model/verdict.ts';
import { type Downloaded, downloadRun } from '../../artifacts/download.ts';
import { findRemote } from '../../artifacts/remote.ts';
import { parseRunAddress } from '../../artifacts/run-address.ts';
import { listenForInterrupt } from '../../settings/interrupt.ts';
import type { Flags } from '../flags.ts';

/** `vmtest download`: the data of failed tests, from the artifacts of a workflow run. */
export async function download(args: readonly string[], flags: Flags): Promise<number> {
  const [run, ...more] = args;
  if (run === undefined || more.length > 0)
    throw new VmtestError('VMTEST_USAGE', 'download takes one workflow run', {
      hint: 'the address of the run, of a job or of an artifact, as the browser shows it; or its id',
    });
  const { env } = process;
  const address = parseRunAddress(run);
  const repo = (flags.repo as string | undefined) ?? null;
  const remote = await findRemote({ address, repo, env, cwd: process.cwd() });
  const folder = resolve((flags.output as string | undefined) ?? `vmtest-run-${address.runId}`);
  using interrupt = listenForInterrupt(() => undefined);
  const artifacts = await downloadRun({
    address,
    remote,
    prefix: (flags.artifactName as string | undefined) ?? 'vmtest',
    test: (flags.test as string | undefined) ?? null,
    folder,
    env,
    signal: interrupt.signal,
    tell: (message) => void process.stderr.write(`${message}\n`),
  });
  const said = flags.json === true ? jsonOf(remote.repository, address.runId, folder, artifacts) : artifacts.map(textOf).join('');
  process.stdout.write(said);
  return interrupt.exitCode() ?? EXIT.passed;
}

function jsonOf(repository: string, run: number, folder: string, artifacts: readonly Downloaded[]): string {
  return `${JSON.stringify({ version: 1, repository, run, folder, artifacts }, null, 2)}\n`;
}

/** What came home of which tests, what of them did not, and how to go on. Names and verdicts are what the artifact says: a stranger's. */
function textOf({ folder, bytes, tests, notes }: Downloaded): string {
  const lines = [`${folder}  ${formatSize(bytes)}`];
  for (const test of tests) {
    lines.push(`  ${plainLine(test.id)}  ${plainLine(test.verdict)}`);
    lines.push(`    kept    ${test.parts.map(plainLine).join(', ') || 'nothing but its result'}`);
    for (const { part, why, mend } of test.missing)
      lines.push(`    without ${plainLine(part)} (${why === 'size' ? 'too large' : 'not kept'}): ${plainLine(mend)}`);
    lines.push(`    replay  vmtest replay ${shellQuote(test.folder)}`);
  }
  for (const note of notes) lines.push(`  ${note}`);
  return `${lines.join('\n')}\n`;
}
