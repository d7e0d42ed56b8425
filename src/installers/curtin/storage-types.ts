import type { Problem } from '../../model/errors.ts';
import { type ConfigDocument, invalid, list, mapping, text } from './document.ts';

/** What curtin has a handler for (`command_handlers` of curtin/commands/block_meta.py). */
const TYPES: readonly string[] = [
  'bcache',
  'dasd',
  'device',
  'disk',
  'dm_crypt',
  'format',
  'image',
  'lvm_partition',
  'lvm_volgroup',
  'mount',
  'nvme_controller',
  'partition',
  'raid',
  'zfs',
  'zpool',
];

/**
 * What of a storage configuration's form curtin would not read, each with its place: a version that nobody knows (VMTEST_CONFIG_INVALID),
 * and as a warning, for curtin learns new ones, an entry of an unknown type or of none.
 */
export function storageProblems(document: ConfigDocument): readonly Problem[] {
  const storage = mapping(mapping(document.value).storage);
  const version = text(storage.version)?.trim() ?? null;
  if (version !== null && !['1', '2'].includes(version)) {
    const at = document.placeOf(['storage', 'version']);
    return [invalid(`the storage configuration is of version \`${version}\``, at, 'versions 1 and 2 are read')];
  }
  return list(storage.config).flatMap((value, index) => {
    const { type, id } = mapping(value);
    // What is no mapping is told as that.
    if (typeof value !== 'object' || value === null || TYPES.includes(text(type) ?? '')) return [];
    const who = text(id) ?? `entry ${index + 1} of storage.config`;
    const message = text(type) === null ? `${who} has no type` : `\`${text(type)}\` of ${who} is no type that curtin knows`;
    const problem = invalid(message, document.placeOf(['storage', 'config', index, 'type']), `there is ${TYPES.join(', ')}`);
    return [{ ...problem, severity: 'warning' as const }];
  });
}
