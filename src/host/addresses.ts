import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

/**
 * An IPv4 address of this host that is not loopback: that of the interface with the default route, else the first there is; null where
 * there is none. A guest with user networking reaches it, and so it does what a server tells of itself by it.
 */
export async function hostAddress(routes = '/proc/net/route'): Promise<string | null> {
  const text = await readFile(routes, 'utf8').catch(() => '');
  // Columns of /proc/net/route: interface, destination, …; the default route's destination is 0.
  const device = /^(\S+)\t00000000\t/m.exec(text)?.[1];
  const all = Object.keys(networkInterfaces());
  const addresses = [...(device === undefined ? [] : [device]), ...all].map(interfaceAddress);
  return addresses.find((address) => address !== null) ?? null;
}

/** The first IPv4 address of an interface, unless it is loopback. */
export function interfaceAddress(name: string): string | null {
  return networkInterfaces()[name]?.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}
