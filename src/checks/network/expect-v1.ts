import { type Item, integer, list, mapping, text, texts } from '../curtin-values.ts';
import type { AskedInterface, AskedNetwork, AskedRoute } from './asked.ts';
import { canonicalAddress, networkText, type Prefixed, prefixed } from './ip.ts';
import { bondParameters, bridgeParameters } from './parameters.ts';

const KINDS = ['physical', 'bond', 'bridge', 'vlan'] as const;

/** Version 1 (curtin's doc/topics/networking.rst): a list of entries with a type. */
export function askedVersionOne(config: readonly unknown[]): AskedNetwork {
  const items = config.map(mapping);
  const nameservers = items.filter(({ type }) => type === 'nameserver');
  const subnets = items.flatMap((item) => list(item.subnets).map(mapping));
  return {
    version: 1,
    interfaces: items
      .filter(({ type, name }) => type !== 'nameserver' && type !== 'route' && text(name) !== null && type !== 'loopback')
      .map(interfaceOf),
    routes: items.filter(({ type }) => type === 'route').flatMap(routeOf),
    nameservers: addresses([
      ...nameservers.flatMap(({ address }) => texts(address)),
      ...subnets.flatMap((one) => texts(one.dns_nameservers)),
    ]),
    search: [...new Set([...nameservers.flatMap(({ search }) => texts(search)), ...subnets.flatMap((one) => texts(one.dns_search))])],
  };
}

function addresses(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => canonicalAddress(word) ?? word))];
}

function interfaceOf(item: Item): AskedInterface {
  const kind = KINDS.find((one) => one === item.type) ?? 'other';
  const subnets = list(item.subnets).map(mapping).filter(isUp);
  const vlan = integer(item.vlan_id);
  const name = text(item.name) as string;
  return {
    id: name,
    name,
    mac: text(item.mac_address)?.toLowerCase() ?? null,
    kind,
    ...mtusOf(item, subnets),
    addresses: subnets.flatMap((one) => addressOf(one) ?? []),
    dhcp4: subnets.some(({ type }) => type === 'dhcp' || type === 'dhcp4'),
    routes: subnets.flatMap(subnetRoutes),
    members: texts(kind === 'bond' ? item.bond_interfaces : item.bridge_interfaces),
    parameters: kind === 'bond' ? bondParameters(item.params) : kind === 'bridge' ? bridgeParameters(item.params) : [],
    vlan: vlan === null ? null : { id: vlan, link: text(item.vlan_link) ?? '' },
  };
}

/** What a person brings up by hand is not up. */
function isUp(subnet: Item): boolean {
  return subnet.control !== 'manual' && subnet.type !== 'manual';
}

/** An IPv4 subnet's MTU is the interface's; an IPv6 subnet's is IPv6's own, where the interface is large enough for it. */
function mtusOf(item: Item, subnets: readonly Item[]): { readonly mtu: number | null; readonly mtu6: number | null } {
  const of = (six: boolean) => subnets.filter((one) => text(one.address)?.includes(':') === six).flatMap((one) => integer(one.mtu) ?? []);
  const mtu = integer(item.mtu) ?? of(false).at(-1) ?? null;
  const mtu6 = of(true).at(-1) ?? null;
  return { mtu, mtu6: mtu6 !== null && mtu6 <= (mtu ?? 1500) ? mtu6 : null };
}

function addressOf(subnet: Item): Prefixed | null {
  const address = text(subnet.address);
  return address === null ? null : prefixed(address, text(subnet.netmask));
}

function subnetRoutes(subnet: Item): AskedRoute[] {
  const gateway = text(subnet.gateway);
  const routes = list(subnet.routes).map(mapping).flatMap(routeOf);
  return gateway === null ? routes : [...defaultRoute(gateway, integer(subnet.metric)), ...routes];
}

/** The route for everything by way of a gateway. */
export function defaultRoute(gateway: string, metric: number | null): AskedRoute[] {
  const via = canonicalAddress(gateway);
  return via === null ? [] : [{ to: 'default', family: via.includes(':') ? 6 : 4, via, metric }];
}

/** `network` and `netmask`, or `destination` (or `network`) with a prefix; a metric of 0 is none. */
function routeOf(route: Item): AskedRoute[] {
  const written = text(route.destination) ?? text(route.network);
  const to = written === null ? null : prefixed(written, text(route.netmask));
  if (to === null) return [];
  const gateway = text(route.gateway);
  const metric = integer(route.metric);
  return [
    {
      to: networkText(to),
      family: to.address.includes(':') ? 6 : 4,
      via: gateway === null ? null : (canonicalAddress(gateway) ?? gateway),
      metric: metric === 0 ? null : metric,
    },
  ];
}
