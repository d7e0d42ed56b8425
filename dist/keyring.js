import { t as isErrno } from "./files.js";
import { t as VmtestError } from "./errors.js";
import "./image.js";
import { t as openpgp } from "./library.js";
import { readFile, stat } from "node:fs/promises";
// src/images/signature/packets.ts
/** Tags of packets, RFC 9580 section 5. */
const TAG = {
	signature: 2,
	secretKey: 5,
	publicKey: 6
};
/**
* Cuts binary OpenPGP data where a key begins (RFC 9580 section 4.2), so that one key of a keyring that is too old or too new to be read
* does not spoil the others. Returns undefined for what is not a row of whole packets that begins with a key.
*/
function splitKeys(bytes) {
	const keys = [];
	let at = 0;
	while (at < bytes.length) {
		const packet = packetAt(bytes, at);
		if (packet === void 0 || packet.end > bytes.length) return void 0;
		if (packet.tag === TAG.publicKey || packet.tag === TAG.secretKey) keys.push({
			tag: packet.tag,
			start: at
		});
		else if (keys.length === 0) return void 0;
		at = packet.end;
	}
	return keys.map(({ tag, start }, index) => ({
		tag,
		bytes: bytes.subarray(start, keys[index + 1]?.start)
	}));
}
/** The tag of the packet that begins there and where it ends; undefined for what is none, or has no length known beforehand. */
function packetAt(bytes, at) {
	const first = bytes[at];
	if ((first & 128) === 0) return void 0;
	return (first & 64) === 0 ? oldPacket(bytes, at, first) : newPacket(bytes, at, first);
}
function oldPacket(bytes, at, first) {
	const width = [
		1,
		2,
		4
	][first & 3];
	if (width === void 0) return void 0;
	return {
		tag: first >> 2 & 15,
		end: at + 1 + width + numberAt(bytes, at + 1, width)
	};
}
function newPacket(bytes, at, first) {
	const tag = first & 63;
	const length = bytes[at + 1] ?? 255;
	if (length < 192) return {
		tag,
		end: at + 2 + length
	};
	if (length < 224) return {
		tag,
		end: at + 3 + (length - 192 << 8) + (bytes[at + 2] ?? 0) + 192
	};
	return length === 255 ? {
		tag,
		end: at + 6 + numberAt(bytes, at + 2, 4)
	} : void 0;
}
/** Big-endian; Infinity behind the end of the bytes. */
function numberAt(bytes, at, width) {
	let value = 0;
	for (let index = at; index < at + width; index++) value = value * 256 + (bytes[index] ?? Number.POSITIVE_INFINITY);
	return value;
}
// src/images/signature/keyring.ts
/** Far above any keyring: a disk image that was named by mistake is not read into memory. */
const MAX_BYTES = 64 << 20;
const ARMOUR = /^-----BEGIN PGP PUBLIC KEY BLOCK-----\s*$[\s\S]*?^-----END PGP PUBLIC KEY BLOCK-----\s*$/gm;
/**
* Reads the public keys of a file: binary as gpg and Debian's keyring packages have them, or armoured; several of either, one after the
* other. Keys that the OpenPGP library cannot read (version 3) are left out. Errors: VMTEST_KEYRING_INVALID.
*/
async function readKeyring(path) {
	return parseKeyring(await readSome(path), path);
}
/** The keyring in the bytes of a file; `path` is for messages. Errors: VMTEST_KEYRING_INVALID. */
async function parseKeyring(bytes, path) {
	if (bytes.length === 0) throw invalid(path, "is empty");
	if (Buffer.from(bytes.subarray(8, 12)).toString("latin1") === "KBXf") throw invalid(path, "is gpg's own keybox format", `gpg --no-default-keyring --keyring ${path} --export > keyring.gpg, and name that`);
	const split = splitKeys(await dearmoured(bytes, path));
	if (split === void 0) throw invalid(path, "is not an OpenPGP keyring, or ends within a key");
	const open = split.filter(({ tag }) => tag === TAG.publicKey);
	if (open.length === 0) throw invalid(path, "holds private keys only", "gpg --export writes the public ones");
	const { readKey } = await openpgp();
	const keys = await Promise.all(open.map((key) => readKey({ binaryKey: key.bytes }).catch((error) => error)));
	const good = keys.filter((key) => !(key instanceof Error));
	if (good.length === 0) throw invalid(path, `holds no key that can be read: ${keys[0].message}`);
	return {
		path,
		keys: good
	};
}
async function readSome(path) {
	try {
		const found = await stat(path);
		if (!found.isFile()) throw invalid(path, "is not a file");
		if (found.size > MAX_BYTES) throw invalid(path, `has ${found.size} bytes, more than any keyring`);
		return await readFile(path);
	} catch (error) {
		if (error instanceof VmtestError) throw error;
		if (isErrno(error, "ENOENT")) throw invalid(path, "is not there", whereFrom(path));
		throw invalid(path, `cannot be read: ${error.message}`, whereFrom(path), error);
	}
}
async function dearmoured(bytes, path) {
	if ((bytes[0] & 128) !== 0 && bytes[0] !== 239) return bytes;
	const { unarmor } = await openpgp();
	const blocks = Buffer.from(bytes).toString("utf8").replaceAll("\r\n", "\n").match(ARMOUR) ?? [];
	try {
		const parts = await Promise.all(blocks.map(async (block) => (await unarmor(block)).data));
		if (parts.length > 0) return Buffer.concat(parts);
	} catch (error) {
		throw invalid(path, `has damaged armour: ${error.message}`, void 0, error);
	}
	throw invalid(path, "holds no OpenPGP public key, neither binary nor armoured");
}
function whereFrom(path) {
	return path === "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg" ? "install the package ubuntu-keyring (ubuntu-cloudimage-keyring before 24.04), or name a keyring" : "name a file of public keys, as gpg --export writes it";
}
function invalid(path, what, hint = "name a file of public keys, as gpg --export writes it", cause) {
	return new VmtestError("VMTEST_KEYRING_INVALID", `The keyring ${path} ${what}`, {
		hint,
		cause
	});
}
export { readKeyring as n, parseKeyring as t };
