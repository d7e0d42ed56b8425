import { parseSize } from '../../base/sizes.ts';
import { GATE_ID, parseShard } from '../../plan/shards.ts';
import type { OptionName } from '../settings/options.ts';
import { isProxyAddress } from '../settings/proxy-address.ts';
import { type ActionName, any, type InputRow, lines, type OwnInput, positive, type SettingInput, words, yesOrNo } from './input-row.ts';

const ALL: readonly ActionName[] = ['main', 'plan', 'report'];
const MAIN: readonly ActionName[] = ['main'];

/** A name that GitHub takes for an artifact and a file system for a folder, so short that what comes behind it is never cut. */
const artifactName = (text: string): string | undefined => (/^[A-Za-z0-9][\w.-]{0,49}$/.test(text) ? text : undefined);
/** Days that GitHub keeps an artifact, 90 at most; the repository's own limit may be less. null: as the repository says. */
const days = (text: string): number | null | undefined => {
  if (text === '0') return null;
  const number = positive(text);
  return number !== undefined && number <= 90 ? number : undefined;
};
/** More jobs a matrix cannot have. https://docs.github.com/actions/reference/limits */
const MOST_SHARDS = 256;
const shards = (text: string): number | undefined => {
  const number = positive(text);
  return number !== undefined && number <= MOST_SHARDS ? number : undefined;
};
/** The id of a plan, or what became of a job that gave none: `needs.plan.result`. */
const gateOrEnd = (text: string): string | undefined =>
  GATE_ID.test(text) || ['success', 'failure', 'cancelled', 'skipped'].includes(text) ? text : undefined;
const proxy = (text: string): string | undefined => (isProxyAddress(text) ? text : undefined);

/** The inputs that only an action has. */
export const OWN_INPUTS = {
  suite: {
    actions: ['main', 'plan'],
    description: 'The suite files, one a line; globs are allowed. Without it: vmtest.yaml, else tests/vmtest.yaml.',
    parse: lines,
    wants: 'paths of suite files, one a line',
  },
  select: {
    actions: ['main', 'plan'],
    description: 'Only these tests, one filter a line: an id, a glob, or key=value, !=, ~, !~. All must match.',
    parse: lines,
    wants: 'filters, one a line',
  },
  shard: {
    actions: MAIN,
    description: 'Run only the tests that the plan action gave to this job: toJSON(matrix), as an expression.',
    parse: parseShard,
    wants: 'what the plan action gave: ${{ toJSON(matrix) }}',
  },
  shards: {
    actions: ['plan'],
    description: 'How many jobs at most share the tests.',
    default: '4',
    parse: shards,
    wants: `a whole number from 1 to ${MOST_SHARDS}`,
  },
  gate: {
    actions: ['report'],
    description:
      'Of several gates in one workflow this one: the plan action’s output gate, or how its job ended where it has none. Without it: the only one.',
    parse: gateOrEnd,
    wants: 'what the plan action gave: ${{ needs.plan.outputs.gate || needs.plan.result }}',
  },
  cache: {
    actions: ALL,
    description: 'GitHub’s cache, for images and the times of earlier runs: auto (pull requests only read it), read, or off.',
    default: 'auto',
    parse: words('auto', 'read', 'off'),
    wants: 'auto, read or off',
  },
  'artifact-name': {
    actions: ALL,
    description: 'How the names of the artifacts begin. Two gates of one workflow need two.',
    default: 'vmtest',
    parse: artifactName,
    wants: 'up to 50 letters, digits, dots, dashes and underscores',
  },
  'artifact-limit': {
    actions: MAIN,
    description: 'No more than this is uploaded of what is kept, a few KiB of results aside; disks are left out first. 0 uploads nothing.',
    default: '2G',
    parse: (text: string): number | undefined => (text === '0' ? 0 : parseSize(text)),
    wants: 'a size with its unit, such as 2G, or 0',
  },
  'retention-days': {
    actions: ALL,
    description: 'How long GitHub keeps the artifacts. Without it, or with 0: as the repository says.',
    parse: days,
    wants: 'a whole number from 1 to 90, or 0',
  },
  'apt-proxy': {
    actions: MAIN,
    description: 'The proxy for the packages that guests and images fetch. Guests are told no password of it.',
    parse: proxy,
    wants: 'an address of http or https',
  },
  'install-deps': {
    actions: MAIN,
    description: 'Install missing system packages (QEMU, firmware) by apt: auto (on GitHub-hosted runners), always, or never.',
    parse: words('auto', 'always', 'never'),
    wants: 'auto, always or never',
  },
  'fail-on': {
    actions: ['main', 'report'],
    description: 'What fails the job: failed, failed-or-flaky, or never.',
    default: 'failed',
    parse: words('failed', 'failed-or-flaky', 'never'),
    wants: 'failed, failed-or-flaky or never',
  },
  'pass-with-no-tests': {
    actions: ['main', 'report'],
    description: 'Whether a run in which no test ran is a success.',
    default: 'false',
    parse: yesOrNo,
    wants: 'true or false',
  },
  matrix: {
    actions: MAIN,
    description: 'Tells the legs of a matrix apart in the names of artifacts.',
    default: '${{ toJSON(matrix) }}',
    hidden: true,
    parse: any,
    wants: 'JSON',
  },
  'check-run-id': {
    actions: MAIN,
    description: 'Tells jobs apart in the names of artifacts.',
    default: '${{ job.check_run_id }}',
    hidden: true,
    parse: any,
    wants: 'a number',
  },
} as const satisfies Record<string, OwnInput<unknown>>;

