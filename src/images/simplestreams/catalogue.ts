import { access, constants } from 'node:fs/promises';
import type { Problem } from '../../model/errors.ts';
import type { ImageDefinition, ImageRole, SimplestreamsSource } from '../../model/suite.ts';
import type { PublishedSettings } from '../image.ts';
import type { LockedStream } from '../lock/types.ts';
import { installHint, missingTools } from '../programs/find.ts';
import { derivedFolder } from '../roots/derived.ts';
import { versionOf } from '../store/make-once.ts';
import type { Candidate } from './candidates.ts';
import { rolesOf, toolsOf, type Way, wayTo } from './forms.ts';
import { pickStored } from './in-store.ts';
import { addressOf } from './request.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/** What MAAS publishes of each system: CentOS has no kernel of its own there. */
const UBUNTU = ['boot-kernel', 'boot-initrd', 'squashfs'] as const;
const CENTOS = ['root-tgz'] as const;
const DISK = 'root-image.xz';

export interface StreamCatalogueOptions {
  readonly store: string;
  readonly env: Readonly<Record<string, string>>;
  readonly published: PublishedSettings;
  readonly locked?: LockedStream | undefined;
  /** Whether a test installs from the image's tar. */
  readonly tar: boolean;
}

/**
 * Which roles an image of a stream has, without asking the stream: those that the store's version has, and, where the rest can still be
 * fetched, those that streams of the kind have. Problems: what must not be fetched and is not there; programs that it takes.
 */
export async function streamEntry(
  image: ImageDefinition,
  source: SimplestreamsSource,
  options: StreamCatalogueOptions,
): Promise<{ readonly roles: readonly ImageRole[]; readonly problems: readonly Problem[] }> {
  const { store, published } = options;
  const wanted = wantedOf(image, source, { locked: options.locked });
  const offline = published.sync === false;
  const stored = await pickStored(store, addressOf(source, published).url, wanted, offline);
  const there = [...(stored?.files.keys() ?? [])];
  // A product that is a disk has nothing else, whatever is usual of its kind.
  const onlyDisk = there.length > 0 && there.every((ftype) => ftype === DISK);
  const ftypes = new Set([...(offline || onlyDisk ? [] : usualFtypes(source)), ...there]);
  const roles = rolesOf(ftypes, source.root);
  if (offline && stored === undefined)
    return { roles: rolesOf(usualFtypes(source), source.root), problems: [absent(image, wanted, store)] };
  const tools = await missingTools(['flock', ...(await neededTools(ftypes, source, stored, options))], options.env);
  const missing: readonly Problem[] =
    tools.length === 0
      ? []
      : [problemOf(image, `The image ${image.name} cannot be prepared: ${tools.join(', ')} not installed`, installHint(tools))];
  return { roles, problems: [...missing, ...(stored === undefined ? await keyringProblems(image, source) : [])] };
}

/** The suite's own keyring must be there where the stream will be asked. */
async function keyringProblems(image: ImageDefinition, { verify, keyring }: SimplestreamsSource): Promise<readonly Problem[]> {
  if (verify === 'none' || keyring === null) return [];
  const readable = await access(keyring, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (readable) return [];
  const hint = 'put the publisher’s public keys there, or correct the path: it is relative to the suite file';
  return [
    { ...problemOf(image, `The keyring of the image ${image.name}, ${keyring}, cannot be read`, hint), code: 'VMTEST_KEYRING_INVALID' },
  ];
}

function usualFtypes(source: SimplestreamsSource): ReadonlySet<string> {
  const { os, release } = source.fields;
  const byFilter = source.filters.flatMap((text) => /^\s*ftype\s*=\s*(\S+)\s*$/.exec(text)?.[1] ?? []);
  if (byFilter.length > 0) return new Set(byFilter);
  const centos = os === 'centos' || /^centos/.test(release ?? '') || source.filters.some((text) => /^\s*os\s*=\s*centos\s*$/.test(text));
  return new Set(centos ? CENTOS : UBUNTU);
}

/** The programs of what will be made of published files, less what the store has made already. */
async function neededTools(
  ftypes: ReadonlySet<string>,
  source: SimplestreamsSource,
  stored: Candidate | undefined,
  { store, tar }: StreamCatalogueOptions,
): Promise<readonly string[]> {
  const ways = (['root', ...(tar ? (['root-tar'] as const) : [])] as const).flatMap((role) => wayTo(role, source.root, ftypes) ?? []);
  const tools = await Promise.all(ways.map(async (way) => ((await isMade(store, way, stored)) ? [] : toolsOf(way))));
  return [...new Set(tools.flat())];
}

async function isMade(store: string, way: Way, stored: Candidate | undefined): Promise<boolean> {
  const digest = stored?.files.get(way.ftype)?.sha256;
  if (way.make === null || digest === undefined || digest === null || !/^[0-9a-f]{64}$/i.test(digest)) return false;
  return (await versionOf(derivedFolder(store), `${digest.toLowerCase()}-${way.make}`)) !== undefined;
}

function absent(image: ImageDefinition, wanted: Wanted, store: string): Problem {
  const asked = wanted.conditions.map(({ text }) => text).join(', ');
  const version = wanted.version === null ? '' : `, version ${wanted.version}`;
  const text = `The image ${image.name} (${asked}${version}) is not in the store ${store}, and it must not be fetched`;
  return problemOf(image, text, 'let it be fetched: --image-sync yes, or vmtest images sync');
}

function problemOf(image: ImageDefinition, message: string, hint: string): Problem {
  return { code: 'VMTEST_IMAGE_UNAVAILABLE', severity: 'error', message, hint, place: image.place };
}
