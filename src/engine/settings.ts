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
  /** Bytes. */
  readonly memory: number | null;
  readonly cpus: number | null;
  /** Seconds. */
  readonly installTimeout: number | null;
  readonly bootTimeout: number | null;
  readonly bridge: string | null;
  /** A second place for the JUnit file. Absolute. */
  readonly junit: string | null;
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
  memory: null,
  cpus: null,
  installTimeout: null,
  bootTimeout: null,
  bridge: null,
  junit: null,
  origins: {},
});

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
  readonly tool: { readonly vmtest: string; readonly node: string };
}
