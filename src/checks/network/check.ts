import type { NetworkCheck } from '../../model/check.ts';
import type { Assessment, CheckInput, Claim } from '../claim.ts';
import { osRelease } from '../guest-tools.ts';
import type { AskedInterface, AskedNetwork, AskedRoute } from './asked.ts';
import { askedNetwork } from './expect.ts';
import { interfaceClaims, type Seen } from './interfaces.ts';
import { type Found, type Link, networkFound } from './links.ts';

/**
 * `network`: what a network configuration of version 1 or 2 asks for against the guest's links, addresses, routes and name servers.
 * What stands on an interface that is missing is not claimed: the missing interface is told once.
 */
export function checkNetwork(check: NetworkCheck, input: CheckInput): Assessment {
  if (check.config === null) return { claims: [], obstacles: ['there is no curtin configuration to hold the system against'] };
  const asked = askedNetwork(check.config);
  if ('none' in asked) return { claims: [], obstacles: [], skip: asked.none };
  const found = networkFound(input);
  if ('obstacle' in found) return { claims: [], obstacles: [found.obstacle] };
  const seen: Seen = { asked, found, input, linkOf: linkFinder(asked, found), redHat: /rhel|centos|fedora/.test(osText(input)) };
  return {
    claims: [
      ...asked.interfaces.flatMap((one) => interfaceClaims(one, seen)),
      ...asked.interfaces.flatMap((one) => (seen.linkOf(one.id) === undefined ? [] : one.routes.map((route) => routeClaim(route, seen)))),
      ...asked.routes.map((route) => routeClaim(route, seen)),
      ...resolverClaims(asked, found, input),
    ],
    obstacles: [],
  };
}

function osText(input: CheckInput): string {
  const os = osRelease(input.phase.read('os_release'));
  return `${os.id} ${os.like}`;
}

/** By the name that is asked for; without one, by the MAC address. */
function linkFinder(asked: AskedNetwork, found: Found): (id: string) => Link | undefined {
  // Bridges, bonds and VLANs bear the address of what is beneath them.
  const isOwn = ({ attributes, lower }: Link) => lower === null && !attributes.has('bonding/mode') && !attributes.has('bridge/priority');
  const byMac = (one: AskedInterface) =>
    [...found.links.values()].find((link) => link.attributes.get('address') === one.mac && isOwn(link));
  return (id) => {
    const one = asked.interfaces.find((candidate) => candidate.id === id);
    if (one === undefined) return found.links.get(id);
    return one.name === null ? byMac(one) : found.links.get(one.name);
  };
}

function routeClaim(route: AskedRoute, { found, input }: Seen): Claim {
  const file = input.at(route.family === 4 ? 'ip_o_route' : 'ip_6_o_route');
  const same = found.routes.filter(({ to, family }) => to === route.to && family === route.family);
  const holds = same.some(
    (one) => (route.via === null || one.via.includes(route.via)) && (route.metric === null || one.metric === route.metric),
  );
  const what = `route ${route.to}${route.via === null ? '' : ` via ${route.via}`}${route.metric === null ? '' : ` metric ${route.metric}`}`;
  const there =
    same.length === 0
      ? `has no route to ${route.to === 'default' ? 'everywhere' : 'there'}`
      : `has ${same.map(({ text }) => `\`${text}\``).join(', ')}`;
  return { holds, otherwise: `${what} is asked for, and ${file} ${there}`, though: `${file} has ${what}` };
}

function resolverClaims(asked: AskedNetwork, found: Found, input: CheckInput): Claim[] {
  const files = ['resolv.conf', 'systemd_resolv.conf', 'nm_resolv.conf', 'resolvectl']
    .filter((path) => input.phase.read(path) !== null)
    .map((path) => input.at(path));
  const where = files.length === 0 ? `${input.at('resolv.conf')} is not there` : '';
  const claim = (what: string, word: string, there: ReadonlySet<string>): Claim => ({
    holds: there.has(word),
    otherwise: `${what} ${word} is asked for, and ${where || `${files.join(', ')} have ${there.size === 0 ? 'none' : [...there].join(', ')}`}`,
    though: `${files.join(', ')} have ${what} ${word}`,
  });
  return [
    ...asked.nameservers.map((one) => claim('name server', one, found.nameservers)),
    ...asked.search.map((one) => claim('search domain', one.replace(/\.$/, ''), found.search)),
  ];
}
