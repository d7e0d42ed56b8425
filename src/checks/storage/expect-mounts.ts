import { type Item, text } from '../curtin-values.ts';
import type { AskedMount } from './asked.ts';
import { blkidType } from './expect-formats.ts';
import type { StorageItems } from './items.ts';

/** The mounts that a configuration asks for, swaps among them. */
export function mountsOf(storage: StorageItems): AskedMount[] {
  return storage.items.filter(({ type }) => type === 'mount').map((item) => mountOf(storage, item));
}

function mountOf(storage: StorageItems, item: Item): AskedMount {
  const format = storage.byId.get(text(item.device) ?? '');
  const spec = text(item.spec);
  const type = text(item.fstype) ?? text(format?.fstype);
  const path = text(item.path);
  const swap = type === 'swap' || path === 'none' || path === null;
  return {
    id: text(item.id) ?? '',
    path: swap ? null : path,
    volume: spec === null ? text(format?.volume) : null,
    spec,
    type: type === null ? null : blkidType(type),
    options: optionsOf(storage, item, format, swap),
    freq: text(item.freq),
    pass: text(item.passno),
  };
}

/** As fstab has them. What iSCSI is beneath gets `_netdev`; swap without options has `sw`. */
function optionsOf(storage: StorageItems, item: Item, format: Item | undefined, swap: boolean): readonly string[] | null {
  const written = text(item.options);
  const options = new Set(written === null ? ['defaults'] : written.split(',').map((one) => one.trim()));
  if (swap && options.size === 1 && options.has('defaults')) return ['sw'];
  if (hasIscsi(storage, text(format?.volume))) options.add('_netdev');
  return [...options].sort();
}

function hasIscsi(storage: StorageItems, id: string | null, seen: Set<string> = new Set()): boolean {
  const item = id === null || seen.has(id) ? undefined : storage.byId.get(id);
  if (item === undefined) return false;
  seen.add(id as string);
  if (text(item.path)?.startsWith('iscsi:') === true) return true;
  const next = [item.device, item.volume, item.volgroup, item.backing_device, item.devices].flat();
  return next.some((one) => hasIscsi(storage, text(one), seen));
}
