import { shown, type Values } from './values.ts';

/** What a machine of a suite can be, as curtin's classes call it too. */
const ARCHES: readonly string[] = ['amd64', 'arm64', 'ppc64el'];

/** An image that a class boots or installs, as `images` of a suite has it. */
export interface CarriedImage {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface CarriedImages {
  /** The image that is booted to install. */
  readonly image: CarriedImage;
  /** The one that is installed; null where it is the same. */
  readonly target: CarriedImage | null;
  /** Of both of them. */
  readonly arch: string;
  /** The kernel package of the target where it is not the distribution's usual one. */
  readonly kernelPackage: string | null;
}

/**
 * The images of a class, found in MAAS's stream by the same fields as in the original (`get_images`): the product's release,
 * os, krel (the release's own where the class has none), kflavor and subarch. A text instead says why there is none.
 */
export function imagesOf(values: Values): CarriedImages | string {
  const get = (name: string) => values.text(name, 'test');
  const [os, release, targetOs, targetRelease] = ['distro', 'release', 'target_distro', 'target_release'].map(get);
  if (!os || !release || !targetOs || !targetRelease) return 'it has no release: distro, release, target_distro and target_release';
  const arch = get('target_arch') ?? get('arch') ?? 'amd64';
  if (!ARCHES.includes(arch)) return `its architecture is ${shown(arch)}, and the suite's machines are ${ARCHES.join(', ')}`;
  const [krel, kflavor, subarch] = ['krel', 'kflavor', 'subarch'].map(get);
  const image = imageFor({ os, release, krel: krel || release, kflavor, subarch, arch });
  const same = targetRelease === release;
  if (!same && get('target_ftype') === 'root-image.xz')
    return `what it installs, ${shown(targetRelease)}, is a file of the host's, of no stream`;
  const target = { os: targetOs, release: targetRelease, krel: get('target_krel') || krel, kflavor: get('target_kflavor'), subarch, arch };
  return {
    arch,
    image,
    target: same ? null : imageFor(target),
    kernelPackage: kernelPackage(get('target_kernel_package'), kflavor, subarch),
  };
}

type Fields = Readonly<Record<'os' | 'release' | 'krel' | 'kflavor' | 'subarch', string | null | undefined>> & { readonly arch: string };

function imageFor({ os, release, krel, kflavor, subarch, arch }: Fields): CarriedImage {
  const words = [release, subarch, krel === release ? null : krel, kflavor === 'generic' ? null : kflavor, arch === 'amd64' ? null : arch];
  const fields = Object.entries({ os, release, krel, kflavor, subarch, arch: arch === 'amd64' ? null : arch });
  return {
    name: words
      .filter(Boolean)
      .join('-')
      .replace(/[\s\p{Cc}]+/gu, '-'),
    definition: { simplestreams: Object.fromEntries(fields.filter(([, value]) => value)) },
  };
}

/** The original's `get_kernel_package`, where it is not the plain one: `linux-image-generic-hwe-16.04`. */
function kernelPackage(given: string | null, kflavor: string | null | undefined, subarch: string | null | undefined): string | null {
  if (given) return given;
  return !subarch || !kflavor || subarch.startsWith('ga') ? null : `linux-image-${kflavor}-${subarch}`;
}
