import { streamAddress } from '../../../../engine/images/desk.ts';
import { readFilters } from '../../../../engine/images/filters.ts';
import { queryItems } from '../../../../engine/images/query.ts';
import { shown } from '../../../../images/download/addresses.ts';
import { compileTemplate, DEFAULT_TEMPLATE } from '../../../../images/streams/template.ts';
import type { FlatItem } from '../../../../images/streams/types.ts';
import { VmtestError } from '../../../../model/errors.ts';
import { EXIT } from '../../../../model/verdict.ts';
import type { Flags } from '../../flags.ts';
import { countOf, together, verificationOf } from './arguments.ts';
import { requestOf, settingsOf } from './begin.ts';
import { print } from './output.ts';

/** `vmtest images query`: as the original's query, over the store or over the published stream. */
export async function query(args: readonly string[], flags: Flags): Promise<number> {
  const given = flags.outputFormat as string | undefined;
  const [settings, conditions, max, verify, write] = together(
    () => settingsOf(flags),
    () => readFilters(args),
    () => countOf('--max', flags.max, null),
    () => verificationOf(flags.verify),
    () => compileTemplate(given ?? DEFAULT_TEMPLATE),
    () => refuseBoth(given !== undefined && flags.json === true),
    () => refuseIdle(flags.verify !== undefined && flags.remote !== true),
  );
  const remote = flags.remote === true ? streamAddress(settings, verify) : null;
  const items = await queryItems(requestOf(settings), conditions, { max, remote });
  if (items.length === 0)
    process.stderr.write(`vmtest: nothing ${remote === null ? 'in the image store' : `in ${shown(remote.url)}`} matches\n`);
  if (flags.json === true) await print(`${JSON.stringify(items.map(sortedKeys), null, 1)}\n`);
  // As the original does: the lines are sorted, whatever they show.
  else if (items.length > 0) await print(`${items.map(write).sort().join('\n')}\n`);
  return EXIT.passed;
}

function refuseBoth(both: boolean): void {
  if (both) throw new VmtestError('VMTEST_USAGE', '--json and --output-format contradict each other', { hint: 'give one of them' });
}

function refuseIdle(idle: boolean): void {
  if (idle)
    throw new VmtestError('VMTEST_USAGE', '--verify is for a published stream', {
      hint: 'give --remote too; the store has verified its items',
    });
}

function sortedKeys(item: FlatItem): FlatItem {
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}
