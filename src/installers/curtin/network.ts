import type { Problem } from '../../model/errors.ts';
import { type ConfigDocument, invalid, list, mapping, text } from './document.ts';

/**
 * The MAC addresses of the physical interfaces, in their order, from network configuration version 1 (a list of `physical`
 * entries) or version 2 (netplan's `ethernets`, by `match.macaddress`, else `macaddress`). Empty where the network is disabled,
 * or where curtin would not read it: version 1 needs both `version` and `config`.
 */
export function macAddresses(network: unknown): string[] {
  return [...new Set(allMacs(mapping(network)))];
}

/**
 * What no machine can be made for, each with its place: a version that nobody knows (curtin and cloud-init read 1 and 2), and two physical
 * interfaces with one MAC address. VMTEST_CONFIG_INVALID.
 */
export function networkProblems(document: ConfigDocument): readonly Problem[] {
  const network = mapping(mapping(document.value).network);
  const { config, path } = sectionOf(network);
  const version = text(config.version)?.trim() ?? null;
  const at = document.placeOf(['network', ...path, 'version']);
  if (version !== null && !['1', '2'].includes(version))
    return [invalid(`the network configuration is of version \`${version}\``, at, 'versions 1 and 2 are read')];
  const macs = allMacs(network).map((mac) => mac.toLowerCase());
  const twice = [...new Set(macs.filter((mac, index) => macs.indexOf(mac) !== index))];
  const place = document.placeOf(['network', ...path]);
  return twice.map((mac) =>
    invalid(`two interfaces of the network configuration have the MAC address \`${mac}\``, place, 'give each its own'),
  );
}

/** A network section may stand in another of that name, as netplan writes it. */
function sectionOf(network: Readonly<Record<string, unknown>>) {
  const nested = mapping(network.network);
  return Object.keys(nested).length > 0 ? { config: nested, path: ['network'] } : { config: network, path: [] };
}

function allMacs(network: Readonly<Record<string, unknown>>): string[] {
  const { config } = sectionOf(network);
  return text(config.version)?.trim() === '2' ? versionTwo(config) : versionOne(config);
}

function versionOne(config: Readonly<Record<string, unknown>>): string[] {
  if (text(config.version) === null) return [];
  return list(config.config)
    .map(mapping)
    .filter((item) => item.type === 'physical')
    .flatMap((item) => text(item.mac_address) ?? []);
}

function versionTwo(config: Readonly<Record<string, unknown>>): string[] {
  return Object.values(mapping(config.ethernets)).flatMap((value) => {
    const item = mapping(value);
    return text(mapping(item.match).macaddress) ?? text(item.macaddress) ?? [];
  });
}
