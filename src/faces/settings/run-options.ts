import { file, type Given, type Option, yesOrNo } from './option.ts';

/** Yes or no, or the seed of an order: a number of 32 bits, of which 0 and 1 are words for no and yes. */
const shuffle = (text: string, given: Given): boolean | number | undefined =>
  /^[1-9]\d{0,9}$/.test(text) && Number(text) >= 2 && Number(text) < 2 ** 32 ? Number(text) : yesOrNo(text, given);

/** How a run goes about its tests, and what it leaves. */
export const RUN_OPTIONS = {
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
} as const satisfies Record<string, Option<unknown>>;
