import { type Claim, collected } from '../claim.ts';
import { resolveDevice } from '../devices.ts';
import { absentTool } from '../guest-tools.ts';
import type { AskedPool } from './asked.ts';
import { STORAGE_SCRIPT } from './collect.ts';
import { asks, type Judged, type Judging, listed, namesOf } from './judging.ts';

/** ZFS: pools with their devices and properties, datasets with theirs. */
export function judgeZfs(judging: Judging): Judged {
  const { pools, datasets } = judging.asked;
  if (pools.length === 0 && datasets.length === 0) return { claims: [] };
  const zfs = properties('zfs_get', judging);
  const zpool = properties('zpool_get', judging);
  return {
    claims: [
      ...pools.flatMap((pool) => [
        ...poolClaims(pool, judging),
        ...propertyClaims(`pool ${pool.name}`, pool.name, pool.poolProperties, zpool),
        ...propertyClaims(`pool ${pool.name}`, pool.name, pool.properties, zfs),
      ]),
      ...datasets.flatMap(({ name, properties: wanted }) => [
        asks(`dataset ${name}`, zfs.values.has(name), zfs.missing ?? `${zfs.file} does not name it`),
        ...(zfs.values.has(name) ? propertyClaims(`dataset ${name}`, name, wanted, zfs) : []),
      ]),
    ],
  };
}

interface Properties {
  readonly file: string;
  /** Why there are none. */
  readonly missing: string | null;
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** `zfs get -H -o name,property,value all`, and zpool's the same: three columns, a tab between. */
function properties(path: string, judging: Judging): Properties {
  const file = judging.input.at(path);
  const read = collected(judging.input, path, STORAGE_SCRIPT);
  const values = new Map<string, Map<string, string>>();
  if ('obstacle' in read) return { file, missing: read.obstacle, values };
  const absent = absentTool(read.text);
  if (absent !== null) return { file, missing: `${file}: the guest has no ${absent}`, values };
  for (const line of read.text.split('\n')) {
    const [name, property, ...value] = line.split('\t');
    if (name === undefined || property === undefined) continue;
    const own = values.get(name) ?? new Map<string, string>();
    values.set(name, own.set(property, value.join('\t')));
  }
  return { file, missing: null, values };
}

function propertyClaims(what: string, name: string, wanted: readonly (readonly [string, string])[], there: Properties): Claim[] {
  return wanted.map(([property, value]) => {
    const found = there.values.get(name)?.get(property);
    return asks(`${property}=${value} for ${what}`, found === value, there.missing ?? `${there.file} has ${found ?? 'none'}`);
  });
}

function poolClaims(pool: AskedPool, judging: Judging): Claim[] {
  const members = namesOf(pool.vdevs, judging.resolve);
  if (members === null) return [];
  const what = `ZFS pool ${pool.name} on ${listed(members)}`;
  const file = judging.input.at('zpool_status');
  const status = collected(judging.input, 'zpool_status', STORAGE_SCRIPT);
  if ('obstacle' in status) return [asks(what, false, status.obstacle)];
  const absent = absentTool(status.text);
  if (absent !== null) return [asks(what, false, `${file}: the guest has no ${absent}`)];
  const own = status.text.split(/^\s*pool: /m).find((part) => part.split('\n')[0]?.trim() === pool.name);
  if (own === undefined) return [asks(what, false, `${file} does not name it`)];
  const state = /^\s*state: (\S+)/m.exec(own)?.[1] ?? 'no state';
  const words = [...own.matchAll(/^\s+(\S+)\s+[A-Z]+(?:\s+\d\S*){3}/gm)].map((match) => match[1] as string);
  const names = words.flatMap((word) => kernelName(word, judging) ?? []);
  return [
    asks(
      what,
      members.every((name) => names.includes(name)),
      `${file} has it on ${listed(names)}`,
    ),
    asks(`${what}, online,`, state === 'ONLINE', `${file} has its state as ${state}`),
  ];
}

/** `zpool status -P` prints whole paths, an old one the name of a link. */
function kernelName(word: string, judging: Judging): string | null {
  const paths = word.startsWith('/') ? [word] : [`/dev/disk/by-id/${word}`, `/dev/${word}`];
  const found = paths
    .map((path) => resolveDevice(path, judging.devices.names)?.replace('/dev/', ''))
    .find((name) => judging.devices.byName.has(name ?? ''));
  return found ?? null;
}
