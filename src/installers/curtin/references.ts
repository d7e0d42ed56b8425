import { own } from '../../base/own.ts';
import type { Problem } from '../../model/errors.ts';
import { type ConfigDocument, invalid, list, mapping, text } from './document.ts';

/**
 * By which keys an entry of storage.config names others, by its type (curtin/storage_actions.py and curtin/commands/block_meta.py). Of
 * other types, and of keys that are not here, nothing is said.
 */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  partition: ['device'],
  format: ['volume'],
  mount: ['device'],
  lvm_volgroup: ['devices'],
  lvm_partition: ['volgroup'],
  dm_crypt: ['volume'],
  raid: ['devices', 'spare_devices', 'container'],
  bcache: ['backing_device', 'cache_device'],
  zpool: ['vdevs'],
  zfs: ['pool'],
};

/** References of a storage configuration that lead nowhere: VMTEST_CONFIG_INVALID, each with its place. */
export function missingReferences(document: ConfigDocument): readonly Problem[] {
  const items = list(mapping(mapping(document.value).storage).config).map(mapping);
  const ids = new Set(items.flatMap(({ id }) => text(id) ?? []));
  return items.flatMap((item, index) =>
    (own(REFERENCES, text(item.type) ?? '') ?? []).flatMap((key) => {
      const value = item[key];
      const named = (Array.isArray(value) ? value : [value]).flatMap((one) => text(one) ?? []);
      return named.filter((one) => !ids.has(one)).map((one) => missing(document, index, text(item.id), key, one, ids));
    }),
  );
}

function missing(document: ConfigDocument, index: number, id: string | null, key: string, name: string, ids: ReadonlySet<string>): Problem {
  const message = `${key} \`${name}\` of ${id ?? `entry ${index + 1} of storage.config`} is no entry of storage.config`;
  const some = [...ids].slice(0, 8).join(', ');
  const hint = ids.size === 0 ? 'none of them has an `id`' : `there is ${some}${ids.size > 8 ? ', …' : ''}`;
  return invalid(message, document.placeOf(['storage', 'config', index, key]), hint);
}
