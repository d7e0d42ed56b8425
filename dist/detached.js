import { t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { t as judge } from "./judge.js";
import { t as openpgp } from "./library.js";
// src/images/signature/detached.ts
const ARMOURED = /^\s*-----BEGIN PGP SIGNATURE-----\s*$[\s\S]*?^-----END PGP SIGNATURE-----\s*$/gm;
/**
* Verifies bytes against the signature that lies beside them (`SHA256SUMS.gpg`, `SHA256SUMS.sign`), armoured or binary.
* Errors: VMTEST_SIGNATURE_MISSING (that is no signature), _WRONG, _KEY_UNKNOWN, _EXPIRED.
*/
async function verifyDetached(bytes, signatureBytes, keyring, about) {
	const { createMessage } = await openpgp();
	const signature = await readSignatureOf(signatureBytes, about);
	const message = await createMessage({ binary: bytes });
	await judge(signature, message.packets[0], keyring, about);
}
async function readSignatureOf(bytes, about) {
	const { readSignature } = await openpgp();
	const isBinary = bytes.length > 0 && (bytes[0] & 128) !== 0;
	try {
		if (isBinary) return await readSignature({ binarySignature: bytes });
		const text = Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n");
		const blocks = text.match(ARMOURED) ?? [];
		if (blocks.length === 1 && blocks[0]?.trim() === text.trim()) return await readSignature({ armoredSignature: text });
	} catch (error) {
		throw missing(about, `: ${error.message}`);
	}
	throw missing(about, "");
}
function missing(about, why) {
	return new VmtestError("VMTEST_SIGNATURE_MISSING", `${plainLine(about.name)} has no signature: what lies beside it is none${plainLine(why)}`, { hint: "name the address of its .gpg, .sign or .asc file" });
}
export { verifyDetached };
