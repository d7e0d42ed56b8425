import {
  CleartextMessage,
  type Config,
  config,
  createMessage,
  type EllipticCurveName,
  enums,
  generateKey,
  PacketList,
  type PrivateKey,
  readCleartextMessage,
  reformatKey,
  revokeKey,
  Signature,
  SignaturePacket,
} from 'openpgp';

interface Message {
  readonly packets: readonly object[];
}

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
  /** Seconds until the signature ends; default: never. */
  readonly life?: number;
  /** The digest that is signed; default: SHA-512. */
  readonly hash?: 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** Another type of signature than that of a document. */
  readonly type?: enums.signature;
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
  // Blanks at line ends are not covered: they are gone before it is signed.
  const message = await createMessage({ text: text.split('\n').map(withoutBlanks).join('\n') });
  return clearSigned(text, await packetsOf(message, keys, { type: enums.signature.text, ...options }));
}

/** A signature beside the bytes, as `gpg --detach-sign` makes it, binary or armoured. */
export async function signDetached(
  bytes: Uint8Array,
  keys: TestKey | readonly TestKey[],
  options: SignOptions & { armoured?: boolean } = {},
): Promise<Buffer> {
  const packets = await packetsOf(await createMessage({ binary: bytes }), keys, { type: enums.signature.binary, ...options });
  const signature = signatureOf(packets);
  return Buffer.from(options.armoured === true ? signature.armor() : signature.write());
}

function withoutBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r'.includes(line[end - 1] as string)) end -= 1;
  return line.slice(0, end);
}

/** One clear-signed message with the signatures of several, which are over the same text, or are said to be. */
export async function merged(...messages: readonly string[]): Promise<string> {
  const read = await Promise.all(messages.map((cleartextMessage) => readCleartextMessage({ cleartextMessage })));
  const packets = read.flatMap((message) => [...(message as unknown as { signature: Signature }).signature.packets]);
  return clearSigned((read[0] as CleartextMessage).getText(), packets);
}

async function packetsOf(message: object, keys: TestKey | readonly TestKey[], options: SignOptions): Promise<SignaturePacket[]> {
  const all = Array.isArray(keys) ? (keys as readonly TestKey[]) : [keys as TestKey];
  return await Promise.all(all.map((key) => packetOf((message as Message).packets[0] as object, key, options)));
}

async function packetOf(literal: object, key: TestKey, { type, hash, life, date }: SignOptions): Promise<SignaturePacket> {
  const packet = new SignaturePacket();
  packet.signatureType = type ?? null;
  packet.publicKeyAlgorithm = key.private.keyPacket.algorithm;
  packet.hashAlgorithm = enums.hash[hash ?? 'sha512'];
  if (life !== undefined) Object.assign(packet, { signatureExpirationTime: life, signatureNeverExpires: false });
  // The library's types leave the settings out; with its default it knows no salt for a weak digest.
  const sign = packet.sign.bind(packet) as unknown as (...args: unknown[]) => Promise<void>;
  await sign(key.private.keyPacket, literal, date ?? new Date(), true, { ...config, nonDeterministicSignaturesViaNotation: false });
  return packet;
}

function clearSigned(text: string, packets: readonly SignaturePacket[]): string {
  const Made = CleartextMessage as unknown as new (text: string, signature: Signature) => CleartextMessage;
  return new Made(text, signatureOf(packets)).armor();
}

function signatureOf(packets: readonly SignaturePacket[]): Signature {
  const list = new PacketList<SignaturePacket>();
  list.push(...packets);
  return new Signature(list);
}
