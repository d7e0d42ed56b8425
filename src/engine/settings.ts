import { PUBLISHED_DEFAULTS, type PublishedSettings } from '../images/image.ts';
import { KEEP_PARTS, type KeepPart } from '../model/plan.ts';
import type { Accel, Origin } from '../model/suite.ts';

/** Everything that a face decides about a run: one frozen value. Nothing below reads the environment. */
export interface Settings {
  readonly accel: Accel;
  readonly tcgFactor: number;
  /** null: as many tests at once as the host has room for. */
  readonly jobs: number | null;
  /** null: `<temporary folder>/vmtest-<timestamp>`. Absolute. */
  readonly topdir: string | null;
  readonly imageDir: string | null;
  readonly keepPass: readonly KeepPart[];
  readonly keepFail: readonly KeepPart[];
  /** How often a test that the host ended is run again. */
  readonly retries: number;
  /** Bytes. */
  readonly memory: number | null;
  readonly cpus: number | null;
  /** Seconds. */
  readonly installTimeout: number | null;
  readonly bootTimeout: number | null;
  readonly bridge: string | null;
  /** `ADDRESS:PORT` of a tgt daemon of the user's own, reached by TGT_IPC_SOCKET; null: one is started for each test that needs it. */
  readonly iscsiPortal: string | null;
  /** A second place for the JUnit file. Absolute. */
  readonly junit: string | null;
  /** Whether tests start in an order by chance, or by which seed; their results stay in the suite's. */
  readonly shuffle: boolean | number;
  /** Whether disks that are kept of a test are packed into `disks/disks.tar`. */
  readonly tarDisks: boolean;
  /** Where a face writes what it tells of a run. Absolute. */
  readonly log: string | null;
  /** Whether `run` judges what is kept in `topdir` again instead of starting machines: for the face to decide which of the two it calls. */
  readonly reuseTopdir: boolean;
  /** Bugs whose skips hold after their day too; `*` is every one. */
  readonly skipByDateBugs: readonly string[];
  /** Releases whose tests are skipped. */
  readonly unsupportedReleases: readonly string[];
  /** Whether a test that fails as its suite expects is a failure none the less. */
  readonly debugAllowFail: boolean;
  /** true: look for newer published images; false: never use the network for them; null: fetch what is not there. */
  readonly imageSync: boolean | null;
  /** Address of the stream where the suite names none; null: MAAS's `imageStream`. */
  readonly imageSrcUrl: string | null;
  /** Absolute path of the keyring where the suite names none; null: Ubuntu's cloud-image keyring. */
  readonly imageSrcKeyring: string | null;
  readonly imageStream: string;
  readonly imagesToKeep: number;
  /** Seconds to wait for a lock of the image store; null: for ever. */
  readonly imageLockTimeout: number | null;
  /** Absolute path of a curtin source tree for configurations that lie in none. */
  readonly curtinTree: string | null;
  /** A command that packs curtin instead of the tree's own packer. */
  readonly curtinExe: string | null;
  /** Absolute path of one more configuration for every curtin installation. */
  readonly extraConfig: string | null;
  /** These three over the suite's; null: the suite's. */
  readonly addRepos: readonly string[] | null;
  readonly systemUpgrade: boolean | null;
  readonly upgradePackages: readonly string[] | null;
  /** Releases in development: where they are installed, `proposed` is no repository. */
  readonly develReleases: readonly string[];
  /** Whether every NIC is cut off, whatever the suite says: a stranger's suite on a machine that others use. Set by the action alone. */
  readonly isolate: boolean;
  /** Whether the image store is only read: what is not there whole is not to be had. Set by the action alone. */
  readonly imageStoreReadOnly: boolean;
  /** By which option or variable each of these was given, by its name here; what is absent is a default. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** What holds where nobody says anything. */
export const DEFAULT_SETTINGS: Settings = Object.freeze({
  accel: 'auto',
  tcgFactor: 10,
  jobs: null,
  topdir: null,
  imageDir: null,
  keepPass: [],
  keepFail: KEEP_PARTS,
  retries: 0,
  memory: null,
  cpus: null,
  installTimeout: null,
  bootTimeout: null,
  bridge: null,
  iscsiPortal: null,
  junit: null,
  shuffle: false,
  tarDisks: false,
  log: null,
  reuseTopdir: false,
  skipByDateBugs: [],
  unsupportedReleases: [],
  debugAllowFail: false,
  imageSync: PUBLISHED_DEFAULTS.sync,
  imageSrcUrl: PUBLISHED_DEFAULTS.srcUrl,
  imageSrcKeyring: PUBLISHED_DEFAULTS.keyring,
  imageStream: PUBLISHED_DEFAULTS.stream,
  imagesToKeep: PUBLISHED_DEFAULTS.keep,
  imageLockTimeout: PUBLISHED_DEFAULTS.lockTimeout,
  curtinTree: null,
  curtinExe: null,
  extraConfig: null,
  addRepos: null,
  systemUpgrade: null,
  upgradePackages: null,
  isolate: false,
  imageStoreReadOnly: false,
  develReleases: [],
  origins: {},
});

/** What published images are told of these settings. */
export function publishedSettings(settings: Settings): PublishedSettings {
  return {
    sync: settings.imageStoreReadOnly ? false : settings.imageSync,
    srcUrl: settings.imageSrcUrl,
    stream: settings.imageStream,
    keyring: settings.imageSrcKeyring,
    keep: settings.imagesToKeep,
    lockTimeout: settings.imageLockTimeout,
  };
}

/** What a face knows of its surroundings. */
export interface Surroundings {
  readonly cwd: string;
  /** Where programs are looked for. */
  readonly path: string;
  readonly home: string;
  /** Parent of a top folder that nobody named. */
  readonly tempFolder: string;
  /** Folder of what is worth remembering between runs: the canary's answer, QEMU's version. */
  readonly cacheFolder: string;
  /** The user behind sudo, where there is one. */
  readonly sudo: { readonly uid: number; readonly gid: number } | null;
  readonly uid: number;
  readonly pid: number;
  /** The environment of the suite's own commands: no secret in it. */
  readonly commandEnv: Readonly<Record<string, string>>;
  /** Set on a GitHub runner: QEMU keeps it, so that the runner's own clean-up knows its child. */
  readonly trackingId: string | null;
  readonly proxy: Readonly<Record<string, string>>;
  /** The variable that says which proxy apt has, be it none (then `proxy` has no `apt_proxy`); absent: the host's apt is asked for its own. */
  readonly aptProxyBy?: string | null;
  readonly tool: { readonly vmtest: string; readonly node: string };
}
