import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { type PackOptions, tool } from '../programs/tool.ts';

const ATTRIBUTE = 'security.capability';
/** How GNU tar names an extended attribute in a pax header. */
const PAX_KEY = `SCHILY.xattr.${ATTRIBUTE}`;

/** The files of a tar that have capabilities (capabilities(7): `ping` may have one), with the attribute's bytes. */
export async function capabilitiesOf(tar: string): Promise<readonly { readonly path: string; readonly value: Buffer }[]> {
  const found: { path: string; value: Buffer }[] = [];
  for await (const entry of createReadStream(tar, { highWaterMark: 1 << 20 }).pipe(extract())) {
    const text = (entry.header.pax as Readonly<Record<string, string>> | null | undefined)?.[PAX_KEY];
    // Read as UTF-8 by tar-stream: bytes above 127, which the usual capabilities do not have, are lost.
    if (text !== undefined && !text.includes('\ufffd')) {
      found.push({ path: `/${entry.header.name.replace(/^(?:\.?\/)+/, '')}`, value: Buffer.from(text, 'utf8') });
    }
    entry.resume();
  }
  return found;
}

/** Writes the capabilities of a tar's files into an ext4 image made of it, by debugfs: fakeroot cannot do it (see packRoot). */
export async function writeCapabilities(tar: string, image: string, folder: string, options: PackOptions): Promise<void> {
  const files = (await capabilitiesOf(tar)).filter(({ path }) => !/["\n]/.test(path));
  if (files.length === 0) return;
  const made: string[] = [];
  const put = async (name: string, data: string | Buffer) => {
    made.push(name);
    await writeFile(join(folder, name), data);
  };
  for (const [number, file] of files.entries()) await put(`capability-${number}`, file.value);
  await put('commands', files.map(({ path }, number) => `ea_set -f capability-${number} "${path}" ${ATTRIBUTE}\n`).join(''));
  await tool('debugfs', ['-w', '-f', 'commands', image], { ...options, cwd: folder });
  for (const name of made) await rm(join(folder, name));
}
