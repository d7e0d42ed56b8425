import type { Place } from '../model/errors.ts';
import type { InstallerNeeds } from '../model/installer.ts';
import type { NicSpec } from '../model/plan.ts';
import type { NicSettings, Test } from '../model/suite.ts';
import type { Notes } from './problems.ts';

/** The MAC address of curtin's own harness's one NIC: the first of those that are given out. */
const FIRST_MAC = [0x52, 0x54, 0x00, 0x12, 0x34, 0x01] as const;

/** Bytes of an interface's name that Linux takes: IFNAMSIZ without the final zero. */
const INTERFACE_NAME_BYTES = 15;

/** What a run says of every network. */
export interface NetworkRule {
  readonly bridge: string | null;
  readonly isolate: boolean;
}

/** What to do where a suite cannot do without a network, and gets none. */
export const ISOLATED_HINT = 'a suite of a stranger gets no network on a runner that others use: run it on a branch of this repository';

export type UnplacedNic = Omit<NicSpec, 'address'>;

/**
 * The machine's NICs, without their places. The suite's decide number and network, and the configuration's MAC addresses fill them
 * in order; else there is one NIC for each of those addresses, else one with 52:54:00:12:34:01. A bridge given for the run replaces
 * every network but `none`, which is a suite's protection; where machines are isolated no NIC has another.
 */
export function planNics(test: Test, needs: InstallerNeeds, { bridge, isolate }: NetworkRule, notes: Notes): UnplacedNic[] {
  const wanted: readonly NicSettings[] =
    needs.macs.length > 0 ? needs.macs.map((mac) => ({ mac, network: 'user' })) : [{ mac: null, network: 'user' }];
  const written = test.machine.nics ?? wanted;
  const own = new Set(written.flatMap((nic) => nic.mac?.toLowerCase() ?? []));
  const free = needs.macs.filter((mac) => !own.has(mac.toLowerCase()));
  const used = new Set([...own, ...free.map((mac) => mac.toLowerCase())]);
  const nics = written.map((nic) => ({
    mac: nic.mac ?? free.shift() ?? unusedMac(used),
    network: isolate ? 'none' : networkOf(nic.network, bridge),
  }));
  if (free.length > 0) {
    const hint = 'add NICs, or leave machine.nics out';
    notes.warning(`no NIC of the machine has ${free.join(', ')}, of which the configuration speaks`, hint, { setting: 'machine.nics' });
  }
  const places = new Map(needs.macs.map((mac, index) => [mac, needs.macPlaces[index]]));
  checkNics(nics, (index) => sourceOf(test, index, nics[index], places), notes);
  return nics;
}

/** Where a NIC's MAC address was written: in the suite, by its path, or in the configuration. */
type Source = { readonly setting: string } | { readonly place: Place };

function sourceOf({ machine }: Test, index: number, nic: UnplacedNic | undefined, places: ReadonlyMap<string, Place | undefined>): Source {
  const place = machine.nics?.[index]?.mac == null && nic !== undefined ? places.get(nic.mac) : undefined;
  return place === undefined ? { setting: `machine.nics.${index}` } : { place };
}

function networkOf(network: string, bridge: string | null): string {
  if (network === 'none' || bridge === null) return network;
  return bridge === 'user' ? 'user' : `bridge:${bridge}`;
}

function unusedMac(used: Set<string>): string {
  for (let step = 0; ; step++) {
    const value = FIRST_MAC[5] + step;
    const bytes = [...FIRST_MAC.slice(0, 4), (FIRST_MAC[4] + (value >> 8)) & 0xff, value & 0xff];
    const mac = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
    if (used.has(mac)) continue;
    used.add(mac);
    return mac;
  }
}

function checkNics(nics: readonly UnplacedNic[], sourceAt: (index: number) => Source, notes: Notes): void {
  const seen = new Set<string>();
  for (const [index, { mac, network }] of nics.entries()) {
    const at = sourceAt(index);
    const key = mac.toLowerCase();
    if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(key)) {
      notes.error(`\`${mac}\` is no MAC address`, 'write six bytes in hexadecimal: `52:54:00:12:34:01`', at);
    } else if (key === '00:00:00:00:00:00') {
      notes.error(`\`${mac}\` is the MAC address of no NIC`, 'give it one: `52:54:00:12:34:01`', at);
    } else if (Number.parseInt(key.slice(0, 2), 16) % 2 === 1) {
      notes.error(`MAC address \`${mac}\` is a group's, not a NIC's`, 'the first byte must be even', at);
    }
    if (seen.has(key)) notes.error(`two NICs have the MAC address \`${mac}\``, 'give each NIC its own', at);
    seen.add(key);
    const name = network.startsWith('bridge:') ? network.slice('bridge:'.length) : null;
    if (name !== null && (name === '' || Buffer.byteLength(name) > INTERFACE_NAME_BYTES)) {
      notes.error(`\`${name}\` cannot be the name of a bridge`, `it has 1 to ${INTERFACE_NAME_BYTES} bytes`, {
        setting: `machine.nics.${index}`,
      });
    }
  }
}
