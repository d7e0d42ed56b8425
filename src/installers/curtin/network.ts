import type { Place, Problem } from '../../model/errors.ts';
import { type ConfigDocument, invalid, list, mapping, text } from './document.ts';

/** A MAC address with the path of where it stands in the configuration. */
interface Mac {
  readonly mac: string;
  readonly path: readonly (string | number)[];
}

/**
 * The MAC addresses of the physical interfaces, in their order and each with its place, from network configuration version 1 (a list of
 * `physical` entries) or version 2 (netplan's `ethernets`, by `match.macaddress`, else `macaddress`). Empty where the network is disabled,
 * or where curtin would not read it: version 1 needs both `version` and `config`.
 */
export function macAddresses(document: ConfigDocument): { readonly mac: string; readonly place: Place }[] {
  const first = new Map<string, Mac>();
  for (const one of allMacs(document)) if (!first.has(one.mac.toLowerCase())) first.set(one.mac.toLowerCase(), one);
  return [...first.values()].map(({ mac, path }) => ({ mac, place: document.placeOf(path) }));
}

/**
 * What no machine can be made for, each with its place: a version that nobody knows (curtin and cloud-init read 1 and 2), and two physical
 * interfaces with one MAC address. VMTEST_CONFIG_INVALID.
 */
export function networkProblems(document: ConfigDocument): readonly Problem[] {
  const { config, path } = networkSection(document);
  const version = text(config.version)?.trim() ?? null;
  const at = document.placeOf([...path, 'version']);
  if (version !== null && !['1', '2'].includes(version))
    return [invalid(`the network configuration is of version \`${version}\``, at, 'versions 1 and 2 are read')];
  const seen = new Set<string>();
  const told = new Set<string>();
  return allMacs(document).flatMap((one) => {
    const mac = one.mac.toLowerCase();
    const again = seen.has(mac) && !told.has(mac);
    (again ? told : seen).add(mac);
    const message = `two interfaces of the network configuration have the MAC address \`${mac}\``;
    return again ? [invalid(message, document.placeOf(one.path), 'give each its own')] : [];
  });
}

/** The network of a configuration, with its path; it may stand in another section of that name, as netplan writes it. */
export function networkSection({ value }: Pick<ConfigDocument, 'value'>) {
  const network = mapping(mapping(value).network);
  const nested = mapping(network.network);
  return Object.keys(nested).length > 0 ? { config: nested, path: ['network', 'network'] } : { config: network, path: ['network'] };
}

function allMacs(document: ConfigDocument): readonly Mac[] {
  const { config, path } = networkSection(document);
  const found = text(config.version)?.trim() === '2' ? versionTwo(config) : versionOne(config);
  return found.map((one) => ({ mac: one.mac, path: [...path, ...one.path] }));
}

function versionOne(config: Readonly<Record<string, unknown>>): readonly Mac[] {
  if (text(config.version) === null) return [];
  return list(config.config)
    .map(mapping)
    .flatMap((item, index) => {
      const mac = item.type === 'physical' ? text(item.mac_address) : null;
      return mac === null ? [] : [{ mac, path: ['config', index, 'mac_address'] }];
    });
}

function versionTwo(config: Readonly<Record<string, unknown>>): readonly Mac[] {
  return Object.entries(mapping(config.ethernets)).flatMap(([name, value]) => {
    const item = mapping(value);
    const matched = text(mapping(item.match).macaddress);
    const mac = matched ?? text(item.macaddress);
    return mac === null ? [] : [{ mac, path: ['ethernets', name, ...(matched === null ? [] : ['match']), 'macaddress'] }];
  });
}
