import { type CheckSettings, CURTIN_PACKS, type PackName } from '../model/check.ts';
import type { Place } from '../model/errors.ts';
import { type Item, mapping, text, texts } from './curtin-values.ts';
import { askedNames } from './dname.ts';
import { askedGrub } from './grub/expect.ts';
import { askedNetwork } from './network/expect.ts';
import { askedPackages } from './pack-packages.ts';
import { type StorageItems, storageItems } from './storage/items.ts';

/** What decides about the default packs beside the configuration. */
export interface PackFacts {
  /** The installed system's: `ubuntu`, `debian`, `centos`; null where it is not known. */
  readonly distro: string | null;
  /** The package of the kernel that is to be there; null: what the configuration names, else any kernel's. */
  readonly kernelPackage: string | null;
  /** Packs that the suite switches off. */
  readonly off: readonly PackName[];
  /** The checks that the suite writes itself: a pack that they name is theirs. */
  readonly own: readonly CheckSettings[];
  /** The place that findings name: that of the installation. */
  readonly place: Place;
}

/** What curtin posts where its configuration says nothing else. */
const POSTED_FILES = ['/tmp/install.log'];

/** The sections of a configuration that each pack reads; all that a plan needs to keep of it. */
const SECTIONS: Readonly<Partial<Record<CheckSettings['kind'], readonly string[]>>> = {
  storage: ['storage', 'swap', 'partitioning_commands'],
  dname: ['storage', 'partitioning_commands'],
  'dname-rules': ['storage', 'partitioning_commands'],
  network: ['network'],
  grub: ['storage', 'partitioning_commands', 'grub', 'boot', 'grub_install_devices'],
};

/** A configuration cut down to what a check of that kind reads. */
export function packSections(kind: CheckSettings['kind'], config: unknown): Item {
  const settings = mapping(config);
  return Object.fromEntries((SECTIONS[kind] ?? []).flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}

/**
 * The checks that an installation by curtin brings by itself: those of `CURTIN_PACKS` to which the configuration and the system give
 * something to look at, in that order. Pure.
 */
export function defaultPacks(config: unknown, facts: PackFacts): readonly CheckSettings[] {
  const named = new Set(facts.own.filter(({ not }) => !not).map(({ kind }) => kind));
  const storage = storageItems(config);
  const stored = 'none' in storage ? null : storage;
  return CURTIN_PACKS.filter((name) => !facts.off.includes(name) && !named.has(name)).flatMap(
    (name) => pack(name, config, stored, facts) ?? [],
  );
}

function pack(name: PackName, config: unknown, storage: StorageItems | null, facts: PackFacts): CheckSettings | null {
  const base = { from: null, not: false, place: facts.place };
  const withConfig = { ...base, config: packSections(name, config), configFile: null };
  const debian = facts.distro === null || ['ubuntu', 'debian'].includes(facts.distro);
  const settings = mapping(config);
  switch (name) {
    case 'fstab':
      return { kind: name, entries: [], ...base };
    case 'swaps':
      return { kind: name, ...base };
    case 'dname':
      return debian && storage !== null && askedNames(storage).length > 0 ? { kind: name, ...withConfig } : null;
    case 'dname-rules':
      return debian && storage?.items.some(isNamedDisk) === true ? { kind: name, ...withConfig } : null;
    case 'kernel-package':
      return { kind: name, package: facts.kernelPackage ?? kernelOf(settings), ...base };
    case 'interfaces-removed':
      return debian ? { kind: name, ...base } : null;
    case 'reporting':
      return { kind: name, files: filesOf(settings), ...base, from: 'install' };
    case 'storage':
      return storage === null ? null : { kind: name, ...withConfig };
    case 'network':
      return 'none' in askedNetwork(config) ? null : { kind: name, ...withConfig };
    case 'grub':
      return 'none' in askedGrub(config) ? null : { kind: name, ...withConfig };
    case 'packages': {
      const installed = askedPackages(config, facts.distro);
      return installed.length === 0 ? null : { kind: name, installed, absent: [], ...base };
    }
  }
}

function isNamedDisk({ type, name }: Item): boolean {
  return type === 'disk' && text(name) !== null;
}

/** `kernel: { package }`; a fallback is taken only where no mapping fits, so it proves nothing. `kernel: null` installs none. */
function kernelOf(config: Item): string | null {
  return text(mapping(config.kernel).package);
}

function filesOf(config: Item): readonly string[] {
  const files = texts(mapping(config.install).post_files);
  return files.length === 0 ? POSTED_FILES : files;
}
