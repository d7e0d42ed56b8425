import { file, type Option, yesOrNo } from './option.ts';

/** How a run goes about its tests, and what it leaves. */
export const RUN_OPTIONS = {
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
