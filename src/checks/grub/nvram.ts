import { type CheckInput, type Claim, collected } from '../claim.ts';
import { absentTool } from '../guest-tools.ts';
import { asks } from '../storage/judging.ts';
import { GRUB_SCRIPT } from './collect.ts';

interface BootEntry {
  readonly line: number;
  /** Four hexadecimal digits. */
  readonly number: string;
  readonly name: string;
  /** Device path, empty where efibootmgr printed none. */
  readonly path: string;
}

/** The firmware's entries by `efibootmgr -v`: one that leads to the loader of the system and is in the boot order, and none twice. */
export function nvramClaims(input: CheckInput): Claim[] {
  const what = 'a boot entry of the firmware for GRUB';
  const file = collected(input, 'efibootmgr.out', GRUB_SCRIPT);
  if ('obstacle' in file) return [asks(what, false, file.obstacle)];
  const absent = absentTool(file.text);
  const at = input.at('efibootmgr.out');
  if (absent !== null) return [asks(what, false, `${at}: the guest has no ${absent}`)];
  const entries = bootEntries(file.text);
  const order = /^BootOrder: (\S+)/m.exec(file.text)?.[1]?.split(',') ?? [];
  const loaders = entries.filter(({ path }) => /\\EFI\\[^\\]+\\(?:grub|shim)[^\\]*\.efi/i.test(path));
  const ordered = loaders.filter(({ number }) => order.includes(number));
  const shown =
    loaders.length > 0
      ? `${loaders.map(({ name }) => name).join(', ')}, not in BootOrder ${order.join(',')}`
      : `${entries.map(({ name }) => name).join(', ') || 'no entry'}`;
  return [asks(what, ordered.length > 0, `${at} has ${shown}`), ...doubles(entries, input)];
}

/** `Boot0001* ubuntu\tHD(1,GPT,…)/File(\EFI\ubuntu\shimx64.efi)`; an inactive entry has a blank for the star. */
function bootEntries(text: string): BootEntry[] {
  return text.split('\n').flatMap((line, index): BootEntry[] => {
    const match = /^Boot([0-9A-F]{4})[* ] ?([^\t]*)(?:\t(.*))?$/.exec(line.trimEnd());
    return match === null ? [] : [{ line: index + 1, number: match[1] as string, name: (match[2] as string).trim(), path: match[3] ?? '' }];
  });
}

/** Two entries of one name and path: what a reused EFI system partition collects when nobody tidies up. */
function doubles(entries: readonly BootEntry[], input: CheckInput): Claim[] {
  return entries.flatMap((entry, index) => {
    if (entry.path === '') return [];
    const before = entries.slice(0, index).find(({ name, path }) => name === entry.name && path === entry.path);
    return [
      asks(
        `${entry.name} once among the boot entries`,
        before === undefined,
        `${input.at('efibootmgr.out', entry.line)} has Boot${entry.number} and Boot${before?.number} alike`,
      ),
    ];
  });
}
