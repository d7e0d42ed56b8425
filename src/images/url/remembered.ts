import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, writeWhole } from '../../base/files.ts';
import type { UrlFile, UrlSums } from '../../model/suite.ts';
import { shown } from '../download/addresses.ts';
import { urlFolder } from './stored.ts';
import type { FileDigests } from './sums.ts';

/** Everything that decides what a sums file is believed to say: what was read unverified is never taken for verified. */
function memoryFile(store: string, { url }: UrlFile, sums: UrlSums): string {
  const key = JSON.stringify([url, sums.url, sums.signature, sums.keyring, sums.verify]);
  return join(urlFolder(store), `.sums-${sha256(key).slice(0, 32)}.json`);
}

/** What a sums file said of a file when it was fetched last; undefined where nobody asked. */
export async function remembered(store: string, file: UrlFile, sums: UrlSums): Promise<FileDigests | undefined> {
  const text = await readFile(memoryFile(store, file, sums), 'utf8').catch(() => 'null');
  try {
    const value = JSON.parse(text) as Partial<FileDigests> | null;
    const digests = { sha256: digit(value?.sha256, 64), sha512: digit(value?.sha512, 128) };
    return digests.sha256 === null && digests.sha512 === null ? undefined : digests;
  } catch {
    return undefined;
  }
}

function digit(value: unknown, length: number): string | null {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value) ? value : null;
}

/** Remembers it, once the file is there. */
export async function remember(store: string, file: UrlFile, sums: UrlSums, digests: FileDigests): Promise<void> {
  const at = Math.floor(Date.now() / 1000);
  const text = `${JSON.stringify({ url: shown(file.url), sums: shown(sums.url), ...digests, at })}\n`;
  await writeWhole(memoryFile(store, file, sums), text);
}
