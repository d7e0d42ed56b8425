import type { MmdebstrapSource } from '../../model/suite.ts';
import { DEBIAN_ARCH } from './recipe.ts';

/** How mmdebstrap comes to own files as root: really, by a user namespace, or by preloaded libraries. */
export type BuildMode = 'root' | 'unshare' | 'fakechroot';

/** The script that `customize` becomes in the system, for the time of the build. */
export const CUSTOMIZE_PATH = '/.vmtest-customize';

const DPKG_OPTIONS = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
  'path-include=/usr/share/locale/locale.alias',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  // A recipe's file that is also a package's configuration file stays as the recipe has it.
  'force-confold',
  'force-unsafe-io',
];

/** The arguments that say where packages come from: suite, architecture, components, mirrors. `target` as mmdebstrap takes it. */
export function sourceArgs(source: MmdebstrapSource, target: string): string[] {
  return [
    `--variant=${source.variant}`,
    `--architectures=${DEBIAN_ARCH[source.arch]}`,
    ...(source.components.length === 0 ? [] : [`--components=${source.components.join(',')}`]),
    '--',
    source.suite,
    target,
    ...source.mirrors,
  ];
}

/**
 * mmdebstrap's arguments for a build that writes its tar to stdout. `filesTar` and `customizeTar` are paths of plain characters,
 * for they stand in hooks, which mmdebstrap splits as a shell would; no text of a suite's does.
 */
export function buildArgs(
  source: MmdebstrapSource,
  options: { readonly mode: BuildMode; readonly filesTar: string; readonly customizeTar: string | null },
): string[] {
  const customize =
    options.customizeTar === null
      ? []
      : [
          `--customize-hook=tar-in ${options.customizeTar} /`,
          `--customize-hook=chroot "$1" sh ${CUSTOMIZE_PATH}`,
          `--customize-hook=rm "$1${CUSTOMIZE_PATH}"`,
        ];
  return [
    '--verbose',
    `--mode=${options.mode}`,
    '--format=tar',
    ...DPKG_OPTIONS.map((option) => `--dpkgopt=${option}`),
    ...(source.include.length === 0 ? [] : [`--include=${source.include.join(',')}`]),
    `--essential-hook=tar-in ${options.filesTar} /`,
    ...customize,
    ...sourceArgs(source, '-'),
  ];
}
