import { type Item, list, mapping, text } from '../curtin-values.ts';

/** The entries of `storage.config`, each id once (the last of two wins, as in curtin), `zfsroot` taken apart. */
export interface StorageItems {
  /** 1 or 2: which of curtin's two ways of partitioning. */
  readonly version: number;
  readonly items: readonly Item[];
  readonly byId: ReadonlyMap<string, Item>;
}

/** The storage of a configuration, or in words why it asks for none. */
export function storageItems(config: unknown): StorageItems | { readonly none: string } {
  const settings = mapping(config);
  const storage = mapping(settings.storage);
  const items = list(storage.config).map(mapping);
  if (items.length === 0) return { none: 'the configuration has no storage.config' };
  if (isSimple(settings)) return { none: 'partitioning_commands uses block-meta simple, which takes no notice of storage.config' };
  const byId = new Map<string, Item>();
  for (const item of withoutZfsRoot(items)) byId.set(text(item.id) ?? `#${byId.size}`, item);
  return { version: text(storage.version) === '2' ? 2 : 1, items: [...byId.values()], byId };
}

function isSimple(config: Item): boolean {
  return Object.values(mapping(config.partitioning_commands)).some((command) => {
    const words = Array.isArray(command) ? command.map(String) : (text(command)?.split(/\s+/) ?? []);
    return words.includes('block-meta') && words.includes('simple');
  });
}

/** curtin makes a pool `rpool` and two datasets of a format `zfsroot`, and leaves its mount out. */
function withoutZfsRoot(items: readonly Item[]): Item[] {
  return items.flatMap((item) => {
    const format = item.type === 'mount' ? items.find(({ id, type }) => type === 'format' && id === item.device) : item;
    if (format?.fstype !== 'zfsroot') return [item];
    if (item.type === 'mount') return [];
    const pool = `${text(item.id)}_zfsroot_pool`;
    const container = { canmount: 'off', mountpoint: 'none' };
    const root = { canmount: 'noauto', mountpoint: '/' };
    return [
      { type: 'zpool', id: pool, pool: 'rpool', vdevs: [item.volume], mountpoint: '/' },
      { type: 'zfs', id: `${text(item.id)}_zfsroot_container`, pool, volume: '/ROOT', properties: container },
      { type: 'zfs', id: `${text(item.id)}_zfsroot_fs`, pool, volume: '/ROOT/zfsroot', properties: root },
    ];
  });
}

/** Keys by which one entry stands on others. */
const BELOW = ['device', 'volume', 'volgroup', 'backing_device', 'pool', 'container', 'devices', 'vdevs'] as const;

/** The ids of an entry and of all that it stands on. */
export function below(storage: StorageItems, id: string, found: Set<string> = new Set()): Set<string> {
  const item = storage.byId.get(id);
  if (item === undefined || found.has(id)) return found;
  found.add(id);
  for (const key of BELOW) for (const next of [item[key]].flat()) if (typeof next === 'string') below(storage, next, found);
  return found;
}

/** The ids of everything beneath `/`. */
export function beneathRoot(storage: StorageItems): Set<string> {
  const found = new Set<string>();
  for (const item of storage.items) {
    const mounted = item.type === 'mount' && item.path === '/';
    const dataset = item.type === 'zfs' && mapping(item.properties).mountpoint === '/';
    if (mounted || dataset || (item.type === 'zpool' && item.mountpoint === '/')) below(storage, text(item.id) ?? '', found);
  }
  return found;
}

/** A partition's number as curtin counts where none is written: from 1, or from 5 for logical ones, in the order of the entries. */
export function partitionNumber(storage: StorageItems, partition: Item): number {
  const written = Number(text(partition.number));
  if (Number.isInteger(written) && written > 0) return written;
  const logical = partition.flag === 'logical';
  const beside = storage.items.filter(
    (item) => item.type === 'partition' && item.device === partition.device && (!logical || item.flag === 'logical'),
  );
  return beside.indexOf(partition) + (logical ? 5 : 1);
}
