import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { linkedAbort } from '../../base/abort.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ImageDefinition, ImageRole, UrlFile, UrlSource } from '../../model/suite.ts';
import type { Client, DownloadProgress } from '../download/types.ts';
import { PUBLISHED_DEFAULTS, type ResolvedImage, type ResolveOptions } from '../image.ts';
import { isoRoles } from '../iso/iso-roles.ts';
import { holdFiles } from '../store/hold.ts';
import type { Version } from '../store/make-once.ts';
import { MANIFEST_FILE } from '../store/versions.ts';
import { useUrlPins } from './pins.ts';
import { PublishedDigests } from './published-digests.ts';
import { digestOf, type FileContext, pathOf, resolveFile } from './resolve-file.ts';
import { saidDigests } from './said-digests.ts';
import { FILE, versionName } from './stored.ts';

/** A file may be pruned between the moment in which it is found and that in which it is held. */
const ATTEMPTS = 5;

/**
 * Brings an image of addresses, and holds its files until it is released. What is in the store whole needs no network: by the digest that
 * the lock file or the suite has, or by what its sums file said when it was asked last; with `sync: true` the sums file is asked again,
 * with `sync: false` nothing is. Kernel and initrd come out of the ISO where they have no address of their own.
 * Errors: VMTEST_IMAGE_*, VMTEST_DOWNLOAD_*, VMTEST_SIGNATURE_*, VMTEST_KEYRING_INVALID, VMTEST_DISK_FULL, VMTEST_CANCELLED.
 */
export async function resolveUrl(image: ImageDefinition, source: UrlSource, options: ResolveOptions): Promise<ResolvedImage> {
  let opened: Promise<Client> | undefined;
  const client = () => {
    opened ??= import('../download/client.ts').then(({ openClient }) => openClient({ proxy: options.proxy ?? {} }));
    return opened;
  };
  const began = performance.now();
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await tryResolve(image, source, options, client);
      const hold = await holdFiles(found.manifests, options);
      if (hold === null) continue;
      if (options.readOnly !== true)
        await useUrlPins(options.store, found.pinned, options).catch(async (error: unknown) => {
          await hold.release();
          throw error;
        });
      const seconds = found.made ? (performance.now() - began) / 1000 : 0;
      const { files, digests, version } = found;
      return { name: image.name, files, digests, published: {}, version, builtSeconds: seconds, release: hold.release };
    }
  } finally {
    await (await opened?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
  throw new VmtestError('VMTEST_IMAGE_STORE_BUSY', `The image ${image.name} was pruned ${ATTEMPTS} times as soon as it was there`, {
    hint: 'somebody prunes the image store without end',
  });
}

interface Found {
  readonly files: Readonly<Partial<Record<ImageRole, string>>>;
  readonly digests: Readonly<Partial<Record<ImageRole, string>>>;
  /** The versions that suite or lock file name by their digests. */
  readonly pinned: readonly string[];
  /** Their locks keep the versions. */
  readonly manifests: readonly string[];
  readonly version: string | null;
  readonly made: boolean;
}

async function tryResolve(
  image: ImageDefinition,
  source: UrlSource,
  options: ResolveOptions,
  client: () => Promise<Client>,
): Promise<Found> {
  const boot = isoRoles(source).filter((role) => options.roles?.includes(role) ?? true);
  const wanted = (Object.entries(source.files) as [ImageRole, UrlFile][]).filter(
    ([role]) => (options.roles?.includes(role) ?? true) || (role === 'iso' && boot.length > 0),
  );
  // One that fails ends the others: its error is what counts.
  using stop = linkedAbort(options.signal);
  const context = contextOf(image, { ...options, signal: stop.signal }, client);
  const outcomes = await Promise.allSettled(
    wanted.map(async ([role, file]) => {
      try {
        return [role, await resolveFile(image, role, file, context)] as const;
      } catch (error) {
        stop.abort();
        throw error;
      }
    }),
  );
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  // Those that were ended by the first failure say that they were cancelled.
  if (failures.length > 0) throw failures.find((error) => (error as Partial<VmtestError>).code !== 'VMTEST_CANCELLED') ?? failures[0];
  const versions = new Map(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
  const pinned = wanted.flatMap(([role, file]) => {
    const said = saidDigests(image.name, role, file, options.locked);
    return said === null ? [] : [versionName(said, role)];
  });
  return { ...(await foundOf(source, versions, boot, context)), pinned };
}

function contextOf(image: ImageDefinition, options: ResolveOptions, client: () => Promise<Client>): FileContext {
  const emit = (message: string) => options.emit(`${image.name}: ${message}`);
  const progress = new Map<string, DownloadProgress>();
  const onProgress = (one: DownloadProgress) => {
    progress.set(one.url, one);
    const all = [...progress.values()];
    const total = all.reduce<number | null>((sum, each) => (sum === null || each.total === null ? null : sum + each.total), 0);
    options.onProgress?.({ done: all.reduce((sum, { done }) => sum + done, 0), total });
  };
  const { store, env, signal, vault, readOnly } = options;
  const { lockTimeout } = options.published ?? PUBLISHED_DEFAULTS;
  const published = new PublishedDigests(client, { signal, onNote: emit });
  return { store, env, signal, emit, vault, readOnly, client, onProgress, lockTimeout, options, published };
}

/** The files by their roles, with what comes out of the ISO. */
async function foundOf(
  source: UrlSource,
  versions: ReadonlyMap<ImageRole, Version>,
  boot: readonly ('kernel' | 'initrd')[],
  context: FileContext,
): Promise<Omit<Found, 'pinned'>> {
  const files: Partial<Record<ImageRole, string>> = {};
  const digests: Partial<Record<ImageRole, string>> = {};
  const manifests = new Set<string>();
  for (const [role, version] of versions) {
    manifests.add(join(version.path, MANIFEST_FILE));
    files[role] = pathOf(version);
    digests[role] = digestOf(version);
  }
  const iso = versions.get('iso');
  if (iso !== undefined && boot.length > 0) {
    const { bootFromIso } = await import('../iso/extract-boot.ts');
    const taken = await bootFromIso({ path: pathOf(iso), digest: digestOf(iso) }, source.fromIso, boot, context);
    for (const role of boot) {
      const file = taken[role];
      if (file === undefined) continue;
      files[role] = file.path;
      digests[role] = file.sha256;
      manifests.add(join(dirname(file.path), MANIFEST_FILE));
    }
  }
  const main = versions.get('disk') ?? iso ?? versions.get('root') ?? [...versions.values()][0];
  const version = main === undefined ? null : `${main.manifest.files[FILE]?.file} ${main.manifest.indexDigest.slice(0, 12)}`;
  return { files, digests, manifests: [...manifests], version, made: [...versions.values()].some(({ seconds }) => seconds > 0) };
}
