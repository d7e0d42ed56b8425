import type { GrubCheck } from '../../model/check.ts';
import { type Assessment, type CheckInput, type Claim, collected } from '../claim.ts';
import { resolveDevice } from '../devices.ts';
import { blockDevices, type Device, type Devices } from '../storage/devices.ts';
import { askedStorage } from '../storage/expect.ts';
import { asks, listed, sameNames } from '../storage/judging.ts';
import { type Resolve, resolver } from '../storage/resolve.ts';
import { GRUB_SCRIPT } from './collect.ts';
import { type AskedGrub, askedGrub } from './expect.ts';
import { nvramClaims } from './nvram.ts';

interface Judging {
  readonly asked: AskedGrub;
  readonly devices: Devices;
  readonly resolve: Resolve;
  readonly input: CheckInput;
}

/**
 * `grub`: on a BIOS its first sector on the disks that the configuration marks; with UEFI its files on the EFI system partition and,
 * unless `update_nvram` is off, entries of the firmware, none twice; the devices that Debian's package is told; a grub.cfg.
 */
export function checkGrub(check: GrubCheck, input: CheckInput): Assessment {
  if (check.config === null) return { claims: [], obstacles: ['there is no curtin configuration to hold the system against'] };
  const asked = askedGrub(check.config);
  if ('none' in asked) return { claims: [], obstacles: [], skip: asked.none };
  const firmware = collected(input, 'firmware', GRUB_SCRIPT);
  if ('obstacle' in firmware) return { claims: [], obstacles: [firmware.obstacle] };
  const devices = blockDevices(input);
  if ('obstacle' in devices) return { claims: [], obstacles: [devices.obstacle] };
  const storage = askedStorage(check.config);
  const resolve: Resolve = 'none' in storage ? () => undefined : resolver(storage, devices);
  const judging: Judging = { asked, devices, resolve, input };
  const uefi = firmware.text.trim() === 'uefi';
  const claims = uefi ? uefiClaims(judging) : sectorClaims(judging);
  return { claims: [...claims, ...debconfClaims(judging, uefi), ...configClaims(judging)], obstacles: [] };
}

function sectorClaims({ asked, devices, resolve, input }: Judging): Claim[] {
  const sectors = collected(input, 'boot_sectors', GRUB_SCRIPT);
  if ('obstacle' in sectors) return [asks('boot sectors', false, sectors.obstacle)];
  const lines = sectors.text.split('\n');
  const wanted = [
    ...asked.devices.map((id) => [id, resolve(id)] as const),
    ...asked.paths.map((path) => [path, devices.byName.get((resolveDevice(path, devices.names) ?? path).replace('/dev/', ''))] as const),
  ];
  return wanted.flatMap(([name, device]) => {
    // A partition that GRUB is installed on (PReP) begins with a program of its own.
    if (device === undefined || device.attributes.has('partition')) return [];
    const names = [device.name, ...device.slaves];
    const index = lines.findIndex((line) => names.includes(line.split(' ')[0] as string));
    const holds = /GRUB/.test(lines[index]?.slice(names[0]?.length ?? 0) ?? '');
    return [
      asks(
        `GRUB in the first sector of ${name} (${device.name})`,
        holds,
        `${input.at('boot_sectors', index === -1 ? undefined : index + 1)} has none there`,
      ),
    ];
  });
}

function uefiClaims({ asked, input }: Judging): Claim[] {
  const boot = collected(input, 'find_boot.out', GRUB_SCRIPT);
  if ('obstacle' in boot) return [asks('EFI programs', false, boot.obstacle)];
  const programs = boot.text.split('\n').filter((line) => /\/EFI\/[^/]+\/(?:grub|shim)[^/]*\.efi$/i.test(line));
  const claim = asks(
    'GRUB on the EFI system partition',
    programs.length > 0,
    `${input.at('find_boot.out')} has no grub*.efi or shim*.efi below /boot/efi/EFI`,
  );
  return [claim, ...(asked.updateNvram ? nvramClaims(input) : [])];
}

/** `* grub-pc/install_devices: /dev/disk/by-id/…, …` of debconf-show; systems without debconf are told nothing. */
function debconfClaims({ asked, devices, resolve, input }: Judging, uefi: boolean): Claim[] {
  const question = uefi ? 'grub-efi/install_devices' : 'grub-pc/install_devices';
  const lines = input.phase.read('debconf_grub')?.split('\n') ?? [];
  const index = lines.findIndex((line) => line.replace(/^[*\s]+/, '').startsWith(`${question}:`));
  const wanted = (uefi ? asked.esps : asked.devices).map((id) => resolve(id));
  if (index === -1 || wanted.length === 0 || wanted.includes(undefined)) return [];
  const paths = (lines[index] as string).slice((lines[index] as string).indexOf(':') + 1).split(',');
  const told = paths.map((path) => path.trim()).filter((path) => path !== '');
  const names = told.map((path) => (resolveDevice(path, devices.names) ?? path).replace('/dev/', ''));
  const wantedNames = (wanted as Device[]).map(({ name }) => name);
  return [
    asks(
      `${question} ${listed(wantedNames)}`,
      sameNames(names, wantedNames),
      `${input.at('debconf_grub', index + 1)} has ${told.join(', ') || 'none'}`,
    ),
  ];
}

function configClaims({ asked, input }: Judging): Claim[] {
  const text = input.phase.read('grub_cfg');
  const entries = /^\s*(?:menuentry|submenu|blscfg|insmod blscfg)\b/m.test(text ?? '');
  const claims = [
    asks('grub.cfg with an entry', entries, text === null ? `${input.at('grub_cfg')} is not there` : `${input.at('grub_cfg')} has none`),
  ];
  if (asked.terminal === null) return claims;
  const lines = (input.phase.read('grub_defaults') ?? '').split('\n');
  // The last word of a shell file counts.
  const line = lines.findLast((one) => /^\s*GRUB_TERMINAL=/.test(one))?.trim();
  const value = line?.replace(/^GRUB_TERMINAL=/, '').replace(/^["']|["']$/g, '');
  return [
    ...claims,
    asks(`GRUB_TERMINAL ${asked.terminal}`, value === asked.terminal, `${input.at('grub_defaults')} has ${value ?? 'none'}`),
  ];
}
