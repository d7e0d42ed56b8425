import type { CheckSettings } from '../model/check.ts';
import { RULES_COLLECT } from './dname-rules.ts';
import { FSTAB_COLLECT } from './fstab.ts';
import { GRUB_COLLECT } from './grub/collect.ts';
import { INTERFACES_COLLECT } from './interfaces-removed.ts';
import { KERNEL_COLLECT } from './kernel-package.ts';
import { NETWORK_COLLECT } from './network/collect.ts';
import { PACKAGES_COLLECT } from './packages.ts';
import { servicesCollect } from './services.ts';
import { BLOCK_COLLECT, STORAGE_COLLECT } from './storage/collect.ts';
import { SWAPS_COLLECT } from './swaps.ts';

type Scripts = readonly { readonly name: string; readonly script: string }[];

const SCRIPTS: Readonly<Partial<Record<CheckSettings['kind'], Scripts>>> = {
  fstab: FSTAB_COLLECT,
  swaps: SWAPS_COLLECT,
  packages: PACKAGES_COLLECT,
  storage: STORAGE_COLLECT,
  network: NETWORK_COLLECT,
  grub: GRUB_COLLECT,
  dname: BLOCK_COLLECT,
  'dname-rules': RULES_COLLECT,
  'kernel-package': KERNEL_COLLECT,
  'interfaces-removed': INTERFACES_COLLECT,
};

/**
 * The scripts that a check needs run in the guest, by `sh` in the folder that is collected. Two scripts of one name are the same script:
 * a plan keeps the first.
 */
export function collectFor(check: CheckSettings): Scripts {
  return check.kind === 'services' ? servicesCollect(check) : (SCRIPTS[check.kind] ?? []);
}
