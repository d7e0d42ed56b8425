import type { CheckInput, Claim } from '../claim.ts';
import type { AskedInterface, AskedNetwork, AskedParameter } from './asked.ts';
import type { Found, Link } from './links.ts';

/** What the claims of one interface read. */
export interface Seen {
  readonly asked: AskedNetwork;
  readonly found: Found;
  readonly input: CheckInput;
  readonly linkOf: (id: string) => Link | undefined;
  /** Red Hat's network scripts know few of a bridge's parameters. */
  readonly redHat: boolean;
}

/** What Red Hat's scripts cannot set (the original leaves out the same). */
const NOT_BY_RED_HAT = ['bridge/forward_delay', 'bridge/hello_time', 'bridge/max_age', 'address', 'brport/path_cost', 'brport/priority'];

/** An interface: that it is there, its MAC address, MTU, addresses; a bond's and a bridge's members and parameters; a VLAN's number. */
export function interfaceClaims(one: AskedInterface, seen: Seen): Claim[] {
  const link = seen.linkOf(one.id);
  // A bond gives its members its own address: one that has no name cannot be found then.
  if (link === undefined) return one.name === null && isBonded(one, seen) ? [] : [missing(one, seen)];
  const at = seen.input.at('sysfs_net', link.line);
  const has = (what: string, holds: boolean, found: string) => asks(`${what} for ${shown(one)}`, holds, `${at}: ${link.name} has ${found}`);
  const value = (key: string) => link.attributes.get(key) ?? 'none';
  const claims = [asks(`interface ${shown(one)}`, true, '')];
  if (one.mac !== null && !isBonded(one, seen)) claims.push(has(`MAC address ${one.mac}`, value('address') === one.mac, value('address')));
  if (one.mtu !== null) claims.push(has(`MTU ${one.mtu}`, value('mtu') === String(one.mtu), `MTU ${value('mtu')}`));
  if (one.mtu6 !== null) claims.push(has(`MTU ${one.mtu6} of IPv6`, value('mtu6') === String(one.mtu6), `MTU ${value('mtu6')} of IPv6`));
  return [
    ...claims,
    ...addressClaims(one, link, seen),
    ...memberClaims(one, link, seen),
    ...parameterClaims(one, seen),
    ...vlanClaims(one, link, seen),
  ];
}

function asks(what: string, holds: boolean, found: string): Claim {
  return { holds, otherwise: `${what} is asked for, and ${found}`, though: `${what} is there as asked for` };
}

function shown(one: AskedInterface): string {
  return one.name === null ? `${one.id} (${one.mac ?? 'any'})` : one.name;
}

function missing(one: AskedInterface, { found, input }: Seen): Claim {
  const same = [...found.links.values()].filter((link) => one.mac !== null && link.attributes.get('address') === one.mac);
  const names = [...found.links.keys()].filter((name) => name !== 'lo').sort();
  const instead =
    same.length > 0
      ? `its MAC address ${one.mac} is that of ${same.map(({ name }) => name).join(', ')}`
      : `there are ${names.join(', ') || 'none'}`;
  return asks(
    `interface ${shown(one)}`,
    false,
    `${input.at('sysfs_net')} has none of that ${one.name === null ? 'address' : 'name'} (${instead})`,
  );
}

function isBonded(one: AskedInterface, { asked }: Seen): boolean {
  return asked.interfaces.some(({ kind, members }) => kind === 'bond' && members.includes(one.id));
}

function addressClaims(one: AskedInterface, link: Link, { input }: Seen): Claim[] {
  const file = input.at('ip_o_addr');
  const there = link.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
  const claims = one.addresses.map(({ address, prefix }) =>
    asks(
      `address ${address}/${prefix} on ${shown(one)}`,
      there.includes(`${address}/${prefix}`),
      `${file} has ${there.join(', ') || 'none'} on ${link.name}`,
    ),
  );
  const fixed = new Set(one.addresses.map(({ address }) => address));
  const leased = link.addresses.some(({ address }) => !address.includes(':') && !fixed.has(address));
  if (one.dhcp4)
    claims.push(asks(`an IPv4 address by DHCP on ${shown(one)}`, leased, `${file} has ${there.join(', ') || 'none'} on ${link.name}`));
  return claims;
}

function memberClaims(one: AskedInterface, link: Link, seen: Seen): Claim[] {
  const { found, input, linkOf } = seen;
  if (one.kind !== 'bond' && one.kind !== 'bridge') return [];
  const wanted = one.members.map((id) => linkOf(id)?.name ?? id).sort();
  const there = [...found.links.values()]
    .filter(({ attributes }) => attributes.get('master') === link.name)
    .map(({ name }) => name)
    .sort();
  const holds = wanted.every((name) => there.includes(name));
  return [
    asks(
      `${one.kind} ${shown(one)} over ${wanted.join(', ') || 'nothing'}`,
      holds,
      `${input.at('sysfs_net', link.line)}: ${link.name} has ${there.join(', ') || 'nothing'}`,
    ),
  ];
}

function parameterClaims(one: AskedInterface, seen: Seen): Claim[] {
  return one.parameters
    .filter(({ file }) => !seen.redHat || one.kind !== 'bridge' || !NOT_BY_RED_HAT.includes(file))
    .flatMap((parameter) => {
      const link = seen.linkOf(parameter.port ?? one.id);
      if (link === undefined) return [];
      const found = link.attributes.get(parameter.file);
      const where = seen.input.at('sysfs_net', link.line);
      return [
        asks(
          `${parameter.name} ${parameter.value} for ${shown(one)}`,
          found !== undefined && isValue(parameter, found, seen),
          `${where}: ${link.name} has ${found === undefined || found === '' ? 'none' : `${parameter.file} ${found}`}`,
        ),
      ];
    });
}

/** The bonding driver writes `active-backup 1`: either word is right. */
function isValue({ file, value }: AskedParameter, found: string, seen: Seen): boolean {
  if (!file.startsWith('bonding/')) return found === value;
  const wanted = file === 'bonding/primary' ? (seen.linkOf(value)?.name ?? value) : value;
  const words = found.split(/\s+/);
  return file === 'bonding/arp_ip_target' ? wanted.split(' ').every((one) => words.includes(one)) : words.includes(wanted);
}

function vlanClaims(one: AskedInterface, link: Link, { input, linkOf }: Seen): Claim[] {
  if (one.vlan === null) return [];
  const lower = linkOf(one.vlan.link)?.name ?? one.vlan.link;
  const found = `${input.at('ip_d_link')} has ${link.vlanId === null ? 'no VLAN' : `VLAN ${link.vlanId}`} on ${link.lower ?? 'nothing'} for ${link.name}`;
  return [asks(`VLAN ${one.vlan.id} on ${lower} for ${shown(one)}`, link.vlanId === one.vlan.id && link.lower === lower, found)];
}
