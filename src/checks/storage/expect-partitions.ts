import { bytesOf, type Item, text } from '../curtin-values.ts';
import type { AskedPartition } from './asked.ts';
import { beneathRoot, partitionNumber, type StorageItems } from './items.ts';

/** GPT types by curtin's flags: its sgdisk codes, as GUIDs (UEFI specification 5.3.3 and the discoverable partitions' list). */
const GPT_TYPES: Readonly<Record<string, string>> = {
  bios_grub: '21686148-6449-6e6f-744e-656564454649',
  boot: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  home: '933ac7e1-2eb4-4f13-b844-0e14e2aef915',
  linux: '0fc63daf-8483-4772-8e79-3d69d8477de4',
  lvm: 'e6d6d379-f507-44c2-a23c-238f2a3df928',
  msftres: 'e3c9e316-0b5c-4db8-817d-f92df00215ae',
  prep: '9e1a2d38-c612-4316-aa26-8b49521e5a8b',
  raid: 'a19d880f-05fc-4d3b-a006-743f0f84911e',
  swap: '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
};

/** Types of an MBR by curtin's flags; an extended partition has one of three. */
const MBR_TYPES: Readonly<Record<string, readonly string[]>> = { extended: ['0x5', '0xf', '0x85'], swap: ['0x82'] };

/** The partitions that a configuration asks for. */
export function partitionsOf(storage: StorageItems): AskedPartition[] {
  const root = beneathRoot(storage);
  return storage.items.filter(({ type }) => type === 'partition').map((item) => partitionOf(storage, item, root));
}

function partitionOf(storage: StorageItems, item: Item, root: ReadonlySet<string>): AskedPartition {
  const id = text(item.id) ?? '';
  const table = storage.byId.get(text(item.device) ?? '')?.ptable;
  const flag = text(item.flag);
  const second = storage.version === 2;
  return {
    id,
    on: text(item.device) ?? '',
    number: partitionNumber(storage, item),
    // An extended partition is made larger by what its logical ones need.
    bytes: flag === 'extended' ? null : bytesOf(item.size),
    mayGrow: root.has(id),
    startBytes: second ? bytesOf(item.offset) : null,
    types: typesOf(item, table, second),
    flag,
    active: table !== 'gpt' && flag === 'boot',
    label: second ? text(item.partition_name) : null,
    uuid: second && table === 'gpt' ? (text(item.uuid)?.toLowerCase() ?? null) : null,
  };
}

function typesOf(item: Item, table: unknown, second: boolean): readonly string[] {
  const written = second ? text(item.partition_type)?.toLowerCase() : undefined;
  const flag = text(item.flag) ?? '';
  if (table === 'gpt') {
    const type = written ?? (Object.hasOwn(GPT_TYPES, flag) ? GPT_TYPES[flag] : undefined);
    return type === undefined ? [] : [type];
  }
  if (table !== 'msdos' && table !== 'dos') return [];
  if (written !== undefined) return [`0x${written.replace(/^0x/, '').replace(/^0+(?=.)/, '')}`];
  return Object.hasOwn(MBR_TYPES, flag) ? (MBR_TYPES[flag] as readonly string[]) : [];
}
