import { file, type Given, type Option, releases, words, yesOrNo } from './option.ts';

/** `auto` is the suite's word, and where that has none an upgrade where repositories are added. */
const upgrade = (text: string, given: Given): boolean | null | undefined => (text.toLowerCase() === 'auto' ? null : yesOrNo(text, given));

/** What the run says of all curtin installations, over the suite. */
export const CURTIN_OPTIONS = {
  curtinTree: {
    flag: '--curtin-tree <folder>',
    help: 'the curtin source tree that installs (the nearest folder above the configuration that is one)',
    variables: ['VMTEST_CURTIN_TREE'],
    parse: file,
    wants: 'a folder',
  },
  curtinExe: {
    flag: '--curtin-exe <command>',
    help: 'a command that packs curtin, instead of the source tree (tools/curtin-from-container …)',
    variables: ['VMTEST_CURTIN_EXE', 'CURTIN_VMTEST_CURTIN_EXE'],
    parse: (text: string) => text.trim() || undefined,
    wants: 'a command, its words parted by spaces',
  },
  extraConfig: {
    flag: '--extra-config <file>',
    help: 'one more configuration for every curtin installation',
    variables: ['VMTEST_EXTRA_CONFIG', 'CURTIN_VMTEST_EXTRA_CONFIG'],
    parse: file,
    wants: 'a file',
  },
  addRepos: {
    flag: '--add-repos <list>',
    help: "repositories for what curtin installs, over the suite's: as add-apt-repository takes them, parted by commas",
    variables: ['VMTEST_ADD_REPOS', 'CURTIN_VMTEST_ADD_REPOS'],
    // A repository line has spaces in it.
    parse: (text: string) =>
      text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    wants: 'repositories, parted by commas',
  },
  systemUpgrade: {
    flag: '--system-upgrade <which>',
    help: 'upgrade what curtin installed: yes, no, or auto (where repositories are added)',
    variables: ['VMTEST_SYSTEM_UPGRADE', 'CURTIN_VMTEST_SYSTEM_UPGRADE'],
    parse: upgrade,
    wants: 'yes, no or auto',
  },
  upgradePackages: {
    flag: '--upgrade-packages <list>',
    help: "packages to install or upgrade in what curtin installed, over the suite's",
    variables: ['VMTEST_UPGRADE_PACKAGES', 'CURTIN_VMTEST_UPGRADE_PACKAGES'],
    parse: words,
    wants: 'packages, parted by commas',
  },
  develReleases: {
    flag: '--devel-releases <list>',
    help: "releases in development, for which the repository proposed is not added (PROPOSED is): 'plucky'",
    variables: ['VMTEST_DEVEL_RELEASES', '_DEVEL_UBUNTU'],
    parse: releases,
    wants: 'names of releases, parted by commas',
  },
} as const satisfies Record<string, Option<unknown>>;
