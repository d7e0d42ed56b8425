import type { Problem } from '../../model/errors.ts';
import { type ConfigDocument, invalid, list, mapping, text } from './document.ts';
import { networkSection } from './network.ts';
import { madeOf } from './pyyaml.ts';

/**
 * What of a configuration's form curtin stumbles over (curtin/config.py, curtin/commands/block_meta.py, `meta_custom`; curtin/net), each
 * with its place: VMTEST_CONFIG_INVALID; a warning where curtin goes on, or another configuration may bring what is missing.
 */
export function formProblems(document: ConfigDocument): readonly Problem[] {
  const { value } = document;
  if (document.problems.length > 0) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = value === null || value === '' ? 'empty' : 'no mapping';
    return [invalid(`the configuration is ${what}`, document.placeOf([]), 'curtin merges mappings: `storage: …`')];
  }
  return [...storageForm(document), ...networkForm(document), ...notText(document)];
}

const isNothing = (value: unknown) => value === undefined || value === null || value === '';
const isMapping = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

function storageForm(document: ConfigDocument): Problem[] {
  const { storage } = mapping(document.value);
  const at = (...path: readonly (string | number)[]) => document.placeOf(['storage', ...path]);
  const entry = 'a list of entries: `- { id: disk, type: disk, serial: disk-a }`';
  if (isNothing(storage)) return [];
  if (!isMapping(storage)) {
    // An empty list is no storage, as an empty mapping is.
    return list(storage).length === 0 && Array.isArray(storage)
      ? []
      : [invalid('`storage` is no mapping', at(), 'write `storage: { version: 1, config: […] }`')];
  }
  const { config } = mapping(storage);
  if (isNothing(config)) return [];
  if (!Array.isArray(config)) return [invalid('`storage.config` is no list', at('config'), entry)];
  return [
    ...config.flatMap((item: unknown, index) => {
      if (!isMapping(item)) return [invalid(`entry ${index + 1} of storage.config is no mapping`, at('config', index), entry)];
      if (text(mapping(item).id) !== null) return [];
      const message = `entry ${index + 1} of storage.config has no \`id\`, without which curtin reads none of them`;
      return [invalid(message, at('config', index), 'give it one')];
    }),
    ...doubles(document, config.map(mapping)),
  ];
}

type Item = Readonly<Record<string, unknown>>;

/** Entries of one id, of which curtin keeps the last, and partitions of one number on one disk. */
function doubles(document: ConfigDocument, items: readonly Item[]): Problem[] {
  const ids = new Set<string>();
  const numbers = new Map<string, string>();
  return items.flatMap((item, index) => {
    const id = text(item.id) ?? '';
    const at = (key: string) => document.placeOf(['storage', 'config', index, key]);
    if (ids.has(id)) {
      const message = `another entry of storage.config has the id \`${id}\`, and curtin takes the last alone`;
      return [warning(invalid(message, at('id'), 'give each its own'))];
    }
    if (id !== '') ids.add(id);
    const [number, device] = [text(item.number), text(item.device)];
    if (item.type !== 'partition' || number === null || device === null) return [];
    const key = `${number}\0${device}`;
    const other = numbers.get(key);
    if (other === undefined) numbers.set(key, id);
    if (other === undefined) return [];
    return [invalid(`the partitions ${other} and ${id} of ${device} have the number ${number}`, at('number'), 'give each its own')];
  });
}

/** Types of version 1 that curtin or cloud-init reads. */
const NETWORK_TYPES: readonly string[] = ['physical', 'loopback', 'infiniband', 'vlan', 'bond', 'bridge', 'nameserver', 'route'];

function networkForm(document: ConfigDocument): Problem[] {
  const { network } = mapping(document.value);
  if (isNothing(network) || network === 'disabled') return [];
  const { config, path } = networkSection(document);
  const version = text(config.version)?.trim() ?? null;
  if (!isMapping(network)) return [invalid('`network` is no mapping', document.placeOf(path), 'write `network: { version: 2, … }`')];
  if (version === null && Object.keys(config).length > 0 && config.config !== 'disabled') {
    const hint = 'write `version: 1` or `version: 2` into it';
    return [warning(invalid('the network configuration has no version, and curtin does not read it', document.placeOf(path), hint))];
  }
  if (version !== '1') return [];
  return list(config.config).flatMap((item, index) => {
    const type = text(mapping(item).type);
    if (type !== null && NETWORK_TYPES.includes(type)) return [];
    const who = text(mapping(item).name) ?? `entry ${index + 1} of the network configuration`;
    const message = type === null ? `${who} has no type` : `\`${type}\` of ${who} is no type that curtin knows`;
    return [warning(invalid(message, document.placeOf([...path, 'config', index, 'type']), `there is ${NETWORK_TYPES.join(', ')}`))];
  });
}

/** Names of devices that are numbers to curtin, because they stand without quotes: it finds no such device. */
function notText(document: ConfigDocument): Problem[] {
  const storage = list(mapping(mapping(document.value).storage).config);
  const { config, path } = networkSection(document);
  const paths = [
    ...storage.flatMap((_, index) => ['serial', 'wwn'].map((key) => ['storage', 'config', index, key])),
    ...list(config.config).map((_, index) => [...path, 'config', index, 'mac_address']),
  ];
  return paths.flatMap((path) => {
    const plain = document.plainAt(path);
    const made = plain === null ? null : madeOf(plain);
    if (made === null) return [];
    const message = `${String(path.at(-1))} \`${plain}\` is ${made} to curtin, as it stands without quotes, and no device has that`;
    return [warning(invalid(message, document.placeOf(path), `write '${plain}'`))];
  });
}

function warning(problem: Problem): Problem {
  return { ...problem, severity: 'warning' };
}