export type OwnInputName = keyof typeof OWN_INPUTS;

const setting = (name: OptionName, description: string, actions: readonly ActionName[] = MAIN): SettingInput => ({
  actions,
  description,
  setting: name,
});

/** The inputs that are settings of a run: each has the name of its option. */
export const SETTING_INPUTS = {
  accel: setting('accel', 'kvm (fails within seconds, with the cause, where KVM is unusable), auto, or tcg (emulation). Without it: kvm.'),
  jobs: setting('jobs', 'Tests at once: a number, or auto. Without it: as many as processors and memory carry.'),
  retries: setting('retries', 'How often a test that the host ended is run again from its start. Without it: 1.'),
  'image-dir': setting('imageDir', 'The image store. Without it: vmtest/images in the runner’s tool cache.'),
  'image-sync': setting('imageSync', 'yes: look for newer published images; no: never fetch them. Without it: fetch what is missing.'),
  'images-to-keep': setting('imagesToKeep', 'Newest versions of each published image that a sync keeps. Without it: 1.'),
  'keep-data-pass': setting(
    'keepPass',
    'What to keep of a test that passed: boot, collect, disks, install, logs; or all; or none. Without it: none.',
  ),
  'keep-data-fail': setting('keepFail', 'The same of a test that failed. Without it: all, which is what a replay needs.'),
  junit: setting('junit', 'Write the JUnit file here too; always: junit.xml in the top folder.', ['main', 'report']),
  'install-timeout': setting('installTimeout', 'Deadline of every installation, over the suite’s, such as 50m.'),
  'boot-timeout': setting('bootTimeout', 'Deadline of every boot, over the suite’s, such as 5m.'),
  bridge: setting('bridge', 'Attach every NIC to this bridge; user: QEMU’s user networking.'),
  topdir: setting('topdir', 'Folder of all that the run makes, absent or empty. Without it: below RUNNER_TEMP.'),
  log: setting('log', 'Write a log with all consoles here too.'),
} as const satisfies Record<string, SettingInput>;

/** Every input of every action, by name, in the order in which people are told of them. */
export const INPUTS: Readonly<Record<string, InputRow>> = Object.fromEntries(
  (
    [
      ...(['suite', 'select', 'shard', 'shards'] as const).map((name) => [name, OWN_INPUTS[name]] as const),
      ...Object.entries(SETTING_INPUTS),
      ...Object.entries(OWN_INPUTS),
    ] as [string, InputRow][]
  ).filter(([name], index, all) => all.findIndex(([other]) => other === name) === index),
);
