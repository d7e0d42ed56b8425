import type { CheckSettings } from '../model/suite.ts';
import { FSTAB_COLLECT } from './fstab.ts';
import { PACKAGES_COLLECT } from './packages.ts';
import { servicesCollect } from './services.ts';
import { SWAPS_COLLECT } from './swaps.ts';

/**
 * The scripts that a check needs run in the guest, by `sh` in the folder that is collected. Two scripts of one name are the same script:
 * a plan keeps the first.
 */
export function collectFor(check: CheckSettings): readonly { readonly name: string; readonly script: string }[] {
  if (check.kind === 'fstab') return FSTAB_COLLECT;
  if (check.kind === 'swaps') return SWAPS_COLLECT;
  if (check.kind === 'packages') return PACKAGES_COLLECT;
  return check.kind === 'services' ? servicesCollect(check) : [];
}
