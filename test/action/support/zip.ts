import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** The text of the one file of a zip whose path ends so; throws, with the paths, where there is none. */
export async function textIn(zip: Buffer, ending: string): Promise<string> {
  const file = await fromBufferPromise(zip, { lazyEntries: true });
  const paths: string[] = [];
  for await (const entry of file.eachEntry()) {
    paths.push(entry.fileName);
    if (entry.fileName.endsWith(ending)) return await text(await file.openReadStreamPromise(entry));
  }
  throw new Error(`no ${ending} in ${paths.join(', ')}`);
}
