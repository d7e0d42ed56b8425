import { formatSize } from '../../base/sizes.ts';
import type { CheckInput, Claim } from '../claim.ts';
import type { AskedStorage } from './asked.ts';
import type { Device, Devices } from './devices.ts';
import type { Resolve } from './resolve.ts';

/** What every part of the storage check reads. */
export interface Judging {
  readonly asked: AskedStorage;
  readonly devices: Devices;
  readonly resolve: Resolve;
  readonly input: CheckInput;
}

/** Claims of one part, and what it could not look at. */
export interface Judged {
  readonly claims: readonly Claim[];
  readonly notes?: readonly string[];
  /** What keeps it from being judged at all. */
  readonly obstacles?: readonly string[];
}

/** A claim about something that was asked for; `found` says what is there in its place, and in which file. */
export function asks(wanted: string, holds: boolean, found: string): Claim {
  return { holds, otherwise: `${wanted} is asked for, and ${found}`, though: `${wanted} is there as asked for` };
}

/** Where a device is described. */
export function where(judging: Pick<Judging, 'input'>, device: Device): string {
  return judging.input.at('sysfs_block', device.line);
}

/** A size for people and for comparing: `1 GiB (1073741824 bytes)`. */
export function sizeText(bytes: number): string {
  const short = formatSize(bytes);
  return bytes < 1024 ? short : `${short} (${bytes} bytes)`;
}

/** The devices of several entries; null where one of them is not there, which is told where it is asked for. */
export function namesOf(ids: readonly string[], resolve: Resolve): string[] | null {
  const names = ids.map((id) => resolve(id)?.name);
  return names.includes(undefined) ? null : (names as string[]).sort();
}

export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join(' ') === [...b].sort().join(' ');
}

export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : [...names].sort().join(', ');
}
