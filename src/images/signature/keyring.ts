import { readFile, stat } from 'node:fs/promises';
import type { PublicKey } from 'openpgp';
import { isErrno } from '../../base/files.ts';
import { VmtestError } from '../../model/errors.ts';
import { DEFAULT_KEYRING } from '../image.ts';
import { openpgp } from './library.ts';
import { splitKeys, TAG } from './packets.ts';

/** The public keys that are believed. */
export interface Keyring {
  /** The file, for messages. */
  readonly path: string;
  /** Never empty; a key may be there twice, as an older and a newer copy. */
  readonly keys: readonly PublicKey[];
}

/** Far above any keyring: a disk image that was named by mistake is not read into memory. */
const MAX_BYTES = 64 << 20;
const ARMOUR = /^-----BEGIN PGP PUBLIC KEY BLOCK-----\s*$[\s\S]*?^-----END PGP PUBLIC KEY BLOCK-----\s*$/gm;

/**
 * Reads the public keys of a file: binary as gpg and Debian's keyring packages have them, or armoured; several of either, one after the
 * other. Keys that the OpenPGP library cannot read (version 3) are left out. Errors: VMTEST_KEYRING_INVALID.
 */
export async function readKeyring(path: string): Promise<Keyring> {
  return parseKeyring(await readSome(path), path);
}

/** The keyring in the bytes of a file; `path` is for messages. Errors: VMTEST_KEYRING_INVALID. */
export async function parseKeyring(bytes: Uint8Array, path: string): Promise<Keyring> {
  if (bytes.length === 0) throw invalid(path, 'is empty');
  // gpg's keybox: its first blob begins with a length of four bytes, type, version and flags, then this magic.
  if (Buffer.from(bytes.subarray(8, 12)).toString('latin1') === 'KBXf') {
    throw invalid(path, "is gpg's own keybox format", `gpg --no-default-keyring --keyring ${path} --export > keyring.gpg, and name that`);
  }
  const split = splitKeys(await dearmoured(bytes, path));
  if (split === undefined) throw invalid(path, 'is not an OpenPGP keyring, or ends within a key');
  const open = split.filter(({ tag }) => tag === TAG.publicKey);
  if (open.length === 0) throw invalid(path, 'holds private keys only', 'gpg --export writes the public ones');
  const { readKey } = await openpgp();
  const keys = await Promise.all(open.map((key) => readKey({ binaryKey: key.bytes }).catch((error: Error) => error)));
  const good = keys.filter((key): key is PublicKey => !(key instanceof Error));
  if (good.length === 0) throw invalid(path, `holds no key that can be read: ${(keys[0] as Error).message}`);
  return { path, keys: good };
}

async function readSome(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw invalid(path, 'is not a file');
    if (found.size > MAX_BYTES) throw invalid(path, `has ${found.size} bytes, more than any keyring`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof VmtestError) throw error;
    if (isErrno(error, 'ENOENT')) throw invalid(path, 'is not there', whereFrom(path));
    throw invalid(path, `cannot be read: ${(error as Error).message}`, whereFrom(path), error);
  }
}

async function dearmoured(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  // The first bit of every packet is set, and of no ASCII character.
  if (((bytes[0] as number) & 0x80) !== 0 && bytes[0] !== 0xef) return bytes;
  const { unarmor } = await openpgp();
  const blocks = Buffer.from(bytes).toString('utf8').replaceAll('\r\n', '\n').match(ARMOUR) ?? [];
  try {
    const parts = await Promise.all(blocks.map(async (block) => (await unarmor(block)).data as unknown as Uint8Array));
    if (parts.length > 0) return Buffer.concat(parts);
  } catch (error) {
    throw invalid(path, `has damaged armour: ${(error as Error).message}`, undefined, error);
  }
  throw invalid(path, 'holds no OpenPGP public key, neither binary nor armoured');
}

function whereFrom(path: string): string {
  return path === DEFAULT_KEYRING
    ? 'install the package ubuntu-keyring (ubuntu-cloudimage-keyring before 24.04), or name a keyring'
    : 'name a file of public keys, as gpg --export writes it';
}

function invalid(path: string, what: string, hint = 'name a file of public keys, as gpg --export writes it', cause?: unknown): VmtestError {
  return new VmtestError('VMTEST_KEYRING_INVALID', `The keyring ${path} ${what}`, { hint, cause });
}
