import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tempFolder } from '../../support/temp.ts';

const COMMAND = join(import.meta.dirname, '../../../bin/vmtest.js');

/** How the command ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What is left in the folder for temporary files: where a run that nobody told otherwise makes its top folder. */
  readonly left: readonly string[];
  /** stdout as the JSON document that it must be. */
  readonly json: () => unknown;
}

/** A folder in which the command is called as its user would, in an environment of its own. */
export interface Desk extends AsyncDisposable {
  readonly path: string;
  /** Writes files into the folder, with the folders above them. */
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => Promise<void>;
  readonly vmtest: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** The same by another program, which gets Node and the command as its last arguments. */
  readonly through: (program: readonly string[], args: readonly string[]) => Promise<Ended>;
}

/** A folder with these files in it, a home, and nothing of the machine's settings. */
export async function desk(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Desk> {
  const temp = await tempFolder();
  const work = join(temp.path, 'desk');
  const left = join(temp.path, 'tmp');
  await mkdir(left);
  const write: Desk['write'] = async (given) => {
    for (const [name, data] of Object.entries(given)) {
      await mkdir(dirname(join(work, name)), { recursive: true });
      await writeFile(join(work, name), data);
    }
  };
  await mkdir(work);
  await write(files);
  // The proxy that this host's apt may have is none of the tests' affair.
  const environment = { PATH: process.env.PATH ?? '', HOME: join(temp.path, 'home'), TMPDIR: left, apt_proxy: '' };
  const call = async ([program, ...args]: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> => {
    const { code, out, err } = await ending(program as string, args, { cwd: work, env: { ...environment, ...env } });
    return { code, out, err, left: (await readdir(left)).sort(), json: () => JSON.parse(out) };
  };
  return {
    path: work,
    write,
    vmtest: (args, env = {}) => call([process.execPath, COMMAND, ...args], env),
    through: (program, args) => call([...program, process.execPath, COMMAND, ...args], {}),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

function ending(program: string, args: readonly string[], options: { readonly cwd: string; readonly env: Record<string, string> }) {
  return new Promise<{ code: number; out: string; err: string }>((resolve, reject) => {
    execFile(program, args, { ...options, maxBuffer: 64 << 20 }, (error, out, err) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

/** A suite of one test over an image of two files that are there, though they are nothing that boots. */
export const SUITE = `version: 1
images: { tiny: { files: { kernel: kernel, initrd: initrd } } }
defaults: { image: tiny, machine: { memory: 256M, disks: [64M] } }
tests:
  one: { boot: {} }
`;

/** The files of a folder in which SUITE is a good suite. */
export const GOOD = { 'vmtest.yaml': SUITE, kernel: 'k', initrd: 'i' } as const;
