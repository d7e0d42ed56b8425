import type { Place } from '../model/errors.ts';
import type { CurtinHost } from '../model/plan.ts';
import type { Notes } from './problems.ts';

/** An address up to and with its host, where that is the host's own loopback; a scheme and an account may stand before. */
const LOOPBACK = /^((?:[a-z0-9]+:\/\/)?(?:[^/@]*@)?)(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=[:/]|$)/i;

interface Guest {
  readonly host: CurtinHost;
  /** Network of its first NIC. */
  readonly network: string;
  /** Of the installation. */
  readonly place: Place;
  readonly notes: Notes;
}

/**
 * The proxies of the run as a guest reaches them. What is at the host's loopback has another name on QEMU's user network, the hole
 * `{http-host}`; on a bridge nothing leads there, and it is left out with a warning. The original hands such an address on as it is.
 */
export function reachedProxies(guest: Guest): Pick<CurtinHost, 'aptProxy' | 'proxy'> {
  const { aptProxy, proxy, names } = guest.host;
  const others = Object.entries(proxy).map(
    ([name, address]) => [name, name === 'no_proxy' ? address : reached(address, name, guest)] as const,
  );
  return {
    aptProxy: aptProxy === null ? null : reached(aptProxy, names.aptProxy ?? 'apt_proxy', guest),
    proxy: Object.fromEntries(others.flatMap(([name, address]) => (address === null ? [] : [[name, address]]))),
  };
}

function reached(address: string, name: string, { network, place, notes }: Guest): string | null {
  if (!LOOPBACK.test(address)) return address;
  if (network === 'user') return address.replace(LOOPBACK, '$1{http-host}');
  if (network === 'none') return null;
  const variable = name.endsWith('_proxy') || name.endsWith('_PROXY') ? name : 'apt_proxy';
  const message = `the proxy that ${name} names is at the host’s loopback, where a guest on ${network} does not get: curtin is told of none`;
  notes.warning(message, `name one that the guest reaches: ${variable}=http://HOST:PORT`, { place });
  return null;
}
