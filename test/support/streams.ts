import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../../src/base/files.ts';
import { signClear, type TestKey } from './keys.ts';

/** One product of a made stream; what is absent is as MAAS has it for the release. */
export interface ProductSpec {
  readonly os?: 'ubuntu' | 'centos';
  readonly release: string;
  /** `24.04`; default: the release itself. */
  readonly number?: string;
  readonly arch?: string;
  readonly subarch?: string;
  readonly kflavor?: string;
  readonly krel?: string;
  /** Bytes of each item by its `ftype`. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Names of the versions that are published at first. */
  readonly versions: readonly string[];
}

export interface StreamSpec {
  readonly products: readonly ProductSpec[];
  /** Whether the index has a products file of boot loaders too, of the same format and datatype, as MAAS's has. */
  readonly bootloaders?: boolean;
  /** Who signs; none: there are `.json` files only. */
  readonly keys?: readonly TestKey[];
  /** `stable` or `candidate`: a part of all names. */
  readonly stream?: string;
}

/** A published stream, which can be published anew. */
export interface TestStream {
  /** Path under the root (`streams/v1/index.sjson`, `noble/amd64/…/squashfs`) → bytes. Kept up to date in place; to be tampered with at will. */
  readonly files: Map<string, Uint8Array>;
  /** The products files by content id, as objects; after a change of them, `render()`. */
  readonly trees: Map<string, Tree>;
  /** Who signs the index and the products files at the next rendering. */
  keys: { index: readonly TestKey[]; products: readonly TestKey[] };
  /** Publishes a version of each product that `match` picks (default: all), with the given sizes in place of the product's. */
  readonly publish: (version: string, match?: Match, sizes?: Readonly<Record<string, number>>) => Promise<void>;
  /** Takes a version away from each product that `match` picks, and the files that nothing names any more. */
  readonly withdraw: (version: string, match?: Match) => Promise<void>;
  /** Writes and signs all stream files anew. */
  readonly render: () => Promise<void>;
  /** Writes all files into a folder. */
  readonly writeTo: (folder: string) => Promise<void>;
  /** Hands out every file, for a server: `stream.each((path, bytes) => files.set(`/${path}`, { body: bytes }))`. */
  readonly each: (take: (path: string, bytes: Uint8Array) => void) => void;
}

type Match = (product: ProductSpec) => boolean;
export type Item = Record<string, string | number>;
export interface Tree {
  format: string;
  datatype: string;
  content_id: string;
  updated: string;
  products: Record<string, { [key: string]: unknown; versions: Record<string, { items: Record<string, Item> }> }>;
}

const UPDATED = 'Thu, 24 Jul 2025 08:01:49 +0000';
const UBUNTU_SIZES = { 'boot-initrd': 5000, 'boot-kernel': 3000, manifest: 200, squashfs: 20_000 };
const CENTOS_SIZES = { manifest: 200, 'root-tgz': 15_000 };

/** Makes a stream in MAAS's real layout, items and all. The bytes of an item follow from its path and size alone. */
export async function makeStream(spec: StreamSpec): Promise<TestStream> {
  const label = spec.stream ?? 'stable';
  const files = new Map<string, Uint8Array>();
  const trees = new Map<string, Tree>();
  const treeOf = (id: string) => {
    const tree = trees.get(id) ?? { content_id: id, datatype: 'image-ids', format: 'products:1.0', products: {}, updated: UPDATED };
    trees.set(id, tree);
    return tree;
  };
  const place = (product: ProductSpec) => {
    const { id, name, fields } = productOf(product, label);
    const { products } = treeOf(id);
    products[name] ??= { ...fields, versions: {} };
    return products[name];
  };
  const add = (product: ProductSpec, version: string, sizes = product.sizes) => {
    place(product).versions[version] = { items: itemsOf(product, version, sizes, files) };
  };
  for (const product of spec.products) for (const version of product.versions) add(product, version);
  if (spec.bootloaders === true) addBootloaders(treeOf(`com.ubuntu.maas:${label}:1:bootloader-download`), label, files);
  const keys = spec.keys ?? [];
  const stream: TestStream = {
    files,
    trees,
    keys: { index: keys, products: keys },
    render: () => render(stream),
    publish: async (version, match = () => true, sizes) => {
      for (const product of spec.products.filter(match)) add(product, version, sizes ?? product.sizes);
      await render(stream);
    },
    withdraw: async (version, match = () => true) => {
      for (const product of spec.products.filter(match)) delete place(product).versions[version];
      await render(stream);
    },
    writeTo: async (folder) => {
      for (const [path, bytes] of files) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), bytes);
      }
    },
    each: (take) => {
      for (const [path, bytes] of files) take(path, bytes);
    },
  };
  await render(stream);
  return stream;
}

/** Bytes that differ by `seed` and cannot be compressed. */
export function madeBytes(seed: string, size: number): Uint8Array {
  return size === 0 ? new Uint8Array() : createHash('shake256', { outputLength: size }).update(seed).digest();
}

