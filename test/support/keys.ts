import {
  type Config,
  createCleartextMessage,
  createMessage,
  type EllipticCurveName,
  enums,
  generateKey,
  type PrivateKey,
  reformatKey,
  revokeKey,
  sign,
} from 'openpgp';

/** An OpenPGP key of a test's own. */
export interface TestKey {
  readonly private: PrivateKey;
  /** The public key as a keyring holds it: `Buffer.concat` of several is a keyring of several. */
  readonly binary: Buffer;
  readonly armoured: string;
  /** The sixteen upper-case hexadecimal digits by which signatures name it. */
  readonly id: string;
}

export interface SignOptions {
  /** When it is signed; default: now. */
  readonly date?: Date;
  /** The digest that is signed; default: the library's. */
  readonly hash?: 'md5' | 'sha1' | 'sha256' | 'sha512';
}

const DAY = 86_400_000;

/**
 * Makes a key that gpg 2.2 reads too (EdDSA of version 4; RSA of 2048 bits where asked for), created a day ago where nothing else is said.
 * `days` after its creation it ends; null: never.
 */
export async function makeKey(options: { name?: string; created?: Date; days?: number | null; rsa?: boolean } = {}): Promise<TestKey> {
  const created = options.created ?? new Date(Date.now() - DAY);
  const { privateKey } = await generateKey({
    ...(options.rsa === true
      ? { type: 'rsa' as const, rsaBits: 2048 }
      : { type: 'ecc' as const, curve: 'ed25519Legacy' as EllipticCurveName }),
    userIDs: [{ name: options.name ?? 'Images of a test', email: 'images@test.invalid' }],
    date: created,
    keyExpirationTime: options.days == null ? 0 : (options.days * DAY) / 1000,
    format: 'object',
    config: { v6Keys: false } as Config,
  });
  return testKey(privateKey);
}

/** The same key with a revocation on it. */
export async function revoked(key: TestKey): Promise<TestKey> {
  const { privateKey } = await revokeKey({ key: key.private, format: 'object', date: new Date(Date.now() - DAY / 2) });
  return testKey(privateKey);
}

/** The same key with another life, in days from its creation: what an owner publishes who lengthens or ends it. */
export async function reissued(key: TestKey, days: number): Promise<TestKey> {
  const { privateKey } = await reformatKey({
    privateKey: key.private,
    userIDs: [{ name: 'Images of a test', email: 'images@test.invalid' }],
    keyExpirationTime: (days * DAY) / 1000,
    date: key.private.getCreationTime(),
    format: 'object',
  });
  return testKey(privateKey);
}

function testKey(key: PrivateKey): TestKey {
  const open = key.toPublic();
  return { private: key, binary: Buffer.from(open.write()), armoured: open.armor(), id: open.getKeyID().toHex().toUpperCase() };
}

/** The text with a clear signature around it, as `gpg --clearsign` makes it; of several keys, several signatures. */
export async function signClear(text: string, keys: TestKey | readonly TestKey[], options: SignOptions = {}): Promise<string> {
  const message = await createCleartextMessage({ text });
  return await sign({ message, signingKeys: keysOf(keys), ...dateOf(options), config: configOf(options) });
}

/** A signature beside the bytes, as `gpg --detach-sign` makes it, binary or armoured. */
export async function signDetached(
  bytes: Uint8Array,
  keys: TestKey | readonly TestKey[],
  options: SignOptions & { armoured?: boolean } = {},
): Promise<Buffer> {
  const message = await createMessage({ binary: bytes });
  const common = { message, signingKeys: keysOf(keys), detached: true as const, ...dateOf(options), config: configOf(options) };
  return options.armoured === true
    ? Buffer.from(await sign({ ...common, format: 'armored' }))
    : Buffer.from(await sign({ ...common, format: 'binary' }));
}

function keysOf(keys: TestKey | readonly TestKey[]): PrivateKey[] {
  return (Array.isArray(keys) ? (keys as readonly TestKey[]) : [keys as TestKey]).map((key) => key.private);
}

function dateOf({ date }: SignOptions): { date?: Date } {
  return date === undefined ? {} : { date };
}

function configOf({ hash }: SignOptions): Config {
  return {
    ...(hash === undefined ? {} : { preferredHashAlgorithm: enums.hash[hash] }),
    rejectHashAlgorithms: new Set(),
  } as unknown as Config;
}
