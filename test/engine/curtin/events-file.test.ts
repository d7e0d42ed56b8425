import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventsFile, savePostedFiles } from '../../../src/engine/curtin/events-file.ts';
import type { CurtinEvent } from '../../../src/installers/curtin/events.ts';
import { tempFolder } from '../../support/temp.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const posting = (...files: (readonly [path: string, text: string | null])[]): CurtinEvent => ({
  name: 'cmd-install',
  event_type: 'finish',
  description: '',
  files: files.map(([path, text]) => ({ path, content: text === null ? null : base64(text), encoding: 'base64' })),
});

test('the file of events is whole after each of them', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'webhooks-events.json');
  using file = eventsFile(path);
  const read = async () => JSON.parse(await readFile(path, 'utf8')) as unknown;
  assert.deepEqual(await read(), []);
  const events = [posting(), posting(['/a', 'é']), posting()];
  for (const [index, event] of events.entries()) {
    file.add(event);
    assert.deepEqual(await read(), events.slice(0, index + 1));
  }
});

test('posted files are saved under plain names, none over another, twice the same once', async () => {
  await using folder = await tempFolder();
  const events = [
    posting(['/tmp/install.log', 'log'], ['/tmp/install.log', 'log'], ['/tmp/none', null]),
    posting(
      ['../../etc/passwd', 'p'],
      ['/other/install.log', 'other'],
      ['/x/.ssh', 's'],
      ['/x/a b\n', 'c'],
      ['/', 'root'],
      ['/t/taken', 'new'],
    ),
  ];
  const saved = await savePostedFiles(events, folder.path, new Set(['taken']));
  assert.equal(saved.find(({ name }) => name.endsWith('install.log'))?.text, 'log');
  const names = ['2-install.log', '2-taken', 'a_b_', 'file', 'install.log', 'passwd', 'ssh'];
  assert.deepEqual((await readdir(folder.path)).sort(), names);
  const texts = await Promise.all(names.map((name) => readFile(join(folder.path, name), 'utf8')));
  assert.deepEqual(texts, ['other', 'new', 'c', 'root', 'log', 'p', 's']);
});

test('of thousands of files twenty are saved', async () => {
  await using folder = await tempFolder();
  const files = Array.from({ length: 3000 }, (_, index) => [`/tmp/${index}`, String(index)] as const);
  await savePostedFiles([posting(...files)], folder.path, new Set());
  assert.equal((await readdir(folder.path)).length, 20);
});