function productOf(product: ProductSpec, label: string) {
  const { release, number = release, arch = 'amd64' } = product;
  if (product.os === 'centos') {
    const fields = { arch, label, os: 'centos', release, release_title: `CentOS ${number}`, subarch: 'generic', subarches: 'generic' };
    const name = `com.ubuntu.maas.${label}:centos-bases:${number}:${arch}`;
    return { id: `com.ubuntu.maas:${label}:centos-bases-download`, name, fields: { ...fields, version: number } };
  }
  const { subarch, kflavor } = kernelOf(product);
  const suffix = kflavor === 'generic' ? '' : `-${kflavor}`;
  return {
    id: `com.ubuntu.maas:${label}:v3:download`,
    name: `com.ubuntu.maas.${label}:v3:boot:${number}:${arch}:${subarch}${suffix}`,
    fields: {
      arch,
      kflavor,
      krel: product.krel ?? release,
      label,
      os: 'ubuntu',
      release,
      release_codename: release,
      release_title: `${number} LTS`,
      subarch,
      subarches: `generic,${subarch}`,
      support_eol: '2029-05-31',
      version: number,
    },
  };
}

function kernelOf({ release, number = release, subarch = `ga-${number}`, kflavor = 'generic' }: ProductSpec) {
  return { subarch, kflavor };
}

/** Items of a version, their bytes put into `files`. The root's paths have no kernel in them, so products of a release share them. */
function itemsOf(product: ProductSpec, version: string, sizes: ProductSpec['sizes'], files: Map<string, Uint8Array>) {
  const centos = product.os === 'centos';
  const { subarch, kflavor } = kernelOf(product);
  const release = `${centos ? 'centos/' : ''}${product.release}/${product.arch ?? 'amd64'}/${version}`;
  const items: Record<string, Item> = {};
  for (const [ftype, size] of Object.entries(sizes ?? (centos ? CENTOS_SIZES : UBUNTU_SIZES))) {
    const boot = ftype.startsWith('boot-');
    const name = ftype === 'manifest' ? `${centos ? 'root-tgz' : 'squashfs'}.manifest` : ftype;
    const path = boot ? `${release}/${subarch}/${kflavor}/${name}` : `${release}/${name}`;
    items[ftype] = { ftype, ...(boot ? { kpackage: `linux-${kflavor}` } : {}), ...publishFile(files, path, size) };
  }
  return items;
}

function publishFile(files: Map<string, Uint8Array>, path: string, size: number) {
  const bytes = madeBytes(path, size);
  files.set(path, bytes);
  return { path, sha256: sha256(bytes), size };
}

function addBootloaders(tree: Tree, label: string, files: Map<string, Uint8Array>): void {
  const items: Record<string, Item> = {};
  for (const name of ['grub2-signed', 'shim-signed']) {
    items[name] = { ftype: 'archive.tar.xz', ...publishFile(files, `bootloaders/uefi/amd64/20250615.0/${name}.tar.xz`, 700) };
  }
  tree.products[`com.ubuntu.maas.${label}:1:grub-efi-signed:uefi:amd64`] = {
    ...{ arch: 'amd64', arches: 'amd64', 'bootloader-type': 'uefi', label, os: 'grub-efi-signed' },
    versions: { '20250615.0': { items } },
  };
}

async function render(stream: TestStream): Promise<void> {
  const { files, trees, keys } = stream;
  for (const suffix of ['json', 'sjson'] as const) {
    const index: Record<string, unknown> = {};
    for (const [id, tree] of trees) {
      const path = `streams/v1/${id}.${suffix}`;
      index[id] = { datatype: tree.datatype, format: tree.format, path, products: Object.keys(tree.products), updated: tree.updated };
      await put(files, path, tree, suffix === 'json' ? null : keys.products);
    }
    await put(files, `streams/v1/index.${suffix}`, { format: 'index:1.0', index, updated: UPDATED }, suffix === 'json' ? null : keys.index);
  }
  const named = new Set([...trees.values()].flatMap(pathsOf));
  for (const path of files.keys()) if (!path.startsWith('streams/') && !named.has(path)) files.delete(path);
}

/** Writes one stream file; a signed one with no signer is not there. */
async function put(files: Map<string, Uint8Array>, path: string, value: unknown, signers: readonly TestKey[] | null): Promise<void> {
  const text = `${JSON.stringify(value, null, 1)}\n`;
  if (signers === null) files.set(path, Buffer.from(text));
  else if (signers.length === 0) files.delete(path);
  else files.set(path, Buffer.from(await signClear(text, signers)));
}

function pathsOf(tree: Tree): string[] {
  const versions = Object.values(tree.products).flatMap((product) => Object.values(product.versions));
  return versions.flatMap((version) => Object.values(version.items).map((item) => String(item.path)));
}
