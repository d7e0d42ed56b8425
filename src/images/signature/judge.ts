import type { Config, LiteralDataPacket, PublicKey, Signature, SignaturePacket } from 'openpgp';
import { plainLine } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { Keyring } from './keyring.ts';
import { openpgp } from './library.ts';

/** What is verified, and when. */
export interface About {
  /** Its address or path, for messages. */
  readonly name: string;
  /** Default: the system's clock. */
  readonly now?: Date;
}

type State = 'good' | 'wrong' | 'unknown' | 'expired' | 'weak';
interface Judgement {
  readonly state: State;
  /** A clause for people: `by key …, which has expired`. */
  readonly why: string;
}

/** Types of signatures over a document, RFC 9580 section 5.2.1: binary and text. All others say something else than "this is mine". */
const DOCUMENT: readonly unknown[] = [0, 1];
/** MD5, SHA-1, RIPEMD-160 (RFC 9580 section 9.5): whoever can make two documents of one digest gets the one signed and shows the other. */
const WEAK: Readonly<Record<number, string>> = { 1: 'MD5', 2: 'SHA-1', 3: 'RIPEMD-160' };
/** A publisher's clock may be ahead of ours; a signature from the future has no other meaning. */
const SKEW = 86_400_000;

/**
 * Returns if a key of the keyring signed the data, and none whose signature is wrong. Signatures of keys that are not in the keyring, or that
 * have expired, count for nothing beside a good one. Errors: VMTEST_SIGNATURE_MISSING, _WRONG, _KEY_UNKNOWN, _EXPIRED.
 */
export async function judge(signature: Signature, data: LiteralDataPacket, keyring: Keyring, about: About): Promise<void> {
  const packets = [...signature.packets].filter((packet) => DOCUMENT.includes(packet.signatureType));
  if (packets.length === 0) throw new VmtestError('VMTEST_SIGNATURE_MISSING', `${plainLine(about.name)} has no signature of a document`);
  const now = about.now ?? new Date();
  const judgements = await Promise.all(packets.map((packet) => judgeOne(packet, data, keyring, now)));
  const states: readonly State[] = ['wrong', 'good', 'expired', 'weak', 'unknown'];
  const deciding = states.map((state) => judgements.find((one) => one.state === state)).find((one) => one !== undefined) as Judgement;
  if (deciding.state !== 'good') throw refusal(deciding, keyring, about);
}

function refusal({ state, why }: Judgement, keyring: Keyring, about: About): VmtestError {
  const name = plainLine(about.name);
  switch (state) {
    case 'unknown':
      return new VmtestError('VMTEST_SIGNATURE_KEY_UNKNOWN', `${name} is signed ${why}, which is not in the keyring ${keyring.path}`, {
        hint: "name the publisher's keyring",
      });
    case 'expired':
      return new VmtestError('VMTEST_SIGNATURE_EXPIRED', `${name} is signed ${why}`, {
        hint: `look at this machine's clock; a newer ${keyring.path} may have the key with a longer life`,
      });
    case 'weak':
      return new VmtestError('VMTEST_SIGNATURE_WRONG', `${name} is signed ${why}`, {
        hint: 'ask its publisher for a signature with SHA-256 or better',
      });
    default:
      return new VmtestError('VMTEST_SIGNATURE_WRONG', `${name} is not as it was signed: the signature ${plainLine(why)}`, {
        hint: 'try again later, or another mirror; what was fetched is not used',
      });
  }
}

/** A key may be in the keyring in several copies: the best of them counts. */
async function judgeOne(packet: SignaturePacket, data: LiteralDataPacket, keyring: Keyring, now: Date): Promise<Judgement> {
  const holders = keyring.keys.filter((key) => key.getKeys(packet.issuerKeyID).length > 0);
  const by = `by key ${nameOf(packet)}`;
  if (holders.length === 0) return { state: 'unknown', why: by };
  const weak = WEAK[packet.hashAlgorithm ?? 0];
  if (weak !== undefined) return { state: 'weak', why: `${by} with ${weak}, which proves nothing any more` };
  const judgements = await Promise.all(holders.map((key) => judgeWith(packet, key, data, now, by)));
  return judgements.find((one) => one.state === 'good') ?? (judgements[0] as Judgement);
}

async function judgeWith(packet: SignaturePacket, key: PublicKey, data: LiteralDataPacket, now: Date, by: string): Promise<Judgement> {
  const holder = key.getKeys(packet.issuerKeyID)[0] as PublicKey;
  try {
    // Without a date only the mathematics are looked at: what time says of it comes below, each with its own words.
    const never = null as unknown as Date;
    await packet.verify(holder.keyPacket, packet.signatureType as number, data, never, true, (await openpgp()).config as Config);
  } catch (error) {
    return { state: 'wrong', why: `${by} does not fit: ${(error as Error).message}` };
  }
  const made = packet.created as Date;
  if (made < holder.getCreationTime()) return { state: 'wrong', why: `${by} is older than its key` };
  if (packet.getExpirationTime() <= now) return { state: 'expired', why: `${by} until ${day(packet.getExpirationTime())}, which is past` };
  if (made.getTime() > now.getTime() + SKEW) return { state: 'expired', why: `${by} on ${day(made)}, which is in the future` };
  return await judgeKey(key, holder, now, by);
}

async function judgeKey(key: PublicKey, holder: PublicKey, now: Date, by: string): Promise<Judgement> {
  try {
    await key.getSigningKey(holder.getKeyID(), now);
    return { state: 'good', why: by };
  } catch (error) {
    // The library's own sentences are all that tells these apart: "Primary key is expired", "… Subkey is revoked".
    const { message } = error as Error;
    if (/revoked/i.test(message)) return { state: 'expired', why: `${by}, which is revoked` };
    if (/expired/i.test(message)) return { state: 'expired', why: `${by}, which has expired` };
    return { state: 'wrong', why: `${by} is of a key that may not sign: ${message}` };
  }
}

function nameOf(packet: SignaturePacket): string {
  const hex = packet.issuerFingerprint === null ? packet.issuerKeyID.toHex() : Buffer.from(packet.issuerFingerprint).toString('hex');
  return hex.toUpperCase();
}

function day(date: Date | number): string {
  return typeof date === 'number' ? 'for ever' : date.toISOString().slice(0, 16).replace('T', ' ');
}
