import type { Claim } from '../claim.ts';
import type { AskedBcache, AskedRaid } from './asked.ts';
import type { Device } from './devices.ts';
import { asks, type Judged, type Judging, listed, namesOf, sameNames, where } from './judging.ts';
import { isArrayName } from './resolve.ts';

/** RAID: level, name, members, spares. bcache: backing device, cache, mode. */
export function judgeArrays(judging: Judging): Judged {
  return {
    claims: [
      ...judging.asked.raids.flatMap((raid) => raidClaims(raid, judging)),
      ...judging.asked.bcaches.flatMap((bcache) => bcacheClaims(bcache, judging)),
    ],
  };
}

function raidClaims(raid: AskedRaid, judging: Judging): Claim[] {
  const members = namesOf(raid.devices, judging.resolve);
  const spares = namesOf(raid.spares, judging.resolve);
  if (members === null || spares === null) return [];
  const device = judging.resolve(raid.id);
  const what = `RAID ${raid.name} (${raid.id})`;
  if (device === undefined) return [asks(`${what} over ${listed(members)}`, false, noArray(members, judging))];
  const at = where(judging, device);
  const has = (one: string) => `${at}: ${device.name} has ${one}`;
  const active = device.members.filter(({ slot }) => slot !== 'none').map(({ name }) => name);
  const spare = device.members.filter(({ slot }) => slot === 'none').map(({ name }) => name);
  const level = device.attributes.get('md/level') ?? 'no level';
  const metadata = device.attributes.get('md/metadata_version');
  const claims = [
    asks(
      what,
      isArrayName(device, raid.name),
      `${at}: the array over ${listed(active)} is called ${device.udev.get('MD_NAME') ?? device.name}`,
    ),
  ];
  if (raid.level !== null) claims.push(asks(`level ${raid.level} for ${what}`, level === raid.level, has(level)));
  if (raid.devices.length > 0) {
    claims.push(asks(`the members ${listed(members)} for ${what}`, sameNames(active, members), has(listed(active))));
    claims.push(
      asks(
        `${spares.length === 0 ? 'no spare' : `the spares ${listed(spares)}`} for ${what}`,
        sameNames(spare, spares),
        has(listed(spare)),
      ),
    );
  }
  if (raid.metadata !== null && raid.metadata !== 'default')
    claims.push(asks(`metadata ${raid.metadata} for ${what}`, metadata === raid.metadata, has(metadata ?? 'none')));
  return claims;
}

function noArray(members: readonly string[], judging: Judging): string {
  const arrays = [...judging.devices.byName.values()].filter(({ attributes }) => attributes.has('md/level'));
  const there = arrays.map((device) => `${device.name} over ${listed(device.members.map(({ name }) => name))}`);
  const lying = members.flatMap((name) => {
    const type = judging.devices.byName.get(name)?.udev.get('ID_FS_TYPE');
    return type === undefined ? [] : [`${name} holds ${type}`];
  });
  return `${judging.input.at('sysfs_block')} has ${there.length === 0 ? 'no array' : there.join('; ')}${lying.length === 0 ? '' : ` (${lying.join(', ')})`}`;
}

function bcacheClaims(bcache: AskedBcache, judging: Judging): Claim[] {
  const backing = judging.resolve(bcache.backing);
  if (backing === undefined) return [];
  const device = judging.resolve(bcache.id);
  const what = `bcache ${bcache.name ?? bcache.id} over ${bcache.backing} (${backing.name})`;
  if (device === undefined) return [asks(what, false, `${where(judging, backing)}: ${backing.name} backs no bcache device`)];
  return [asks(what, true, ''), ...cacheClaims(bcache, what, backing, device, judging)];
}

function cacheClaims(bcache: AskedBcache, what: string, backing: Device, device: Device, judging: Judging): Claim[] {
  const claims: Claim[] = [];
  const cache = bcache.cache === null ? undefined : judging.resolve(bcache.cache);
  const set = backing.attributes.get('bcache/cache');
  if (cache !== undefined) {
    const own = cache.attributes.get('bcache/set');
    const holds = (set !== undefined && set === own) || device.slaves.includes(cache.name);
    const found =
      set === undefined
        ? `${backing.name} has no cache set`
        : `${backing.name} has the cache set ${set.split('/').at(-1)}, ${cache.name} ${own?.split('/').at(-1) ?? 'none'}`;
    claims.push(asks(`the cache ${bcache.cache} (${cache.name}) for ${what}`, holds, `${where(judging, backing)}: ${found}`));
  }
  const modes = backing.attributes.get('bcache/cache_mode') ?? device.attributes.get('bcache/cache_mode') ?? '';
  const mode = /\[(\w+)\]/.exec(modes)?.[1] ?? 'no mode';
  if (bcache.mode !== null)
    claims.push(
      asks(`cache mode ${bcache.mode} for ${what}`, mode === bcache.mode, `${where(judging, backing)}: ${backing.name} has ${mode}`),
    );
  return claims;
}
