import type { ImageRole } from '../model/suite.ts';
import type { LockedImage } from './lock/types.ts';
import type { ImageVault } from './vault.ts';

/** An image whose files are there, whole, to be read; they stay until it is released. */
export interface ResolvedImage {
  readonly name: string;
  /** Absolute paths. */
  readonly files: Readonly<Partial<Record<ImageRole, string>>>;
  /** sha256 in hex, for each role that has a file. */
  readonly digests: Readonly<Partial<Record<ImageRole, string>>>;
  /** The files as they were published, by simplestreams' `ftype` (`squashfs`, `root-tgz`, …); empty for other sources. */
  readonly published: Readonly<Record<string, string>>;
  /** What the image is in one line, such as `noble amd64/ga-24.04 20260801`; null where there is nothing to say. */
  readonly version: string | null;
  /** Seconds that building or fetching it took now; 0 where it was there. */
  readonly builtSeconds: number;
  /** Lets others prune the files; a process that dies lets them too. */
  readonly release: () => Promise<void>;
}

/** What resolving an image needs to know. */
export interface ResolveOptions {
  /** The image store: an absolute path; it is made where it is not there. */
  readonly store: string;
  /** The whole environment of the tools: `TOOL_ENV`, and what the caller adds. */
  readonly env: Readonly<Record<string, string>>;
  /** `http_proxy` and the like, for what downloads. */
  readonly proxy?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Told of each step, and of what is unusual, one line each. */
  readonly emit: (message: string) => void;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number | null }) => void;
  /** For how many seconds an answer about the package index holds. Default: one hour. */
  readonly indexSeconds?: number;
  /** Where build trees go: a folder that every user may enter, its path of plain characters. Default: `/var/tmp`. */
  readonly scratch?: string;
  /** How published images are brought; what is absent has its default. */
  readonly published?: PublishedSettings;
  /** What `vmtest.lock.yaml` says of this image; absent: nothing is locked. */
  readonly locked?: LockedImage;
  /** The roles that are used: what is published is fetched and converted for these alone. Absent: all that need no conversion. */
  readonly roles?: readonly ImageRole[];
  /** Whether the store is only read: what is not there whole is VMTEST_IMAGE_UNAVAILABLE. Absent: it is written to. */
  readonly readOnly?: boolean;
  /** Asked before anything is fetched or built. Absent: there is none. */
  readonly vault?: ImageVault;
  /** Told of what should not be overlooked; absent: `emit` is. */
  readonly warn?: (message: string, hint: string) => void;
}

/** What a run is told about published images. */
export interface PublishedSettings {
  /** true: look for a newer version each time; false: never touch the network; null: fetch what is not there. */
  readonly sync: boolean | null;
  /** Address of the stream where the suite names none. */
  readonly srcUrl: string | null;
  /** MAAS's stream where neither the suite nor `srcUrl` names an address. */
  readonly stream: string;
  /** Absolute path of the keyring where the suite names none. */
  readonly keyring: string | null;
  /** Newest versions of each product that are kept. */
  readonly keep: number;
  /** Seconds to wait for a lock of the store; null: for ever. */
  readonly lockTimeout: number | null;
}

/** What holds where nobody says anything. */
export const PUBLISHED_DEFAULTS: PublishedSettings = Object.freeze({
  sync: null,
  srcUrl: null,
  stream: 'stable',
  keyring: null,
  keep: 1,
  lockTimeout: null,
});

/** MAAS's images, signed by Ubuntu's cloud-image key. */
export const maasUrl = (stream: string) => `http://images.maas.io/ephemeral-v3/${stream}/streams/v1/index.sjson`;
/** Brought by Ubuntu's package ubuntu-keyring (ubuntu-cloudimage-keyring before 24.04). */
export const DEFAULT_KEYRING = '/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg';
