import type { KernelPackageCheck } from '../model/check.ts';
import { type Assessment, type CheckInput, type Claim, collected } from './claim.ts';
import { OS_RELEASE, osRelease, TAKE } from './guest-tools.ts';
import { installedClaim, PACKAGES_COLLECT, parsePackages } from './packages.ts';

const SCRIPT = 'check kernel package';

export const KERNEL_COLLECT = [
  ...PACKAGES_COLLECT,
  { name: SCRIPT, script: `${TAKE}\n${OS_RELEASE}\ncopy /etc/kernel-img.conf kernel-img.conf\nuname -m > machine` },
] as const;

/** What a kernel is called: Debian's family, Fedora's, SUSE's. */
const ANY_KERNEL = ['linux-image-*', 'kernel', 'kernel-core', 'kernel-default'];

/** Ubuntu's releases whose kernel packages read kernel-img.conf (LP: #1847257). */
const WITH_KERNEL_IMG = ['trusty', 'xenial', 'bionic', 'cosmic', 'disco'];

/**
 * `kernel-package`: that package is installed; where none is named, some kernel's. On Ubuntu up to 19.04 also kernel-img.conf as
 * curtin writes it: links in /boot on all but x86.
 */
export function checkKernelPackage(check: KernelPackageCheck, input: CheckInput): Assessment {
  const listing = collected(input, 'packages', 'check packages');
  if ('obstacle' in listing) return { claims: [], obstacles: [listing.obstacle] };
  const packages = parsePackages(listing.text);
  const conf = kernelImgClaim(input);
  if (check.package !== null) return { claims: [installedClaim(check.package, packages, input), ...conf], obstacles: [] };
  const all = ANY_KERNEL.map((name) => installedClaim(name, packages, input));
  const found = all.find(({ holds }) => holds);
  const otherwise = `a kernel is asked for, and none of the ${packages.length} packages of ${input.at('packages')} is installed as one`;
  return { claims: [{ holds: found !== undefined, otherwise, though: found?.though ?? '' }, ...conf], obstacles: [] };
}

function kernelImgClaim(input: CheckInput): Claim[] {
  const os = osRelease(input.phase.read('os_release'));
  const release = os.codename || CODENAMES[/^VERSION_ID="?([\d.]+)/m.exec(input.phase.read('os_release') ?? '')?.[1] ?? ''];
  if (os.id !== 'ubuntu' || release === undefined || !WITH_KERNEL_IMG.includes(release)) return [];
  const machine = input.phase.read('machine')?.trim() ?? '';
  const wanted = `link_in_boot = ${/^(?:x86_64|i\d86)$/.test(machine) ? 'no' : 'yes'}`;
  const lines = input.phase
    .read('kernel-img.conf')
    ?.split('\n')
    .map((line) => line.trim());
  const found = lines?.find((line) => line.startsWith('link_in_boot'));
  const file = input.at('kernel-img.conf');
  return [
    {
      holds: lines?.includes(wanted) === true,
      otherwise: `\`${wanted}\` is asked for on ${machine}, and ${file} ${lines === undefined ? 'is not there' : `has ${found === undefined ? 'no such line' : `\`${found}\``}`}`,
      though: `${file} has \`${wanted}\``,
    },
  ];
}

/** Ubuntu 14.04 names no code name in os-release. */
const CODENAMES: Readonly<Record<string, string>> = { '14.04': 'trusty', '16.04': 'xenial' };
