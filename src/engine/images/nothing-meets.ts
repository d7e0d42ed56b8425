import { shortList, valuesOf } from '../../images/simplestreams/choose.ts';
import { queryTree } from '../../images/streams/query.ts';
import type { FlatItem, Stream, StreamAddress } from '../../images/streams/types.ts';
import { VmtestError } from '../../model/errors.ts';
import type { Condition } from '../../model/filter.ts';

/** Names the first condition that nothing in a stream meets, with what there is instead: values of its key, or the keys that there are. */
export function nothingMeets({ url }: StreamAddress, stream: Stream, conditions: readonly Condition[]): VmtestError {
  const meeting = (some: readonly Condition[]) =>
    stream.products.flatMap(({ tree }) => queryTree(tree, some, { max: null }).map(({ flat }) => flat));
  if (meeting([]).length === 0) {
    return new VmtestError('VMTEST_IMAGE_NOT_FOUND', `the stream ${url} has no images at all`, {
      hint: 'look whether the address is that of the stream which is meant',
    });
  }
  const at = conditions.findIndex((_, index) => meeting(conditions.slice(0, index + 1)).length === 0);
  const before = conditions.slice(0, at);
  const { key, text } = conditions[at] as Condition;
  const others = at === 0 ? '' : ` with ${before.map((condition) => condition.text).join(' ')}`;
  return new VmtestError('VMTEST_IMAGE_NOT_FOUND', `nothing in ${url}${others} meets ${text}`, { hint: instead(key, meeting(before)) });
}

function instead(key: string, items: readonly FlatItem[]): string {
  if (items.some((flat) => flat[key] !== undefined)) {
    return `there is ${key} ${shortList(
      valuesOf(
        items.map((fields) => ({ fields })),
        key,
      ),
    )}`;
  }
  const keys = [...new Set(items.flatMap((flat) => Object.keys(flat)))].sort();
  // More than `shortList` shows: who misspelt a name looks for it among all.
  return `no item has a field ${key}; there is ${keys
    .slice(0, 40)
    .map((one) => shortList([one]))
    .join(', ')}`;
}

/** Of a condition that several words meet (`release~^(?:noble|jammy)$`, as `anyOf` writes it) those that no item has. */
export function idleWords({ key, operator, value }: Condition, items: readonly FlatItem[]): readonly string[] {
  const list = operator === '~' ? /^\^\(\?:(.*)\)\$$/.exec(value)?.[1] : undefined;
  if (list === undefined) return [];
  const words = list.split('|').map((word) => word.replace(/\\(.)/g, '$1'));
  return words.filter((word) => !items.some((flat) => flat[key] === word));
}
