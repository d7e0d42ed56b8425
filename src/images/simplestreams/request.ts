import { VmtestError } from '../../model/errors.ts';
import { type Condition, parseCondition } from '../../model/filter.ts';
import type { Arch, SimplestreamsSource } from '../../model/suite.ts';
import { DEFAULT_KEYRING, maasUrl, type PublishedSettings } from '../image.ts';
import type { StreamAddress } from '../streams/types.ts';

/** Streams call architectures as Debian does. */
const STREAM_ARCH: Readonly<Record<Arch, string>> = { x86_64: 'amd64', aarch64: 'arm64', ppc64: 'ppc64el' };

/** Which stream an image is of: the suite's word, else the run's, else MAAS's stream and Ubuntu's cloud-image keyring. */
export function addressOf(source: SimplestreamsSource, published: PublishedSettings): StreamAddress {
  return {
    url: source.url ?? published.srcUrl ?? maasUrl(published.stream),
    verify: source.verify,
    keyring: source.verify === 'none' ? null : (source.keyring ?? published.keyring ?? DEFAULT_KEYRING),
  };
}

/** What an item must be to belong to the image: its architecture, the fields, then the filters in the suite's order. */
export function conditionsOf(source: SimplestreamsSource): readonly Condition[] {
  const equal = (key: string, value: string): Condition => ({ text: `${key}=${value}`, key, operator: '=', value });
  return [
    equal('arch', STREAM_ARCH[source.arch]),
    ...Object.entries(source.fields).map(([key, value]) => equal(key, value)),
    ...source.filters.map((text) => {
      const condition = parseCondition(text);
      if (condition !== undefined) return condition;
      throw new VmtestError('VMTEST_USAGE', `"${text}" is no condition`, { hint: 'there is key=value, key!=value, key~expression' });
    }),
  ];
}

/** One condition that a text field has exactly one of some values. */
export function oneOf(key: string, values: readonly string[]): Condition {
  const value = `^(?:${values.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')})$`;
  return { text: `${key}~${value}`, key, operator: '~', value };
}
