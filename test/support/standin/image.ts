import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cpio } from '../cpio.ts';
import { type TinyImage, tinyImage } from '../tiny.ts';

/** The stand-in curtin's source tree. */
export const STANDIN = import.meta.dirname;

/** The tiny machine with a `python3` that runs the stand-in, as our own packer calls curtin, and with a root of any bytes, which it never mounts. */
export async function standinImage(folder: string): Promise<TinyImage & { readonly root: string }> {
  const { kernel, initrd } = await tinyImage();
  const python = cpio({ 'bin/python3': { data: await readFile(join(STANDIN, 'bin/python3')), mode: 0o755 } });
  const files = { kernel, initrd: join(folder, 'initrd'), root: join(folder, 'root.img') };
  await writeFile(files.initrd, Buffer.concat([await readFile(initrd), python]));
  await writeFile(files.root, Buffer.alloc(1 << 20));
  return files;
}
