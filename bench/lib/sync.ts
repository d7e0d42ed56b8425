import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { httpServer } from '../../test/support/http-server.ts';
import { makeKey } from '../../test/support/keys.ts';
import { makeStream } from '../../test/support/streams.ts';
import type { Command } from './command.ts';
import { must } from './processes.ts';
import { type Measured, median } from './statistics.ts';

/** As many releases as MAAS publishes, with three kernels each. */
const RELEASES = 12;
const SUBARCHES = ['ga', 'hwe', 'lowlatency'];

/** An up-to-date `images sync` of a signed stream on loopback, the whole command, over an empty Node; and how many requests it makes. */
export async function measureSync(command: Command, folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const key = await makeKey();
  const products = Array.from({ length: RELEASES }, (_, index) =>
    SUBARCHES.map((subarch) => ({
      release: `r${index}`,
      number: `${index}.04`,
      subarch: `${subarch}-${index}.04`,
      versions: ['20260701', '20260801'],
    })),
  ).flat();
  const stream = await makeStream({ products, bootloaders: true, keys: [key] });
  await using server = await httpServer();
  stream.each((path, body) => server.files.set(`/${path}`, { body }));
  const desk = join(folder, 'sync');
  await mkdir(desk);
  await writeFile(join(desk, 'keys.gpg'), key.binary);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: desk,
    IMAGE_DIR: join(desk, 'images'),
    IMAGE_SRC_URL: server.url('/streams/v1/index.sjson'),
    IMAGE_SRC_KEYRING: join(desk, 'keys.gpg'),
  };
  const sync = () => must([...command.argv, 'images', 'sync', '--arches', 'amd64', 'release~.'], { env });
  await sync();
  const [node, walls]: [number[], number[]] = [[], []];
  const before = server.count();
  for (let round = 0; round < rounds; round++) {
    node.push((await must([process.execPath, '-e', '0'])).wall);
    walls.push((await sync()).wall);
  }
  const requests = (server.count() - before) / rounds;
  const files = [...stream.files.keys()].filter((path) => path.endsWith('.sjson')).length;
  tell(`up-to-date sync: ${median(walls).toFixed(0)} ms, ${requests} requests for ${files} signed files`);
  const note = `${requests} requests, ${files} signed files, ${products.length} products`;
  const bare = { values: node, room: 250, relative: false };
  return {
    figures: [{ what: 'g  an up-to-date sync, whole command', values: walls, unit: 'ms', bound: 250, bare, note }],
    remarks: [],
    commands: [`${command.argv.join(' ')} images sync --arches amd64 release~.`],
  };
}
