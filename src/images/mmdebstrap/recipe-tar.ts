import { pack } from 'tar-stream';

/**
 * A tar of text files owned by root, for mmdebstrap's `tar-in`: executable where the text begins with `#!`.
 * It has no entries for folders, so that those that are there keep their modes; tar makes the ones that are missing.
 */
export async function recipeTar(files: Iterable<readonly [path: string, text: string]>): Promise<Buffer> {
  const tar = pack();
  for (const [path, text] of files) {
    tar.entry({ name: path.replace(/^\/+/, ''), mode: text.startsWith('#!') ? 0o755 : 0o644, uid: 0, gid: 0 }, text);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
