import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** The paths in a zip, sorted. */
export async function pathsIn(zip: Buffer): Promise<readonly string[]> {
  const file = await fromBufferPromise(zip, { lazyEntries: true });
  const paths: string[] = [];
  for await (const entry of file.eachEntry()) paths.push(entry.fileName);
  return paths.sort();
}

/** The text of the one file of a zip whose path ends so; throws, with the paths, where there is none. */
export async function textIn(zip: Buffer, ending: string): Promise<string> {
  const file = await fromBufferPromise(zip, { lazyEntries: true });
  for await (const entry of file.eachEntry()) {
    if (entry.fileName.endsWith(ending)) return await text(await file.openReadStreamPromise(entry));
  }
  throw new Error(`no ${ending} in ${(await pathsIn(zip)).join(', ')}`);
}
