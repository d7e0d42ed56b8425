import { pack } from 'tar-stream';

const MARK = '_____VMTEST_PAYLOAD_____';

/**
 * A shell script that unpacks a gzipped tar beside itself and runs a command of it: what curtin's own packer makes, for hosts on which
 * that one cannot work. It needs sh, sed, base64, tar and gzip, as every install environment has; no bash and no getopt.
 * @param tarGz with a folder `bin`, which comes first in PATH, and Python packages at its top
 */
export function selfExtractor(tarGz: Uint8Array, command: readonly string[]): string {
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const payload = Buffer.from(tarGz)
    .toString('base64')
    .replaceAll(/.{1,76}/g, '$&\n');
  return `#!/bin/sh
# A curtin source tree and its configurations, packed by vmtest.
set -eu
payload=$PWD/curtin
rm -rf "$payload"
mkdir "$payload"
sed '1,/^${MARK}$/d' "$0" | base64 -d | tar -xzf - -C "$payload"
cd "$payload"
PATH=$payload/bin:$PATH
PYTHONPATH=$payload\${PYTHONPATH:+:$PYTHONPATH}
export PATH PYTHONPATH
exec ${words}
${MARK}
${payload}`;
}

/** What runs curtin in the unpacked tree: its `bin/curtin` looks for a checkout, this one has its path set. */
export const CURTIN_WRAPPER = `#!/bin/sh
for python in python3 python; do
  command -v "$python" >/dev/null 2>&1 && exec "$python" -m curtin.commands.main "$@"
done
echo 'curtin: there is no Python here' >&2
exit 127
`;

/** A tar of files by their paths, owned by root, in the order given. */
export async function archiveOf(files: Iterable<readonly [path: string, file: { readonly data: Uint8Array; readonly mode: number }]>) {
  const tar = pack();
  for (const [name, { data, mode }] of files) tar.entry({ name, mode, uid: 0, gid: 0 }, Buffer.from(data));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
