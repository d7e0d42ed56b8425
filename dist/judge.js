import { t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { t as openpgp } from "./library.js";
// src/images/signature/judge.ts
/** Types of signatures over a document, RFC 9580 section 5.2.1: binary and text. All others say something else than "this is mine". */
const DOCUMENT = [0, 1];
/** MD5, SHA-1, RIPEMD-160 (RFC 9580 section 9.5): whoever can make two documents of one digest gets the one signed and shows the other. */
const WEAK = {
	1: "MD5",
	2: "SHA-1",
	3: "RIPEMD-160"
};
/** A publisher's clock may be ahead of ours; a signature from the future has no other meaning. */
const SKEW = 864e5;
/**
* Returns if a key of the keyring signed the data, and none whose signature is wrong. Signatures of keys that are not in the keyring, or that
* have expired, count for nothing beside a good one. Errors: VMTEST_SIGNATURE_MISSING, _WRONG, _KEY_UNKNOWN, _EXPIRED.
*/
async function judge(signature, data, keyring, about) {
	const packets = [...signature.packets].filter((packet) => DOCUMENT.includes(packet.signatureType));
	if (packets.length === 0) throw new VmtestError("VMTEST_SIGNATURE_MISSING", `${plainLine(about.name)} has no signature of a document`);
	const now = about.now ?? /* @__PURE__ */ new Date();
	const judgements = await Promise.all(packets.map((packet) => judgeOne(packet, data, keyring, now)));
	const deciding = [
		"wrong",
		"good",
		"expired",
		"weak",
		"unknown"
	].map((state) => judgements.find((one) => one.state === state)).find((one) => one !== void 0);
	if (deciding.state !== "good") throw refusal(deciding, keyring, about);
}
function refusal({ state, why }, keyring, about) {
	const name = plainLine(about.name);
	switch (state) {
		case "unknown": return new VmtestError("VMTEST_SIGNATURE_KEY_UNKNOWN", `${name} is signed ${why}, which is not in the keyring ${keyring.path}`, { hint: "name the publisher's keyring" });
		case "expired": return new VmtestError("VMTEST_SIGNATURE_EXPIRED", `${name} is signed ${why}`, { hint: `look at this machine's clock; a newer ${keyring.path} may have the key with a longer life` });
		case "weak": return new VmtestError("VMTEST_SIGNATURE_WRONG", `${name} is signed ${why}`, { hint: "ask its publisher for a signature with SHA-256 or better" });
		default: return new VmtestError("VMTEST_SIGNATURE_WRONG", `${name} is not as it was signed: the signature ${plainLine(why)}`, { hint: "try again later, or another mirror; what was fetched is not used" });
	}
}
/** A key may be in the keyring in several copies: the best of them counts. */
async function judgeOne(packet, data, keyring, now) {
	const holders = keyring.keys.filter((key) => key.getKeys(packet.issuerKeyID).length > 0);
	const by = `by key ${nameOf(packet)}`;
	if (holders.length === 0) return {
		state: "unknown",
		why: by
	};
	const weak = WEAK[packet.hashAlgorithm ?? 0];
	if (weak !== void 0) return {
		state: "weak",
		why: `${by} with ${weak}, which proves nothing any more`
	};
	const judgements = await Promise.all(holders.map((key) => judgeWith(packet, key, data, now, by)));
	return judgements.find((one) => one.state === "good") ?? judgements[0];
}
async function judgeWith(packet, key, data, now, by) {
	const holder = key.getKeys(packet.issuerKeyID)[0];
	try {
		await packet.verify(holder.keyPacket, packet.signatureType, data, null, true, (await openpgp()).config);
	} catch (error) {
		return {
			state: "wrong",
			why: `${by} does not fit: ${error.message}`
		};
	}
	const made = packet.created;
	if (made < holder.getCreationTime()) return {
		state: "wrong",
		why: `${by} is older than its key`
	};
	if (packet.getExpirationTime() <= now) return {
		state: "expired",
		why: `${by} until ${day(packet.getExpirationTime())}, which is past`
	};
	if (made.getTime() > now.getTime() + SKEW) return {
		state: "expired",
		why: `${by} on ${day(made)}, which is in the future`
	};
	return await judgeKey(key, holder, now, by);
}
async function judgeKey(key, holder, now, by) {
	try {
		await key.getSigningKey(holder.getKeyID(), now);
		return {
			state: "good",
			why: by
		};
	} catch (error) {
		const { message } = error;
		if (/revoked/i.test(message)) return {
			state: "expired",
			why: `${by}, which is revoked`
		};
		if (/expired/i.test(message)) return {
			state: "expired",
			why: `${by}, which has expired`
		};
		return {
			state: "wrong",
			why: `${by} is of a key that may not sign: ${message}`
		};
	}
}
function nameOf(packet) {
	return (packet.issuerFingerprint === null ? packet.issuerKeyID.toHex() : Buffer.from(packet.issuerFingerprint).toString("hex")).toUpperCase();
}
function day(date) {
	return typeof date === "number" ? "for ever" : date.toISOString().slice(0, 16).replace("T", " ");
}
export { judge as t };
