import { VmtestError } from '../../model/errors.ts';
import type { ImageDefinition, UrlFile, UrlSums } from '../../model/suite.ts';
import { shown } from '../download/addresses.ts';
import type { Client, TransferOptions } from '../download/types.ts';
import { type FileDigests, findSum, namesOf } from './sums.ts';

/** Debian's largest has some 100 KB. */
const MAX_SUMS = 16 << 20;
const MAX_SIGNATURE = 1 << 20;

/** What the sums files of one image say now: each is fetched and verified once, whatever many files it names. */
export class PublishedDigests {
  readonly #client: () => Promise<Client>;
  readonly #transfer: TransferOptions;
  readonly #texts = new Map<string, Promise<string>>();

  constructor(client: () => Promise<Client>, transfer: TransferOptions) {
    this.#client = client;
    this.#transfer = transfer;
  }

  /**
   * The digests of a file by its sums file, verified unless the suite says `verify: none`. Errors: VMTEST_DOWNLOAD_*,
   * VMTEST_SIGNATURE_*, VMTEST_KEYRING_INVALID, and those of `findSum`.
   */
  async of({ name }: ImageDefinition, { url }: UrlFile, sums: UrlSums): Promise<FileDigests> {
    const key = JSON.stringify(sums);
    const text = this.#texts.get(key) ?? this.#fetch(name, sums);
    this.#texts.set(key, text);
    return findSum(await text, namesOf(url, sums.url), shown(sums.url));
  }

  async #fetch(image: string, sums: UrlSums): Promise<string> {
    const client = await this.#client();
    const bytes = await client.fetchBytes(sums.url, { ...this.#transfer, maxBytes: MAX_SUMS });
    const about = { name: shown(sums.url) };
    if (sums.verify === 'none') return await withoutProof(bytes, about);
    // Fail closed: whatever is wrong with keyring or signature ends here.
    const { readKeyring } = await import('../signature/keyring.ts');
    const keyring = await readKeyring(keyringOf(image, sums));
    if (sums.signature === null) {
      const { isClearsigned, verifyClearsigned } = await import('../signature/clearsigned.ts');
      if (!isClearsigned(bytes) && !Buffer.from(bytes).includes('-----BEGIN PGP')) throw unsigned(about.name);
      return await verifyClearsigned(bytes, keyring, about);
    }
    const signature = await client.fetchBytes(sums.signature, { ...this.#transfer, maxBytes: MAX_SIGNATURE });
    const { verifyDetached } = await import('../signature/detached.ts');
    await verifyDetached(bytes, signature, keyring, about);
    return Buffer.from(bytes).toString('utf8');
  }
}

/** A clear-signed text is that without its signature too: nothing outside of it counts. */
async function withoutProof(bytes: Uint8Array, about: { readonly name: string }): Promise<string> {
  const { isClearsigned, unverifiedText } = await import('../signature/clearsigned.ts');
  return isClearsigned(bytes) ? unverifiedText(bytes, about) : Buffer.from(bytes).toString('utf8');
}

/** The suite's rules give one wherever a signature is to be checked. */
function keyringOf(image: string, { keyring }: UrlSums): string {
  if (keyring === null) throw new Error(`the image ${image} has sums to verify and no keyring, and the suite did not notice`);
  return keyring;
}

function unsigned(name: string): VmtestError {
  return new VmtestError('VMTEST_SIGNATURE_MISSING', `${name} has no signature in it, and the suite names none beside it`, {
    hint: `write \`signature: ADDRESS\` with what lies beside it (SHA256SUMS.gpg, .sign, .asc), or \`verify: none\` to believe the server`,
  });
}
