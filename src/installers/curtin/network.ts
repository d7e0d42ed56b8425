import { list, mapping, text } from './document.ts';

/**
 * The MAC addresses of the physical interfaces, in their order, from network configuration version 1 (a list of `physical`
 * entries) or version 2 (netplan's `ethernets`, by `match.macaddress`, else `macaddress`). Empty where the network is disabled,
 * or where curtin would not read it: version 1 needs both `version` and `config`.
 */
export function macAddresses(network: unknown): string[] {
  const settings = mapping(network);
  const nested = mapping(settings.network);
  const config = Object.keys(nested).length > 0 ? nested : settings;
  const macs = text(config.version)?.trim() === '2' ? versionTwo(config) : versionOne(config);
  return [...new Set(macs)];
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
