import { file, type Given, type Option, releases, words, yesOrNo } from './option.ts';

/** Yes or no, or the seed of an order: a number of 32 bits, of which 0 and 1 are words for no and yes. */
const shuffle = (text: string, given: Given): boolean | number | undefined =>
  /^[1-9]\d{0,9}$/.test(text) && Number(text) >= 2 && Number(text) < 2 ** 32 ? Number(text) : yesOrNo(text, given);

/** Numbers of bugs, also as Launchpad writes them: `LP:#1234`. */
function bugs(text: string): string[] | undefined {
  const names = words(text).map((word) => word.replace(/^(?:LP:?)?#/i, ''));
  return names.every((name) => name === '*' || /^[\w-]+$/.test(name)) ? names : undefined;
}

/** How a run goes about its tests, and what it leaves. */
export const RUN_OPTIONS = {
  retries: {
    flag: '--retries <n>',
    help: 'how often a test that the host ended is run again; its suite says it of what it tests (0)',
    variables: ['VMTEST_RETRIES'],
    parse: (text: string) => (/^\d{1,2}$/.test(text) ? Number(text) : undefined),
    wants: 'a whole number from 0 to 99',
  },
  shuffle: {
    flag: '--shuffle <which>',
    help: 'start tests in an order by chance, whose seed is told: yes, no, or that seed (no)',
    variables: ['VMTEST_SHUFFLE_TESTS', 'CURTIN_VMTEST_SHUFFLE_TESTS'],
    parse: shuffle,
    wants: 'yes, no, or a seed: a whole number from 2 to 4294967295',
  },
  tarDisks: {
    flag: '--tar-disks [which]',
    help: 'pack the disks that are kept of a test into disks/disks.tar (no)',
    variables: ['VMTEST_TAR_DISKS', 'CURTIN_VMTEST_TAR_DISKS'],
    parse: yesOrNo,
    wants: 'yes or no',
  },
  log: {
    flag: '--log <file>',
    help: 'write what --verbose shows here too, afresh: plain lines and all consoles (none)',
    variables: ['VMTEST_LOG', 'CURTIN_VMTEST_LOG'],
    parse: file,
    wants: 'a file',
  },
  reuseTopdir: {
    flag: '--reuse-topdir [which]',
    help: 'start no machine: judge again what is kept in --topdir, as vmtest check does (no)',
    variables: ['VMTEST_REUSE_TOPDIR', 'CURTIN_VMTEST_REUSE_TOPDIR'],
    parse: yesOrNo,
    wants: 'yes or no',
  },
  skipByDateBugs: {
    flag: '--skip-by-date-bugs <list>',
    help: "bugs whose tests are skipped after the skip's day too; * is all (none)",
    variables: ['VMTEST_SKIP_BY_DATE_BUGS', 'CURTIN_VMTEST_SKIP_BY_DATE_BUGS'],
    parse: bugs,
    wants: 'numbers of bugs, parted by commas, or *',
  },
  unsupportedReleases: {
    flag: '--unsupported-releases <list>',
    help: 'skip tests whose image is of one of these releases (none)',
    variables: ['VMTEST_UNSUPPORTED_RELEASES', 'CURTIN_VMTEST_UNSUPPORTED_UBUNTU', 'UNSUPPORTED_UBUNTU'],
    parse: releases,
    wants: 'names of releases, parted by commas',
  },
  debugAllowFail: {
    flag: '--debug-allow-fail [which]',
    help: 'a test that fails as its suite expects is a failure, and told as one (no)',
    variables: ['VMTEST_DEBUG_ALLOW_FAIL', 'CURTIN_VMTEST_DEBUG_ALLOW_FAIL'],
    parse: yesOrNo,
    wants: 'yes or no',
  },
} as const satisfies Record<string, Option<unknown>>;
