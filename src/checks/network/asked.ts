import type { Prefixed } from './ip.ts';

export interface AskedRoute {
  /** As `ip route` prints it: `default`, `10.0.0.0/8`. */
  readonly to: string;
  readonly family: 4 | 6;
  readonly via: string | null;
  readonly metric: number | null;
}

export interface AskedInterface {
  /** What the configuration calls it. */
  readonly id: string;
  /** The name that it must have; null where any interface with the MAC address will do. */
  readonly name: string | null;
  /** Lower case; null where none is asked for. */
  readonly mac: string | null;
  readonly kind: 'physical' | 'bond' | 'bridge' | 'vlan' | 'other';
  readonly mtu: number | null;
  /** Of IPv6 alone. */
  readonly mtu6: number | null;
  readonly addresses: readonly Prefixed[];
  /** Whether an address must come by DHCP. */
  readonly dhcp4: boolean;
  readonly routes: readonly AskedRoute[];
  /** Of a bond or bridge: ids of its interfaces. */
  readonly members: readonly string[];
  /** Of a bond or bridge: files under `bonding/` or `bridge/` of /sys, and the value that each must have. */
  readonly parameters: readonly AskedParameter[];
  readonly vlan: { readonly id: number; readonly link: string } | null;
}

export interface AskedParameter {
  /** In the configuration's words. */
  readonly name: string;
  /** Under the interface's folder in /sys; `PORT` in front of a port's. */
  readonly file: string;
  /** Ids of the port; null: the bridge or bond itself. */
  readonly port: string | null;
  readonly value: string;
}

/** What a configuration asks of the network. */
export interface AskedNetwork {
  readonly version: 1 | 2;
  readonly interfaces: readonly AskedInterface[];
  /** Of no interface in particular. */
  readonly routes: readonly AskedRoute[];
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
}
