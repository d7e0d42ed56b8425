import { parseSize } from '../../base/sizes.ts';
import { shorten } from '../../base/text.ts';
import { parseDuration } from '../../base/times.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../engine/settings.ts';
import { type Problem, problemsError } from '../../model/errors.ts';
import { KEEP_PARTS, type KeepPart } from '../../model/plan.ts';
import type { Accel, Origin } from '../../model/suite.ts';
import { CURTIN_OPTIONS } from './curtin-options.ts';
import { IMAGE_OPTIONS } from './image-options.ts';
import { file, type Option, positive } from './option.ts';
import { RUN_OPTIONS } from './run-options.ts';

// The original counts memory in MiB and time in seconds, without a unit: its own variables keep that.
const size = (text: string, { original }: { original: boolean }) => parseSize(original && /^\d+$/.test(text) ? `${text}M` : text);
const duration = (text: string, { original }: { original: boolean }) => parseDuration(original && /^\d+$/.test(text) ? `${text}s` : text);

/** Reads a keep policy: a comma list of the five parts, or `all`, or `none` alone. */
export function parseKeep(text: string): readonly KeepPart[] | undefined {
  const words = text.split(',').map((word) => word.trim());
  if (words.length === 1 && words[0] === 'all') return KEEP_PARTS;
  if (words.length === 1 && words[0] === 'none') return [];
  return words.every((word) => (KEEP_PARTS as readonly string[]).includes(word)) ? (words as KeepPart[]) : undefined;
}

const KEEP_WANTS = `a comma list of ${KEEP_PARTS.join(', ')}, or all, or none alone`;

/** Every setting of a run that an option or a variable can give. */
export const OPTIONS = {
  accel: {
    flag: '--accel <which>',
    help: 'kvm, tcg, or auto: KVM where it is proved to run a guest, else emulation',
    variables: ['VMTEST_ACCEL'],
    parse: (text: string) => (['auto', 'kvm', 'tcg'].includes(text) ? (text as Accel) : undefined),
    wants: 'kvm, tcg or auto',
  },
  tcgFactor: {
    flag: '--tcg-factor <n>',
    help: 'timeouts are multiplied by this where there is no KVM (10)',
    variables: ['VMTEST_TCG_FACTOR'],
    parse: (text: string) => (/^\d+(\.\d+)?$/.test(text) && Number(text) >= 1 ? Number(text) : undefined),
    wants: 'a number of at least 1',
  },
  jobs: {
    flag: '-j, --jobs <n>',
    help: 'tests at once: a number, or auto (as many as processors and memory carry)',
    variables: ['VMTEST_JOBS', 'CURTIN_VMTEST_PARALLEL'],
    // The original's 0 is "one after the other" and its -1 "one for each processor".
    parse: (text: string, { original }: { original: boolean }) =>
      original && text === '0' ? 1 : text === 'auto' || (original && text === '-1') ? null : positive(text),
    wants: 'a whole number from 1, or auto',
    wantsOriginal: 'a whole number from 1, 0 for one at a time, -1 for one for each processor, or auto',
  },
  topdir: {
    flag: '--topdir <folder>',
    help: 'folder of all that the run makes; absent or empty ($TMPDIR or /var/tmp, vmtest-<timestamp>)',
    variables: ['VMTEST_TOPDIR', 'CURTIN_VMTEST_TOPDIR'],
    parse: file,
    wants: 'a folder',
  },
  imageDir: {
    flag: '--image-dir <folder>',
    help: 'the image store (/srv/images where writable, else ~/.cache/vmtest/images, of root /var/cache/vmtest/images)',
    variables: ['VMTEST_IMAGE_DIR', 'CURTIN_VMTEST_IMAGE_DIR', 'IMAGE_DIR'],
    parse: file,
    wants: 'a folder',
  },
  keepPass: {
    flag: '--keep-data-pass <parts>',
    help: `what to keep of a test that passed: ${KEEP_WANTS} (none)`,
    variables: ['VMTEST_KEEP_DATA_PASS', 'CURTIN_VMTEST_KEEP_DATA_PASS'],
    parse: parseKeep,
    wants: KEEP_WANTS,
  },
  keepFail: {
    flag: '--keep-data-fail <parts>',
    help: `what to keep of a test that failed: ${KEEP_WANTS} (all)`,
    variables: ['VMTEST_KEEP_DATA_FAIL', 'CURTIN_VMTEST_KEEP_DATA_FAIL'],
    parse: parseKeep,
    wants: KEEP_WANTS,
  },
  memory: {
    flag: '--memory <size>',
    help: "memory of every machine, over the suite's",
    variables: ['VMTEST_MEMORY', 'VMTEST_VMRAM', 'CURTIN_VMTEST_VMRAM'],
    parse: size,
    wants: 'a size with its unit, such as 2G',
    wantsOriginal: 'a number of MiB, or a size with its unit, such as 2G',
  },
  cpus: {
    flag: '--cpus <n>',
    help: "processors of every machine, over the suite's",
    variables: ['VMTEST_CPUS', 'VMTEST_NR_CPUS', 'CURTIN_VMTEST_NR_CPUS'],
    parse: positive,
    wants: 'a whole number from 1',
  },
  installTimeout: {
    flag: '--install-timeout <time>',
    help: "deadline of every installation, over the suite's",
    variables: ['VMTEST_INSTALL_TIMEOUT', 'CURTIN_VMTEST_INSTALL_TIMEOUT'],
    parse: duration,
    wants: 'a time with its unit, such as 50m',
    wantsOriginal: 'a number of seconds, or a time with its unit, such as 50m',
  },
  bootTimeout: {
    flag: '--boot-timeout <time>',
    help: "deadline of every boot, over the suite's",
    variables: ['VMTEST_BOOT_TIMEOUT', 'CURTIN_VMTEST_BOOT_TIMEOUT'],
    parse: duration,
    wants: 'a time with its unit, such as 5m',
    wantsOriginal: 'a number of seconds, or a time with its unit, such as 5m',
  },
  bridge: {
    flag: '--bridge <name>',
    help: 'attach every NIC to this bridge; user: QEMU user networking',
    variables: ['VMTEST_BRIDGE', 'CURTIN_VMTEST_BRIDGE'],
    parse: (text: string) => (/^[\w.-]{1,15}$/.test(text) ? text : undefined),
    wants: 'the name of a bridge, or user',
  },
  iscsiPortal: {
    flag: '--iscsi-portal <portal>',
    help: 'ADDRESS:PORT of your own tgt daemon for iSCSI disks, which TGT_IPC_SOCKET reaches (one is started where a test needs it)',
    variables: ['VMTEST_ISCSI_PORTAL', 'CURTIN_VMTEST_ISCSI_PORTAL'],
    parse: (text: string) =>
      /^(?:[\w.-]+|\[[\da-fA-F:]+\]):[1-9]\d{0,4}$/.test(text) && Number(text.slice(text.lastIndexOf(':') + 1)) < 65_536 ? text : undefined,
    wants: 'an address and a port: 192.0.2.1:3260',
  },
  junit: {
    flag: '--junit <file>',
    help: 'write the JUnit file here too (always: <topdir>/junit.xml)',
    variables: ['VMTEST_JUNIT_FILE'],
    parse: file,
    wants: 'a file',
  },
  ...RUN_OPTIONS,
  ...IMAGE_OPTIONS,
  ...CURTIN_OPTIONS,
} as const satisfies Record<string, Option<unknown>>;

