import type { PackagesCheck } from '../model/suite.ts';
import { type Assessment, type CheckInput, type Claim, collected } from './claim.ts';

const SCRIPT = 'check packages';

/** Lines of `STATUS<tab>NAME<tab>VERSION<tab>ARCHITECTURE`, the status as dpkg abbreviates it; every package that rpm names is `ii`. */
export const PACKAGES_COLLECT = [
  {
    name: SCRIPT,
    script: `: > packages
if command -v dpkg-query >/dev/null 2>&1; then dpkg-query -W -f '\${db:Status-Abbrev}\\t\${Package}\\t\${Version}\\t\${Architecture}\\n' > packages; fi
if [ ! -s packages ] && command -v rpm >/dev/null 2>&1; then rpm -qa --queryformat 'ii \\t%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n' > packages; fi
[ -s packages ] || { rm packages; echo 'neither dpkg-query nor rpm names a package' >&2; exit 1; }`,
  },
] as const;

/** One line of the listing. */
export interface Package {
  readonly line: number;
  readonly status: string;
  readonly name: string;
  readonly version: string;
  readonly arch: string;
}

/**
 * `packages: { installed, absent }`: whole names as dpkg or rpm gives them, `NAME:ARCH` for one architecture, `*` for any characters.
 * A package of which only the configuration is left (`rc`) is not installed.
 */
export function checkPackages(check: PackagesCheck, input: CheckInput): Assessment {
  const listing = collected(input, 'packages', SCRIPT);
  if ('obstacle' in listing) return { claims: [], obstacles: [listing.obstacle] };
  const packages = parsePackages(listing.text);
  return {
    claims: [
      ...check.installed.map((name) => installedClaim(name, packages, input)),
      ...check.absent.map((name) => negated(installedClaim(name, packages, input))),
    ],
    obstacles: [],
  };
}

/** Reads what the script collects. */
export function parsePackages(text: string): Package[] {
  return text.split('\n').flatMap((line, index) => {
    const [status, name, version, arch] = line.split('\t');
    return status === undefined || name === undefined
      ? []
      : [{ line: index + 1, status: status.trim(), name, version: version ?? '', arch: arch ?? '' }];
  });
}

/** The claim that a package of that name is installed. */
export function installedClaim(wanted: string, packages: readonly Package[], input: CheckInput): Claim {
  const matches = nameMatcher(wanted);
  const named = packages.filter(matches);
  // dpkg's second letter is the state: `i` is installed, whatever was wished (`ii`, `hi`).
  const found = named.find(({ status }) => status[1] === 'i');
  const rest = named[0];
  return {
    holds: found !== undefined,
    otherwise:
      rest === undefined
        ? `${wanted} is not installed: none of the ${packages.length} packages of ${input.at('packages')} has that name`
        : `${wanted} is not installed: ${input.at('packages', rest.line)} has it with status ${rest.status}`,
    though: found === undefined ? '' : `${found.name} ${found.version} is installed (${input.at('packages', found.line)})`,
  };
}

function nameMatcher(wanted: string): (entry: Package) => boolean {
  const [name, arch] = wanted.split(':') as [string, string | undefined];
  const parts = name.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  return (entry) => pattern.test(entry.name) && (arch === undefined || arch === entry.arch);
}

function negated(claim: Claim): Claim {
  return { holds: !claim.holds, otherwise: claim.though, though: claim.otherwise };
}
