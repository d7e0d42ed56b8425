import { closeSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CurtinEvent } from '../../installers/curtin/events.ts';

/** `webhooks-events.json`: a JSON array of events, whole after each of them, as the original's logger leaves it. */
export interface EventsFile extends Disposable {
  readonly add: (event: CurtinEvent) => void;
}

/** Begins the file with no events. Writing is synchronous: an event must be on the disk before the guest goes on. */
export function eventsFile(path: string): EventsFile {
  const file = openSync(path, 'w', 0o644);
  let end = writeSync(file, '[', 0);
  let separator = '\n';
  writeSync(file, '\n]\n', end);
  return {
    add: (event) => {
      const text = Buffer.from(`${separator}${JSON.stringify(event)}`);
      writeSync(file, text, 0, text.length, end);
      end += text.length;
      separator = ',\n';
      writeSync(file, '\n]\n', end);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Files of one installation that are saved; a real one posts one. */
const MAX_SAVED = 20;

/**
 * Saves the files that the events carry under the names that they have in the guest, below `folder`. Returns their names and the text
 * of the one called `log`; a name that is taken gets a number, what came twice is saved once.
 */
export async function savePostedFiles(
  events: readonly CurtinEvent[],
  folder: string,
  taken: ReadonlySet<string>,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const saved: { name: string; text: string }[] = [];
  const names = new Set(taken);
  const seen = new Map<string, string>();
  for (const { path, content } of events.flatMap(({ files }) => files ?? [])) {
    // A curtin that fails posts its log twice in one event: it adds it to the files to post.
    if (content === null || saved.length >= MAX_SAVED || seen.get(path) === content) continue;
    seen.set(path, content);
    // A name of the guest's: letters, digits and three signs, no folder, nothing hidden.
    const plain =
      basename(path)
        .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
        .replace(/^\.+/, '')
        .slice(0, 80) || 'file';
    let name = plain;
    for (let number = 2; names.has(name); number++) name = `${number}-${plain}`;
    names.add(name);
    const data = Buffer.from(content, 'base64');
    await writeFile(`${folder}/${name}`, data);
    saved.push({ name, text: data.toString('utf8') });
  }
  return saved;
}