export type OptionName = keyof typeof OPTIONS;

/** The words of options or inputs by the setting they give, each with the name by which its user knows it. */
export type GivenWords = Readonly<Record<string, { readonly name: string; readonly text: string } | undefined>>;

export interface SettingsRequest {
  readonly words: GivenWords;
  readonly level: 'option' | 'input';
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** What holds where nothing is given, where that is not the command's default. */
  readonly base?: Partial<Settings>;
}

/** The long flag of a setting without its dashes, which is the name of its input too: `keep-data-pass`. */
export function settingName(name: OptionName): string {
  return (/--[a-z-]+/.exec(OPTIONS[name].flag)?.[0] ?? `--${name}`).slice(2);
}

/** Reads the settings: option or input before variable before default; with every mistake. */
export function collectSettings(request: SettingsRequest): { readonly settings: Settings; readonly mistakes: readonly Problem[] } {
  const values: Record<string, unknown> = { ...DEFAULT_SETTINGS, ...request.base };
  const origins: Record<string, Origin> = {};
  const mistakes: Problem[] = [];
  for (const [name, option] of Object.entries(OPTIONS) as [string, Option<unknown>][]) {
    const given = source(name, option, request);
    if (given === null) continue;
    const value = option.parse(given.text, { cwd: request.cwd, level: given.level, original: given.original });
    if (value === undefined) {
      const message = `${given.name} cannot be "${shorten(given.text, 100)}"`;
      mistakes.push({
        code: 'VMTEST_USAGE',
        severity: 'error',
        message,
        hint: `it takes ${(given.original ? option.wantsOriginal : undefined) ?? option.wants}`,
      });
    }
    values[name] = value;
    origins[name] = { level: given.level, name: given.name };
  }
  return { settings: Object.freeze({ ...(values as unknown as Settings), origins }), mistakes };
}

/** Reads the command's settings. Throws one usage error that names every mistake. */
export function readSettings(
  flags: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Settings {
  const { settings, mistakes } = collectSettings({ words: flagWords(flags), level: 'option', env, cwd });
  if (mistakes.length > 0) throw problemsError(mistakes);
  return settings;
}

function flagWords(flags: Readonly<Record<string, unknown>>): GivenWords {
  const words = (Object.keys(OPTIONS) as OptionName[]).flatMap((name) => {
    const long = settingName(name);
    // commander names a flag by its words: `--keep-data-pass` is `keepDataPass`.
    const flag = flags[long.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    // A flag whose word may be left out is `true` without one.
    const text = flag === true ? 'yes' : flag;
    return typeof text === 'string' ? [[name, { name: `--${long}`, text }] as const] : [];
  });
  return Object.fromEntries(words);
}

function source(name: string, option: Option<unknown>, { words, level, env }: SettingsRequest) {
  const word = words[name];
  if (word !== undefined) return { level, ...word, original: false } as const;
  for (const variable of option.variables) {
    const text = env[variable];
    const original = !variable.startsWith('VMTEST_');
    // Set to nothing is not set, as in a workflow's `env:` with an empty expression.
    if (text !== undefined && (text !== '' || (original && option.emptyCounts === true)))
      return { level: 'environment', name: variable, text, original } as const;
  }
  return null;
}
