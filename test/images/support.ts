import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOOL_ENV } from '../../src/base/spawn.ts';
import type { ResolveOptions } from '../../src/images/image.ts';
import type { ImageDefinition, ImageSource, MmdebstrapSource } from '../../src/model/suite.ts';
import { madeUpTar } from './roots/made-up-tar.ts';

export const SOURCE: MmdebstrapSource = {
  kind: 'mmdebstrap',
  suite: 'bookworm',
  arch: 'x86_64',
  variant: 'minbase',
  include: ['linux-image-cloud-amd64'],
  components: [],
  mirrors: [],
  files: {},
  customize: null,
  root: 'squashfs',
};

export function image(source: ImageSource, name = 'debian'): ImageDefinition {
  return { name, source, place: { file: '/suite/vmtest.yaml', line: 4, column: 3 } };
}

/** What the stand-in does in place of a build. */
export const BUILDS = {
  tar: 'echo one >> "$here/builds"; echo "I: extracting archives..." >&2; cat "$here/root.tar"',
  failure:
    'echo "I: installing essential packages..." >&2; echo "E: Unable to locate package nonsense" >&2; echo "E: mmdebstrap failed to run" >&2; exit 25',
  hang: 'echo one >> "$here/builds"; sleep 987654 & echo started >&2; touch "$here/hangs"; wait',
} as const;

/**
 * A folder with a program `mmdebstrap` that stands in for the real one: asked for its sources it names an InRelease file in the folder
 * (which apt's own helper then copies), else it does what `build` says.
 */
export async function standIn(folder: string, build: string): Promise<{ readonly options: ResolveOptions; readonly said: string[] }> {
  const here = join(folder, 'stand-in');
  await mkdir(here, { recursive: true });
  await writeFile(join(here, 'InRelease'), 'index one\n');
  await writeFile(join(here, 'root.tar'), await madeUpTar());
  await chmod(folder, 0o755);
  const script = `#!/bin/sh
here='${here}'
case "$*" in
  --version) echo 'mmdebstrap 0.0' ;;
  *chrootless*) echo "'copy://$here/InRelease' x 0 " >&2; exit 25 ;;
  --unshare-helper*) exit 1 ;;
  *) ${build} ;;
esac
`;
  await writeFile(join(here, 'mmdebstrap'), script, { mode: 0o755 });
  const said: string[] = [];
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true });
  const env = { ...TOOL_ENV, PATH: `${here}:${TOOL_ENV.PATH}` };
  return { said, options: { store: join(folder, 'store'), env, scratch, indexSeconds: 0, emit: (message) => said.push(message) } };
}
