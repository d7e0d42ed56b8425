import type { FstabCheck } from '../model/suite.ts';
import { type Assessment, type CheckInput, type Claim, collected } from './claim.ts';
import { isAutomatic, isSwap, type MountEntry, noSlash, parseMounts } from './mounts.ts';

const SCRIPT = 'check fstab';

/** The names are those of the original's collect scripts. A file that the guest lacks is not made empty. */
export const FSTAB_COLLECT = [
  { name: SCRIPT, script: '[ ! -e /etc/fstab ] || cat /etc/fstab > fstab\ncat /proc/mounts > proc_mounts' },
] as const;

/**
 * `fstab: { SPEC: { mountpoint, options } }`: fstab has that entry, written with that spec; the order of options does not matter.
 * Bare: every entry that is not `noauto`, swap apart, is mounted.
 */
export function checkFstab(check: FstabCheck, input: CheckInput): Assessment {
  const fstab = collected(input, 'fstab', SCRIPT);
  if ('obstacle' in fstab) return { claims: [], obstacles: [fstab.obstacle] };
  const entries = parseMounts(fstab.text);
  if (check.entries.length > 0) return { claims: check.entries.map((wanted) => entryClaim(wanted, entries, input)), obstacles: [] };
  const mounts = collected(input, 'proc_mounts', SCRIPT);
  if ('obstacle' in mounts) return { claims: [], obstacles: [mounts.obstacle] };
  return mountedClaims(entries, parseMounts(mounts.text), input);
}

function entryClaim(wanted: FstabCheck['entries'][number], entries: readonly MountEntry[], input: CheckInput): Claim {
  const mountpoint = noSlash(wanted.mountpoint);
  const same = entries.filter((entry) => entry.spec === wanted.spec);
  const found = same.find((entry) => entry.mountpoint === mountpoint && sameOptions(wanted.options, entry.options));
  const what = `${wanted.spec} on ${mountpoint}${wanted.options === null ? '' : ` with ${wanted.options}`}`;
  return {
    holds: found !== undefined,
    otherwise: `${what} is asked for, and ${insteadOf(mountpoint, same, entries, input)}`,
    though: `${input.at('fstab', found?.line)} has ${what}`,
  };
}

function insteadOf(mountpoint: string, same: readonly MountEntry[], entries: readonly MountEntry[], input: CheckInput): string {
  const near = same.find((entry) => entry.mountpoint === mountpoint) ?? same[0] ?? entries.find((entry) => entry.mountpoint === mountpoint);
  if (near === undefined) return `${input.at('fstab')} has neither that spec nor that mount point`;
  return `${input.at('fstab', near.line)} has ${near.spec} on ${near.mountpoint} with ${near.options.join(',')}`;
}

function sameOptions(wanted: string | null, options: readonly string[]): boolean {
  return wanted === null || [...new Set(wanted.split(','))].sort().join() === [...new Set(options)].sort().join();
}

function mountedClaims(entries: readonly MountEntry[], mounts: readonly MountEntry[], input: CheckInput): Assessment {
  const mounted = new Set(mounts.map((mount) => mount.mountpoint));
  const wanted = entries.filter((entry) => isAutomatic(entry) && !isSwap(entry) && entry.mountpoint.startsWith('/'));
  const claims = wanted.map((entry) => ({
    holds: mounted.has(entry.mountpoint),
    otherwise: `${input.at('fstab', entry.line)} has ${entry.spec} on ${entry.mountpoint}, and ${input.at('proc_mounts')} has nothing mounted there`,
    though: `${input.at('fstab', entry.line)}: ${entry.mountpoint} is mounted`,
  }));
  return { claims, obstacles: [], ...(claims.length === 0 ? { note: `${input.at('fstab')} names nothing to mount` } : {}) };
}
