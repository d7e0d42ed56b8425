import type { DnameRulesCheck } from '../model/check.ts';
import { type Assessment, type CheckInput, type Claim, quote } from './claim.ts';
import { type Item, text } from './curtin-values.ts';
import { namedStorage, sanitizedName } from './dname.ts';
import { BLOCK_COLLECT } from './storage/collect.ts';
import { asks } from './storage/judging.ts';

const SCRIPT = 'check udev rules';

/** The folder's name is the original's. */
export const RULES_COLLECT = [
  ...BLOCK_COLLECT,
  {
    name: SCRIPT,
    script: 'mkdir -p udev_rules.d\nfor f in /etc/udev/rules.d/*.rules; do [ ! -r "$f" ] || cat "$f" > "udev_rules.d/${f##*/}"; done',
  },
] as const;

/**
 * `dname-rules`: for each named disk, `/etc/udev/rules.d/NAME.rules` tells it by its serial number, its WWN, or, on multipath, its
 * device mapper's UUID.
 */
export function checkDnameRules(check: DnameRulesCheck, input: CheckInput): Assessment {
  const found = namedStorage(check.config, input);
  if ('assessment' in found) return found.assessment;
  const disks = found.storage.items.filter((item) => item.type === 'disk' && text(item.name) !== null);
  if (disks.length === 0) return { claims: [], obstacles: [], skip: 'the configuration names no disk' };
  const claims = disks.flatMap((disk) => diskClaims(disk, found.resolve(text(disk.id) ?? '')?.attributes.get('dm/uuid'), input));
  return { claims, obstacles: [] };
}

/** A rule's keys for each key of the configuration. */
const KEYS = { serial: ['ID_SERIAL', 'ID_SERIAL_SHORT'], wwn: ['ID_WWN_WITH_EXTENSION', 'ID_WWN'] } as const;

function diskClaims(disk: Item, mapperUuid: string | undefined, input: CheckInput): Claim[] {
  const path = `udev_rules.d/${sanitizedName(text(disk.name) as string)}.rules`;
  const rules = input.phase.read(path);
  if (rules === null) {
    const there = input.phase.list().filter((file) => file.startsWith('udev_rules.d/'));
    const others = there.length === 0 ? 'no rules were collected' : `there are ${there.map((file) => file.slice(13)).join(', ')}`;
    return [asks(`a rule for the name of disk ${text(disk.id)}`, false, `${input.at(path)} is not there (${others})`)];
  }
  const byMapper = mapperUuid !== undefined && matches(rules, ['DM_UUID'], mapperUuid);
  return (['serial', 'wwn'] as const).flatMap((key) => {
    const value = text(disk[key])?.replace(/\s+/g, '_');
    if (value === undefined) return [];
    const holds = byMapper || matches(rules, KEYS[key], value);
    const lines = rules.split('\n').filter((line) => line.includes('ENV{'));
    return [
      asks(
        `${KEYS[key][0]} with ${value} for disk ${text(disk.id)}`,
        holds,
        `${input.at(path)} has ${lines.length === 0 ? 'no rule' : quote(lines.join(' '))}`,
      ),
    ];
  });
}

function matches(rules: string, keys: readonly string[], value: string): boolean {
  return rules.split('\n').some((line) =>
    keys.some((key) => {
      const found = new RegExp(`ENV\\{${key}\\}=="([^"]*)"`).exec(line)?.[1];
      return found !== undefined && (found === value || found.endsWith(`_${value}`) || found === value.replace(/^0x/, ''));
    }),
  );
}
