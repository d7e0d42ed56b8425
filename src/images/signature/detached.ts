import type { LiteralDataPacket, Signature } from 'openpgp';
import { plainLine } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { type About, judge } from './judge.ts';
import type { Keyring } from './keyring.ts';
import { openpgp } from './library.ts';

const ARMOURED = /^\s*-----BEGIN PGP SIGNATURE-----\s*$[\s\S]*?^-----END PGP SIGNATURE-----\s*$/gm;

/**
 * Verifies bytes against the signature that lies beside them (`SHA256SUMS.gpg`, `SHA256SUMS.sign`), armoured or binary.
 * Errors: VMTEST_SIGNATURE_MISSING (that is no signature), _WRONG, _KEY_UNKNOWN, _EXPIRED.
 */
export async function verifyDetached(bytes: Uint8Array, signatureBytes: Uint8Array, keyring: Keyring, about: About): Promise<void> {
  const { createMessage } = await openpgp();
  const signature = await readSignatureOf(signatureBytes, about);
  const message = await createMessage({ binary: bytes });
  await judge(signature, message.packets[0] as unknown as LiteralDataPacket, keyring, about);
}

async function readSignatureOf(bytes: Uint8Array, about: About): Promise<Signature> {
  const { readSignature } = await openpgp();
  const isBinary = bytes.length > 0 && ((bytes[0] as number) & 0x80) !== 0;
  try {
    if (isBinary) return await readSignature({ binarySignature: bytes });
    const text = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
    const blocks = text.match(ARMOURED) ?? [];
    if (blocks.length === 1 && blocks[0]?.trim() === text.trim()) return await readSignature({ armoredSignature: text });
  } catch (error) {
    throw missing(about, `: ${(error as Error).message}`);
  }
  throw missing(about, '');
}

function missing(about: About, why: string): VmtestError {
  return new VmtestError(
    'VMTEST_SIGNATURE_MISSING',
    `${plainLine(about.name)} has no signature: what lies beside it is none${plainLine(why)}`,
    { hint: 'name the address of its .gpg, .sign or .asc file' },
  );
}
