import { type CheckInput, collected } from '../claim.ts';
import { absentTool } from '../guest-tools.ts';
import { NETWORK_SCRIPT } from './collect.ts';
import { canonicalAddress, type Prefixed, prefixed } from './ip.ts';

/** A network interface of the guest. */
export interface Link {
  readonly name: string;
  /** Line of `sysfs_net` at which it begins, from 1. */
  readonly line: number;
  /** By their files under /sys/class/net/NAME, and `master`, `mtu6`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly addresses: readonly Prefixed[];
  readonly vlanId: number | null;
  /** What it stands on, where it stands on something. */
  readonly lower: string | null;
}

export interface Route {
  readonly to: string;
  readonly family: 4 | 6;
  readonly via: readonly string[];
  readonly dev: string | null;
  readonly metric: number | null;
  readonly text: string;
}

export interface Found {
  readonly links: ReadonlyMap<string, Link>;
  readonly routes: readonly Route[];
  readonly nameservers: ReadonlySet<string>;
  readonly search: ReadonlySet<string>;
}

type Draft = { -readonly [K in keyof Link]: Link[K] extends ReadonlyMap<string, string> ? Map<string, string> : Link[K] };

const RESOLVERS = ['resolv.conf', 'systemd_resolv.conf', 'nm_resolv.conf', 'resolvectl'];

/** Reads what `NETWORK_COLLECT` left; an obstacle where it is not there. */
export function networkFound(input: CheckInput): Found | { readonly obstacle: string } {
  const read = ['sysfs_net', 'ip_o_addr', 'ip_d_link', 'ip_o_route', 'ip_6_o_route'].map((path) => {
    const file = collected(input, path, NETWORK_SCRIPT);
    const absent = 'text' in file ? absentTool(file.text) : null;
    return absent === null ? file : { obstacle: `${input.at(path)}: the guest has no ${absent}` };
  });
  for (const file of read) if ('obstacle' in file) return file;
  const [sysfs = '', addresses = '', details = '', four = '', six = ''] = read.map((file) => ('text' in file ? file.text : ''));
  const links = readSysfs(sysfs);
  addAddresses(links, addresses);
  addDetails(links, details);
  const resolvers = RESOLVERS.map((path) => input.phase.read(path) ?? '').join('\n');
  return { links, routes: [...readRoutes(four, 4), ...readRoutes(six, 6)], ...readResolvers(resolvers) };
}

function readSysfs(text: string): Map<string, Draft> {
  const links = new Map<string, Draft>();
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^(\S+) (\S+) ?(.*)$/.exec(line);
    if (match === null) continue;
    const [, name, key, value] = match as unknown as [string, string, string, string];
    const link = links.get(name) ?? { name, line: index + 1, attributes: new Map(), addresses: [], vlanId: null, lower: null };
    links.set(name, link);
    link.attributes.set(key, value.trim());
  }
  return links;
}

/** `2: eth0    inet 10.0.2.15/24 brd … scope global eth0\       valid_lft …`; one that failed its check for doubles is none. */
function addAddresses(links: ReadonlyMap<string, Draft>, text: string): void {
  for (const line of text.split('\n')) {
    const match = /^\d+:\s+(\S+)\s+inet6?\s+(\S+)(?:\s+peer\s+(\S+))?/.exec(line);
    const link = links.get(match?.[1] ?? '');
    const address = prefixed(match?.[2] ?? '', /\/(\d+)$/.exec(match?.[3] ?? '')?.[1] ?? null);
    if (link !== undefined && address !== null && !/\bdadfailed\b/.test(line)) link.addresses = [...link.addresses, address];
  }
}

/** `5: eth1.7@eth1: <…> mtu … vlan protocol 802.1Q id 7 <…>`. */
function addDetails(links: ReadonlyMap<string, Draft>, text: string): void {
  for (const line of text.split('\n')) {
    const match = /^\d+:\s+([^@:\s]+)(?:@([^:\s]+))?:/.exec(line);
    const link = links.get(match?.[1] ?? '');
    if (link === undefined) continue;
    link.lower = match?.[2] ?? null;
    const id = /\bvlan (?:protocol \S+ )?id (\d+)/.exec(line)?.[1];
    link.vlanId = id === undefined ? null : Number(id);
  }
}

/** One route a line; the next hops of one route follow in the same line. */
function readRoutes(text: string, family: 4 | 6): Route[] {
  return text.split('\n').flatMap((line): Route[] => {
    const words = line.replaceAll('\\', ' ').trim().split(/\s+/);
    const first = words[0] ?? '';
    if (first === '' || ['unreachable', 'blackhole', 'prohibit'].includes(first)) return [];
    const after = (word: string) => words.flatMap((one, index) => (one === word ? [words[index + 1] ?? ''] : []));
    // `via inet6 fe80::1` is a gateway of the other family.
    const via = after('via').map((one, index) => (one === 'inet6' ? (words[words.indexOf('inet6', index) + 1] ?? one) : one));
    const metric = after('metric')[0];
    return [
      {
        to: first,
        family,
        via: via.map((one) => canonicalAddress(one) ?? one),
        dev: after('dev')[0] ?? null,
        metric: metric === undefined ? null : Number(metric),
        text: words.join(' '),
      },
    ];
  });
}

/** resolv.conf(5), and `resolvectl status`, whose lists go on in lines that are indented. */
function readResolvers(text: string): Pick<Found, 'nameservers' | 'search'> {
  const nameservers = new Set<string>();
  const search = new Set<string>();
  let list = '';
  for (const line of text.split('\n')) {
    const head = /^\s*(nameserver|search|domain|(?:Current )?DNS Servers?|DNS Domain)(?::|\s)\s*(.*)$/.exec(line);
    const words = (head === null ? (/^\s{8,}[^:]*$|^\s{8,}[0-9a-fA-F:.]+$/.test(line) ? line : '') : (head[2] as string))
      .trim()
      .split(/\s+/);
    list = head?.[1] ?? (words[0] === '' ? '' : list);
    for (const word of words) {
      const address = canonicalAddress(word.replace(/(?:%.*|#.*)$/, ''));
      if (/^nameserver|Server/.test(list) && address !== null) nameservers.add(address);
      else if (/^(?:search|domain|DNS Domain)$/.test(list) && word !== '') search.add(word.replace(/^~/, '').replace(/\.$/, ''));
    }
  }
  return { nameservers, search };
}
