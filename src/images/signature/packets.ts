/** A public key with what belongs to it (names, self-signatures, subkeys), as bytes. */
export type KeyBytes = Uint8Array;

/** Tags of packets, RFC 9580 section 5. */
export const TAG = { signature: 2, secretKey: 5, publicKey: 6 } as const;

/**
 * Cuts binary OpenPGP data where a key begins (RFC 9580 section 4.2), so that one key of a keyring that is too old or too new to be read
 * does not spoil the others. Returns undefined for what is not a row of whole packets that begins with a key.
 */
export function splitKeys(bytes: Uint8Array): readonly { readonly tag: number; readonly bytes: KeyBytes }[] | undefined {
  const keys: { tag: number; start: number }[] = [];
  let at = 0;
  while (at < bytes.length) {
    const packet = packetAt(bytes, at);
    if (packet === undefined || packet.end > bytes.length) return undefined;
    if (packet.tag === TAG.publicKey || packet.tag === TAG.secretKey) keys.push({ tag: packet.tag, start: at });
    else if (keys.length === 0) return undefined;
    at = packet.end;
  }
  return keys.map(({ tag, start }, index) => ({ tag, bytes: bytes.subarray(start, keys[index + 1]?.start) }));
}

/** The tag of the packet that begins there and where it ends; undefined for what is none, or has no length known beforehand. */
function packetAt(bytes: Uint8Array, at: number): { readonly tag: number; readonly end: number } | undefined {
  const first = bytes[at] as number;
  if ((first & 0x80) === 0) return undefined;
  return (first & 0x40) === 0 ? oldPacket(bytes, at, first) : newPacket(bytes, at, first);
}

function oldPacket(bytes: Uint8Array, at: number, first: number) {
  // Length type 3, "until the end", is not used of keys.
  const width = [1, 2, 4][first & 3];
  if (width === undefined) return undefined;
  return { tag: (first >> 2) & 15, end: at + 1 + width + numberAt(bytes, at + 1, width) };
}

function newPacket(bytes: Uint8Array, at: number, first: number) {
  const tag = first & 63;
  const length = bytes[at + 1] ?? 255;
  if (length < 192) return { tag, end: at + 2 + length };
  if (length < 224) return { tag, end: at + 3 + ((length - 192) << 8) + (bytes[at + 2] ?? 0) + 192 };
  // 224 to 254 are partial lengths, which keys may not have.
  return length === 255 ? { tag, end: at + 6 + numberAt(bytes, at + 2, 4) } : undefined;
}

/** Big-endian; Infinity behind the end of the bytes. */
function numberAt(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = at; index < at + width; index++) value = value * 256 + (bytes[index] ?? Number.POSITIVE_INFINITY);
  return value;
}
