import { type Claim, collected } from '../claim.ts';
import { resolveDevice, swapsInUse } from '../devices.ts';
import { type MountEntry, noSlash, parseMounts, unescapeOctal } from '../mounts.ts';
import type { AskedMount } from './asked.ts';
import { STORAGE_SCRIPT } from './collect.ts';
import { asks, type Judged, type Judging } from './judging.ts';

/** Options that the kernel shows as they were given; others mean something to mount(8), fstab or one file system alone. */
const SHOWN = new Set(['ro', 'noatime', 'nodiratime', 'nosuid', 'nodev', 'noexec', 'sync']);

/** A line of /proc/self/mountinfo (proc(5)). */
interface Mounted {
  readonly line: number;
  readonly device: string;
  readonly path: string;
  readonly options: readonly string[];
  readonly type: string;
  readonly source: string;
}

interface Tables {
  readonly fstab: readonly MountEntry[];
  readonly mounted: readonly Mounted[];
  readonly swaps: readonly string[];
}

/** Mount points with their options, as fstab has them and as they are mounted; swaps in fstab and in use; the swap file. */
export function judgeMounts(judging: Judging): Judged {
  const { mounts, swapFile } = judging.asked;
  if (mounts.length === 0 && swapFile === null) return { claims: [] };
  const [fstab, info, swaps] = ['fstab', 'proc_mountinfo', 'proc-swaps'].map((path) => collected(judging.input, path, STORAGE_SCRIPT));
  for (const one of [fstab, info, swaps]) if (one !== undefined && 'obstacle' in one) return { claims: [], obstacles: [one.obstacle] };
  const text = (one: typeof fstab) => (one !== undefined && 'text' in one ? one.text : '');
  const tables = { fstab: parseMounts(text(fstab)), mounted: parseMountinfo(text(info)), swaps: swapsInUse(text(swaps)) };
  return { claims: [...mounts.flatMap((mount) => mountClaims(mount, tables, judging)), ...swapFileClaims(tables, judging)] };
}

function parseMountinfo(text: string): Mounted[] {
  return text.split('\n').flatMap((line, index) => {
    const match = /^\d+ \d+ (\S+) \S+ (\S+) (\S+).* - (\S+) (\S+) (\S*)$/.exec(line);
    if (match === null) return [];
    const [, device, path, own, type, source, more] = match as unknown as [string, string, string, string, string, string, string];
    return [
      {
        line: index + 1,
        device,
        path: unescapeOctal(path),
        options: [...own.split(','), ...more.split(',')],
        type,
        source: unescapeOctal(source),
      },
    ];
  });
}

function mountClaims(mount: AskedMount, tables: Tables, judging: Judging): Claim[] {
  const volume = mount.volume === null ? undefined : judging.resolve(mount.volume);
  if (mount.volume !== null && volume === undefined) return [];
  const device = volume === undefined ? null : `/dev/${volume.name}`;
  const what = mount.path === null ? `swap on ${mount.volume ?? mount.spec}` : `${mount.volume ?? mount.spec} on ${mount.path}`;
  const shown = device === null ? what : `${what} (${device})`;
  const is = (entry: MountEntry) =>
    device === null ? entry.spec === mount.spec : resolveDevice(entry.spec, judging.devices.names) === device;
  const near = tables.fstab.filter((entry) =>
    mount.path === null ? entry.type === 'swap' && is(entry) : entry.mountpoint === noSlash(mount.path),
  );
  const entry = near.find(is) ?? near[0];
  const file = judging.input.at('fstab', entry?.line);
  const instead =
    entry === undefined
      ? `${file} has no such entry`
      : `${file} has ${entry.spec}${device === null ? '' : ` (${resolveDevice(entry.spec, judging.devices.names) ?? 'no device of the guest'})`}`;
  const claims = [asks(shown, entry !== undefined && is(entry), instead)];
  if (entry === undefined || !is(entry)) return claims;
  if (mount.options !== null) {
    const same = [...new Set(entry.options)].sort().join() === mount.options.join();
    claims.push(asks(`options ${mount.options.join(',')} for ${what}`, same, `${file} has ${entry.options.join(',')}`));
  }
  return [
    ...claims,
    ...fieldClaims(mount, what, entry, judging),
    ...(mount.options?.includes('noauto') ? [] : liveClaims(mount, what, device, tables, judging)),
  ];
}

