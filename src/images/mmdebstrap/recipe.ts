import { sha256 } from '../../base/files.ts';
import type { ImageRole, MmdebstrapSource } from '../../model/suite.ts';

/** Raised whenever the same recipe would give another image. */
export const BUILDER_VERSION = 1;

/** Debian's name of an architecture. */
export const DEBIAN_ARCH = { x86_64: 'amd64', aarch64: 'arm64', ppc64: 'ppc64el' } as const;

/** Put into every image before its packages are configured; a recipe's own file of the same path wins. */
const OUR_FILES: Readonly<Record<string, string>> = {
  // The initrd is read by firmware and unpacked by an emulated CPU: quick to make and to unpack counts, not size.
  '/etc/initramfs-tools/conf.d/vmtest': 'COMPRESS=zstd\nCOMPRESSLEVEL=1\n',
};

/** All files that go in: ours and the recipe's, by absolute path, sorted. */
export function filesOf(source: MmdebstrapSource): readonly (readonly [path: string, text: string])[] {
  const files = new Map(Object.entries(OUR_FILES));
  for (const [path, text] of Object.entries(source.files)) files.set(`/${path.replace(/^\/+/, '')}`, text);
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether the recipe asks for a kernel: Debian's are called `linux-image-…`, Ubuntu's also `linux-generic`, `linux-virtual`, `linux-kvm`. */
export function hasKernel(source: MmdebstrapSource): boolean {
  return source.include.some((name) => /^linux-(?:image|generic|virtual|kvm|lowlatency|aws|azure|gcp)/.test(name));
}

/** The roles that the image will have. */
export function rolesOf(source: MmdebstrapSource): readonly ImageRole[] {
  return hasKernel(source) ? ['kernel', 'initrd', 'root', 'root-tar'] : ['root', 'root-tar'];
}

/** The recipe as one line of JSON: the same for recipes that differ in the order of packages or keys only. */
export function canonicalRecipe(source: MmdebstrapSource): string {
  return JSON.stringify({
    builder: BUILDER_VERSION,
    suite: source.suite,
    arch: source.arch,
    variant: source.variant,
    include: [...new Set(source.include)].sort(),
    components: source.components,
    mirrors: source.mirrors,
    files: filesOf(source),
    customize: source.customize,
    root: source.root,
  });
}

/** sha256 of the canonical recipe, in hex. */
export function recipeKey(source: MmdebstrapSource): string {
  return sha256(canonicalRecipe(source));
}

/** The name of an image version: `SUITE-KEY`, 16 hex digits over the recipe and the package index. */
export function versionName(source: MmdebstrapSource, indexDigest: string): string {
  return `${source.suite.replace(/[^A-Za-z0-9._-]/g, '_')}-${sha256(`${recipeKey(source)} ${indexDigest}`).slice(0, 16)}`;
}
