import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PackOptions, tool } from '../programs/tool.ts';
import { paxRecords } from './pax.ts';

const ATTRIBUTE = 'security.capability';
/** How GNU tar names an extended attribute in a pax header. */
const PAX_KEY = `SCHILY.xattr.${ATTRIBUTE}`;

/** The files of a tar, not compressed, that have capabilities (capabilities(7): `ping` may have one), with the attribute's bytes. */
export async function capabilitiesOf(tar: string): Promise<readonly { readonly path: string; readonly value: Buffer }[]> {
  const found: { path: string; value: Buffer }[] = [];
  for await (const { name, records } of paxRecords(tar)) {
    const value = records.get(PAX_KEY);
    if (value !== undefined) found.push({ path: `/${name.replace(/^(?:\.?\/)+/, '')}`, value });
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