function fieldClaims(mount: AskedMount, what: string, entry: MountEntry, judging: Judging): Claim[] {
  const [freq = '0', pass = '0'] = entry.rest;
  const file = judging.input.at('fstab', entry.line);
  const claims: Claim[] = [];
  if (mount.freq !== null) claims.push(asks(`dump frequency ${mount.freq} for ${what}`, freq === mount.freq, `${file} has ${freq}`));
  if (mount.pass !== null && mount.pass !== '-1')
    claims.push(asks(`fsck pass ${mount.pass} for ${what}`, pass === mount.pass, `${file} has ${pass}`));
  return claims;
}

/** Of several mounts at one place the last is what is seen. */
function liveClaims(mount: AskedMount, what: string, device: string | null, tables: Tables, judging: Judging): Claim[] {
  if (mount.path === null) {
    const file = judging.input.at('proc-swaps');
    const used = tables.swaps.map((swap) => resolveDevice(swap, judging.devices.names) ?? swap);
    return [asks(`${what} in use`, device === null || used.includes(device), `${file} has ${tables.swaps.join(', ') || 'no swap'} in use`)];
  }
  const found = tables.mounted.filter(({ path }) => path === noSlash(mount.path as string)).at(-1);
  if (found === undefined) return [asks(`${what}, mounted,`, false, `${judging.input.at('proc_mountinfo')} has nothing mounted there`)];
  const file = judging.input.at('proc_mountinfo', found.line);
  const source = sourceOf(found, judging);
  const claims: Claim[] = [];
  if (device !== null) claims.push(asks(`${what} (${device}), mounted,`, source === device, `${file} has ${source} mounted there`));
  if (mount.type !== null && !['none', 'bind', 'auto'].includes(mount.type))
    claims.push(asks(`${mount.type} for ${what}`, found.type === mount.type, `${file} has ${found.type}`));
  const lost = (mount.options ?? []).filter((option) => SHOWN.has(option) && !found.options.includes(option));
  claims.push(
    asks(`${lost.join(',') || 'every option'} in effect for ${what}`, lost.length === 0, `${file} is without ${lost.join(', ')}`),
  );
  return claims;
}

/** By the device's number; btrfs has none of its own there, and is found by its source. */
function sourceOf(mounted: Mounted, judging: Judging): string {
  for (const device of judging.devices.byName.values()) if (device.attributes.get('dev') === mounted.device) return `/dev/${device.name}`;
  return resolveDevice(mounted.source, judging.devices.names) ?? mounted.source;
}

function swapFileClaims(tables: Tables, judging: Judging): Claim[] {
  const wanted = judging.asked.swapFile;
  if (wanted === null) return [];
  const entry = tables.fstab.find(({ spec, type }) => spec === wanted.path && type === 'swap');
  const what = `swap file ${wanted.path}`;
  if (entry === undefined && wanted.optional && !keepsSwapFiles(wanted.path, tables)) return [];
  const used = tables.swaps.includes(wanted.path);
  return [
    asks(what, entry !== undefined, `${judging.input.at('fstab')} does not name it`),
    asks(`${what} in use`, used, `${judging.input.at('proc-swaps')} has ${tables.swaps.join(', ') || 'no swap'} in use`),
  ];
}

/** curtin makes no swap file on ZFS, and on btrfs only for Linux 5.0 and later. */
function keepsSwapFiles(path: string, tables: Tables): boolean {
  const holder = tables.mounted
    .filter((one) => one.path === '/' || path.startsWith(`${one.path}/`))
    .sort((a, b) => a.path.length - b.path.length)
    .at(-1);
  return holder === undefined || !['btrfs', 'zfs'].includes(holder.type);
}
