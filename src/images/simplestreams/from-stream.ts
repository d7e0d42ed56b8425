import { plainLine } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { Client, TransferOptions } from '../download/types.ts';
import { syncStream } from '../mirror/sync.ts';
import type { SyncContext, SyncPlan } from '../mirror/types.ts';
import { withoutPassword } from '../streams/address.ts';
import { queryTree } from '../streams/query.ts';
import { readStream } from '../streams/read.ts';
import type { Stream, StreamAddress } from '../streams/types.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { chooseProduct, shortList, valuesOf } from './choose.ts';
import { checkLock } from './locked.ts';
import { oneOf } from './request.ts';
import { ftypesOf, type Wanted, waysOf } from './wanted.ts';

/**
 * The version that an image takes of a published stream: of the product that is meant the newest that has all that is wanted, or the
 * pinned one. Errors: VMTEST_IMAGE_NOT_FOUND with what the stream has instead.
 */
export function pickPublished(stream: Stream, wanted: Wanted): { readonly candidate: Candidate; readonly newest: boolean } {
  const { name, locked, version } = wanted;
  const candidates = publishedCandidates(stream, wanted);
  const product = locked === null ? null : candidates.filter((one) => one.product === locked.product);
  if (candidates.length === 0 || product?.length === 0) throw nothingMeets(stream, wanted);
  const versions = chooseProduct(name, product ?? candidates, wanted.said);
  const first = versions[0] as Candidate;
  const pinned = version === null ? versions : versions.filter((one) => one.version === version);
  if (pinned.length === 0) {
    const names = shortList(versions.map((one) => one.version));
    // A lock file repeats what the suite pins: then it is not the one to be changed.
    const bySuite = wanted.source.version === version;
    const namer = bySuite ? ', which the suite names,' : ', which the lock file names,';
    throw new VmtestError(
      'VMTEST_IMAGE_NOT_FOUND',
      `The image ${name}: ${plainLine(first.product)} has no version ${version}${namer} any more, or never had`,
      {
        hint: `the stream has ${names}${bySuite ? '; `version` is the name of a publication, `filters: [version=24.04]` the release’s number' : ': run `vmtest images lock`'}`,
      },
    );
  }
  const able = pinned.find((one) => waysOf(wanted, one) !== undefined);
  if (able !== undefined) return { candidate: able, newest: version === null && able === first };
  const has = [...(pinned[0] as Candidate).files.keys()].sort();
  // Without the stream nobody knows that the product is a disk: a plan takes it for what is usual.
  const disk = has.includes('root-image.xz') ? ': say that it is a disk with `filters: [ftype=root-image.xz]`' : '';
  throw new VmtestError(
    'VMTEST_IMAGE_NOT_FOUND',
    `The image ${name}: ${plainLine(first.product)} has nothing for ${(wanted.roles ?? ['a machine']).join(', ')} together`,
    { hint: `it has ${shortList(has)}${disk}` },
  );
}

function publishedCandidates(stream: Stream, { conditions }: Pick<Wanted, 'conditions'>): readonly Candidate[] {
  return candidatesOf(
    stream.products.flatMap(({ tree }) =>
      queryTree(tree, conditions, { max: null }).map(({ flat }) => ({ contentId: tree.content_id, flat })),
    ),
  );
}

/** Which condition nothing meets, and what there is instead. */
function nothingMeets(stream: Stream, { name, conditions, locked }: Wanted): VmtestError {
  const where = plainLine(withoutPassword(stream.root));
  for (const [index, condition] of conditions.entries()) {
    if (publishedCandidates(stream, { conditions: conditions.slice(0, index + 1) }).length > 0) continue;
    const before = publishedCandidates(stream, { conditions: conditions.slice(0, index) });
    const others =
      index === 0
        ? ''
        : ` with ${conditions
            .slice(0, index)
            .map(({ text }) => text)
            .join(', ')}`;
    return new VmtestError('VMTEST_IMAGE_NOT_FOUND', `The image ${name}: nothing in ${where}${others} meets ${condition.text}`, {
      hint: before.length === 0 ? 'the stream has nothing' : `there is ${condition.key} ${shortList(valuesOf(before, condition.key))}`,
    });
  }
  return new VmtestError(
    'VMTEST_IMAGE_NOT_FOUND',
    `The image ${name}: ${where} has no ${plainLine(locked?.product ?? '')}, which the lock file names`,
    {
      hint: 'run `vmtest images lock`',
    },
  );
}

/** How an image is brought from its stream. */
export interface SyncHow {
  /** Newest versions of the product that are kept. */
  readonly keep: number;
  readonly dryRun: boolean;
  /** Files that are fetched at once. */
  readonly parallel: number;
}

/**
 * Reads a stream, picks the version that is meant, and brings the files of it that are wanted into the store (with `dryRun`: says what
 * that would be). Errors: those of `readStream`, `pickPublished` and `syncStream`; VMTEST_IMAGE_CORRUPT before anything is fetched where
 * the stream has something else than the lock file says.
 */
export async function syncPublished(
  address: StreamAddress,
  wanted: Wanted,
  context: SyncContext,
  { keep, dryRun, parallel }: SyncHow,
): Promise<{ readonly candidate: Candidate; readonly plan: SyncPlan }> {
  const client = remembering(context.client);
  const stream = await readStream(client, address, { signal: context.signal, onNote: context.emit });
  const { candidate, newest } = pickPublished(stream, wanted);
  checkLock(candidate, wanted, plainLine(withoutPassword(stream.root)));
  const ways = waysOf(wanted, candidate) ?? new Map();
  const conditions = [oneOf('product_name', [candidate.product]), oneOf('ftype', ftypesOf(ways))];
  const version = newest ? null : candidate.version;
  const plan = await syncStream({ stream: address, conditions, version, keep, dryRun, parallel }, { ...context, client });
  return { candidate, plan };
}

/**
 * A client that answers the second request for a small file with what the first one got: what is chosen and what is synced are then of the
 * same publication, and asked for once. A third request is made: a sync that had to wait wants to know what is new.
 */
function remembering(client: Client): Client {
  const known = new Map<string, Promise<Uint8Array>>();
  return {
    ...client,
    fetchBytes: (url: string, options: TransferOptions & { readonly maxBytes: number }) => {
      const first = known.get(url);
      if (first === undefined) known.set(url, client.fetchBytes(url, options));
      else known.delete(url);
      return first ?? (known.get(url) as Promise<Uint8Array>);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
