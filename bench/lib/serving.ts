import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { type Measured, median } from './statistics.ts';

const BYTES = 400e6;
const BLOCK = 1 << 20;

/** The server for guests beside `python3 -m http.server`: a file of 400 MB, alternately, to a client that reads and forgets; and what memory it adds. */
export async function measureServing(folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const file = join(folder, 'served');
  await writeBlocks(file);
  const script = join(folder, 'serve.mjs');
  const bundle = await rolldown({ input: fileURLToPath(import.meta.resolve('./serving-run.ts')), platform: 'node', tsconfig: false });
  await bundle.write({ file: script, format: 'esm' });
  await bundle.close();
  const port = await freePort();
  const python = spawn('python3', ['-m', 'http.server', '--bind', '127.0.0.1', '--directory', folder, String(port)], { stdio: 'ignore' });
  const ours = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [said] = (await once(ours.stdout, 'data')) as [Buffer];
    const url = new URL(said.toString().trim());
    await reachable(port);
    const before = await peakBytes(ours.pid as number);
    const [bare, own]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const pair = [await fetchAll(port, '/served'), await fetchAll(Number(url.port), url.pathname)] as const;
      // The first of each is to warm up.
      if (round === 0) continue;
      bare.push(pair[0]);
      own.push(pair[1]);
    }
    const added = ((await peakBytes(ours.pid as number)) - before) / 1e6;
    tell(`serving 400 MB: ${median(own).toFixed(0)} ms; python3 -m http.server: ${median(bare).toFixed(0)} ms`);
    const ratios = own.map((value, index) => value / (bare[index] as number));
    return {
      figures: [
        {
          what: 'h  serving 400 MB, beside Python',
          values: ratios,
          unit: '×',
          bound: 1,
          bare: { values: bare, room: 0.5, relative: true },
        },
        { what: 'h  memory that serving adds', values: [added], unit: 'MB', bound: 50 },
      ],
      remarks: [
        `h  serving 400 MB: ${[...own].map((value) => value.toFixed(0)).join(', ')} ms; Python ${bare.map((value) => value.toFixed(0)).join(', ')} ms`,
      ],
      commands: [`python3 -m http.server --bind 127.0.0.1 --directory FOLDER PORT`, `${process.execPath} serve.mjs FILE`],
    };
  } finally {
    ours.kill();
    python.kill();
  }
}

async function writeBlocks(path: string): Promise<void> {
  const block = Buffer.alloc(BLOCK, 'vmtest');
  await using file = await open(path, 'w');
  for (let written = 0; written < BYTES; written += BLOCK) await file.write(block, 0, Math.min(BLOCK, BYTES - written));
}

/** Milliseconds from the connection's begin to the last byte. Throws where not all of it came. */
async function fetchAll(port: number, path: string): Promise<number> {
  const begun = performance.now();
  const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.0\r\n\r\n`));
  let bytes = 0;
  socket.on('data', (chunk) => {
    bytes += chunk.length;
  });
  await once(socket, 'close');
  if (bytes < BYTES) throw new Error(`${bytes} of ${BYTES} bytes came from port ${port}`);
  return performance.now() - begun;
}

async function peakBytes(pid: number): Promise<number> {
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function reachable(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const there = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(
      () => false,
    );
    socket.destroy();
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('python3 -m http.server does not answer');
}
