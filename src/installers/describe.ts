import type { InstallerNeeds } from '../model/installer.ts';
import type { ImageRole, Test } from '../model/suite.ts';
import { describeCurtin } from './curtin/describe.ts';
import { describeNone } from './none/describe.ts';
import { describeScript } from './script/describe.ts';

/**
 * What the installer of a test needs. `text` is its file after its replacements, `roles` what the booted image has.
 * Pure, and for one file's text the same in every test of it.
 */
export function describeInstaller(test: Test, text: string, roles: readonly ImageRole[]): InstallerNeeds {
  const { installer, file, target } = test.install;
  if (installer === 'curtin') return describeCurtin(text, file ?? '');
  if (installer === 'script') return describeScript(target);
  return describeNone(roles, test.machine.disks?.[0]?.from != null);
}

/**
 * Replaces each key by its value, everywhere in the text of an installer's file (`__ROOTFS_FORMAT__` by `xfs`).
 * One pass: what a value brings in is not replaced again; of two keys that begin at one place the longer wins.
 */
export function applyReplacements(text: string, replace: Readonly<Record<string, string>>): string {
  const keys = Object.keys(replace).filter((key) => key !== '');
  if (keys.length === 0) return text;
  keys.sort((a, b) => b.length - a.length);
  const pattern = new RegExp(keys.map((key) => key.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  return text.replace(pattern, (key) => replace[key] as string);
}
