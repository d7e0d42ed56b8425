import { plainLine } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { KEEP_PARTS, type KeepPart } from '../../model/plan.ts';
import type { KeptTest } from './find.ts';

/** The error of a replay that needs what is not there: what, why it is not, and what would have kept it. */
export function notKept({ record, artifact }: KeptTest, part: KeepPart, what: string): VmtestError {
  const said = artifact?.missing.find((one) => one.part === part);
  const id = plainLine(record.id);
  if (said !== undefined) {
    const why = said.why === 'size' ? 'was left out of the artifact, which would have been too large' : 'was not kept, by the keep policy';
    return new VmtestError('VMTEST_REPLAY_NOT_KEPT', `${what} of ${id} is not here: \`${part}\` ${why}`, { hint: plainLine(said.mend) });
  }
  const parts = KEEP_PARTS.filter((one) => one === part || one === 'logs').join(',');
  return new VmtestError('VMTEST_REPLAY_NOT_KEPT', `${what} of ${id} is not here: \`${part}\` was not kept`, {
    hint: `run it again with --keep-data-fail all, or with ${parts} among it (the action's input keep-data-fail); for a test that passes, --keep-data-pass`,
  });
}
