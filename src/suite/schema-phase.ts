import * as z from 'zod/mini';
import { anyText, count, duration, listOf, path, text, word, yesNo } from './leaves.ts';
import { checks } from './schema-check.ts';
import { described, named } from './words.ts';

const cloudConfig = named(z.record(z.string(), named(z.unknown(), { asWritten: true })), {
  what: 'a cloud-config mapping',
  asWritten: true,
});

const phase = {
  timeout: z.optional(described(duration, 'How long the phase may last')),
  'kernel-args': z.optional(
    described(listOf(text('kernel arguments'), 'kernel arguments'), 'Arguments added to the kernel’s command line'),
  ),
  'cloud-config': z.optional(described(cloudConfig, 'cloud-config for the guest’s cloud-init')),
  end: z.optional(described(z.enum(['poweroff', 'reboot']), 'How the phase ends; poweroff by default')),
  reboots: z.optional(described(count('a number of reboots', 0, 100), 'Resets that may pass; 0 by default')),
  seed: z.optional(described(z.enum(['disk', 'http']), 'How the NoCloud seed reaches the guest')),
};

const options = {
  replace: z.optional(described(z.record(z.string(), anyText), 'Text replaced in the installer’s file')),
  publish: z.optional(
    described(z.record(z.string(), text('a path')), 'Files for the guest: path or glob on the host to path for the guest'),
  ),
  target: z.optional(described(text('the name of an image'), 'The image that is installed; the one that is booted by default')),
  root: z.optional(described(z.enum(['disk', 'http']), 'How the booted environment gets its root file system; a disk by default')),
  ...phase,
};

const script = z.strictObject({ script: described(path, 'A script that installs, run in the booted image'), ...options });

const packages = (what: string, description: string) => z.optional(described(listOf(text(what), what), description));

/** What `sanitize_source` of curtin/util.py knows; anything else it takes for the address of an archive, which `wget` then does not find. */
const installSource = word(
  'an install source',
  /^(?:cp:\/\/\/|(?:tgz|tbz|txz|fsimage|fsimage-layered|squashfs|dd-[a-z0-9]+):(?=.)|(?:https?|ftp|file):\/\/(?=.)|\/(?=.))/,
  'write `cp:///FOLDER`, an address, an absolute path, or one of them behind `tgz:`, `tbz:`, `txz:`, `fsimage:`, `fsimage-layered:`, `squashfs:`, `dd-xz:`, `dd-raw:`, …',
);

const curtin = z.strictObject({
  curtin: described(path, 'A curtin configuration'),
  tree: z.optional(described(path, 'A curtin source tree; by default the nearest folder above the configuration that is one')),
  configs: z.optional(described(listOf(path, 'a path'), 'Further configurations, merged over the first in their order')),
  'dirty-disks': z.optional(described(yesNo, 'Partition the disks once before the installation')),
  'add-repos': packages('a repository', 'Repositories for the target, as add-apt-repository takes them'),
  'system-upgrade': z.optional(described(yesNo, 'Upgrade the target; by default where repositories are added')),
  'upgrade-packages': packages('a package', 'Packages that are installed or upgraded in the target'),
  'kernel-package': z.optional(described(text('a package'), 'The kernel package of the target; by default curtin’s choice')),
  source: z.optional(described(installSource, 'What curtin installs, as its command line takes it; by default the target image')),
  ...options,
});

const INSTALL = 'none, or a mapping with one installer (script, curtin)';

export const install = named(
  z.union([named(z.enum(['none']), { what: INSTALL }), script, curtin]),
  { what: INSTALL, keys: { script, curtin } },
  { id: 'install', description: 'How the system is installed; none tests an image that is a disk already' },
);

/** The names of a boot that are folders of the harness's own beside it. */
const bootName = word(
  'the name of a boot',
  /^(?!install$|\.)[A-Za-z0-9._-]{1,40}$/,
  'letters, digits, ".", "_" and "-", at most 40, and not install',
);

export const boot = named(
  z.strictObject({
    name: z.optional(bootName),
    runcmd: z.optional(described(listOf(text('a shell command'), 'a shell command'), 'Shell commands in the guest')),
    collect: z.optional(
      described(listOf(text('a shell command'), 'a shell command'), 'Shell commands in the guest, in the folder that is collected'),
    ),
    checks: z.optional(checks),
    ...phase,
  }),
  { what: 'a mapping' },
  { id: 'boot', description: 'One boot of what was installed' },
);

export const boots = named(z.union([boot, z.array(boot)]), { what: 'a mapping, or a list of boots' });
