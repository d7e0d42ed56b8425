import { type Item, integer, list, mapping, text, texts, yes } from '../curtin-values.ts';
import type { AskedInterface, AskedNetwork, AskedRoute } from './asked.ts';
import { defaultRoute } from './expect-v1.ts';
import { canonicalAddress, networkText, type Prefixed, prefixed } from './ip.ts';
import { bondParameters, bridgeParameters } from './parameters.ts';

const SECTIONS = { ethernets: 'physical', bonds: 'bond', bridges: 'bridge', vlans: 'vlan', 'dummy-devices': 'other' } as const;
type Section = keyof typeof SECTIONS;

/** Version 2: netplan's configuration (its reference). What Open vSwitch runs is not in the kernel's files, and not asked for here. */
export function askedVersionTwo(config: Item): AskedNetwork {
  const entries = (Object.keys(SECTIONS) as Section[]).flatMap((section) =>
    Object.entries(mapping(config[section]))
      .map(([id, value]) => [section, id, mapping(value)] as const)
      .filter(([, , item]) => item.openvswitch === undefined),
  );
  const servers = entries.map(([, , item]) => mapping(item.nameservers));
  return {
    version: 2,
    interfaces: entries.map(([section, id, item]) => interfaceOf(section, id, item)),
    routes: [],
    nameservers: [...new Set(servers.flatMap(({ addresses }) => texts(addresses)).map((one) => canonicalAddress(one) ?? one))],
    search: [...new Set(servers.flatMap(({ search }) => texts(search)))],
  };
}

function interfaceOf(section: Section, id: string, item: Item): AskedInterface {
  const match = mapping(item.match);
  const kind = SECTIONS[section];
  const vlan = section === 'vlans' ? integer(item.id) : null;
  const mtu = integer(item.mtu);
  return {
    id,
    name: nameOf(kind === 'physical', id, item, match),
    mac: (text(item.macaddress) ?? text(match.macaddress))?.toLowerCase() ?? null,
    kind,
    mtu,
    mtu6: integer(item['ipv6-mtu']),
    addresses: list(item.addresses).flatMap((one) => addressOf(one) ?? []),
    dhcp4: yes(item.dhcp4),
    routes: routesOf(item),
    members: texts(item.interfaces),
    parameters: kind === 'bond' ? bondParameters(item.parameters) : kind === 'bridge' ? bridgeParameters(item.parameters) : [],
    vlan: vlan === null ? null : { id: vlan, link: text(item.link) ?? '' },
  };
}

/** An ethernet that is matched by something else than its name is called as it likes, unless `set-name` says how. */
function nameOf(physical: boolean, id: string, item: Item, match: Item): string | null {
  if (!physical) return id;
  const given = text(item['set-name']);
  if (given !== null) return given;
  if (Object.keys(match).length === 0) return id;
  const name = text(match.name);
  return name === null || /[*?[]/.test(name) ? null : name;
}

/** An address with its prefix, or a mapping from it to its options. */
function addressOf(value: unknown): Prefixed | null {
  const written = text(value) ?? Object.keys(mapping(value))[0] ?? '';
  return prefixed(written, null);
}

/** Routes of the main table. */
function routesOf(item: Item): AskedRoute[] {
  const gateways = [text(item.gateway4), text(item.gateway6)].flatMap((gateway) => (gateway === null ? [] : defaultRoute(gateway, null)));
  const routes = list(item.routes)
    .map(mapping)
    .flatMap((route): AskedRoute[] => {
      const [to, via, type] = [text(route.to), text(route.via), text(route.type) ?? 'unicast'];
      if (to === null || type !== 'unicast' || (route.table !== undefined && text(route.table) !== '254')) return [];
      const gateway = via === null ? null : canonicalAddress(via);
      const metric = integer(route.metric);
      if (to === 'default') return gateway === null ? [] : defaultRoute(gateway, metric);
      const network = prefixed(to, null);
      return network === null ? [] : [{ to: networkText(network), family: network.address.includes(':') ? 6 : 4, via: gateway, metric }];
    });
  return [...gateways, ...routes];
}
