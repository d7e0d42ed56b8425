import { own } from '../../base/own.ts';
import type { Problem } from '../../model/errors.ts';
import { type ConfigDocument, invalid, list, mapping, text } from './document.ts';
import { networkSection } from './network.ts';

type Item = Readonly<Record<string, unknown>>;

/** One interface that is made of others. */
interface Reference {
  readonly owner: string;
  readonly key: string;
  readonly names: readonly string[];
  readonly path: readonly (string | number)[];
}

/** By which keys an interface of version 1 names others, by its type (curtin/net/network_state.py). */
const ONE: Readonly<Record<string, readonly string[]>> = {
  bond: ['bond_interfaces'],
  bridge: ['bridge_interfaces'],
  vlan: ['vlan_link'],
};

/** The same of version 2, by its section (netplan's reference). */
const TWO: Readonly<Record<string, readonly string[]>> = {
  bonds: ['interfaces'],
  bridges: ['interfaces'],
  vrfs: ['interfaces'],
  vlans: ['link'],
};

/**
 * Interfaces of a network configuration that are made of others which it does not have: VMTEST_CONFIG_INVALID, each with its place.
 * netplan refuses such; curtin and cloud-init write the name as it is, and nobody brings such an interface up.
 */
export function missingInterfaces(document: ConfigDocument): readonly Problem[] {
  const { config, path } = networkSection(document);
  const version = text(config.version)?.trim() ?? null;
  const { names, references } = version === '1' ? versionOne(config) : version === '2' ? versionTwo(config) : NOTHING;
  return references.flatMap((reference) =>
    reference.names.flatMap((name, index) => (names.has(name) ? [] : [missing(document, path, reference, index, names)])),
  );
}

interface Interfaces {
  readonly names: ReadonlySet<string>;
  readonly references: readonly Reference[];
}

const NOTHING: Interfaces = { names: new Set(), references: [] };

function versionOne(config: Item): Interfaces {
  const items = list(config.config).map(mapping);
  const references = items.flatMap((item, index) =>
    (own(ONE, text(item.type) ?? '') ?? []).map((key) => referenceOf(item, key, text(item.name) ?? '', ['config', index, key])),
  );
  return { names: new Set(items.flatMap(({ name }) => text(name) ?? [])), references };
}

function versionTwo(config: Item): Interfaces {
  // Mappings are merged: where it has no devices at all, another configuration brings them.
  if (config.ethernets === undefined && config.wifis === undefined) return NOTHING;
  const sections = Object.values(config).map(mapping);
  const references = Object.entries(TWO).flatMap(([section, keys]) =>
    Object.entries(mapping(config[section])).flatMap(([name, value]) =>
      keys.map((key) => referenceOf(mapping(value), key, name, [section, name, key])),
    ),
  );
  return { names: new Set(sections.flatMap((section) => Object.keys(section))), references };
}

function referenceOf(item: Item, key: string, owner: string, path: Reference['path']): Reference {
  const value = item[key];
  return { owner, key, names: (Array.isArray(value) ? value : [value]).flatMap((name) => text(name) ?? []), path };
}

function missing(
  document: ConfigDocument,
  section: readonly string[],
  { owner, key, names: named, path }: Reference,
  index: number,
  names: ReadonlySet<string>,
): Problem {
  const whole = [...section, ...path];
  const message = `${key} \`${named[index]}\` of ${owner} is no interface of the network configuration`;
  // A list says where each of its names is, a single name is the value itself.
  const place = document.placeOf(key.endsWith('interfaces') ? [...whole, index] : whole);
  return invalid(message, place, `there is ${[...names].slice(0, 8).join(', ')}${names.size > 8 ? ', …' : ''}`);
}
