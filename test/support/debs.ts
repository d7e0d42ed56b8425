import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';

/** Debian's suite that the tests' packages are from. */
const SUITE = 'bookworm';

/** Runs with mmdebstrap's own configuration of apt; a name that is a metapackage of a kernel stands for the kernel. */
const DOWNLOAD = `export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
# A list that cannot be had is missed by the download, or by nobody.
apt-get -q update
cd "$DEBS" || exit 1
for name in $NAMES; do
  real=$(apt-cache depends "$name" | sed -n 's/^  Depends: \\(linux-image-[0-9].*\\)/\\1/p')
  apt-get -q -o APT::Sandbox::User=root download "\${real:-$name}" || exit 1
done
touch "$DEBS/done"
exit 1`;

/**
 * Downloads Debian packages of an architecture (`amd64`, `arm64`) and unpacks them, all into `folder`. mmdebstrap says where from: it
 * writes its sources for the suite, runs our hook in place of a build, and is ended there. No root, and nothing of the host's changes.
 */
export async function unpackDebs(architecture: string, names: readonly string[], folder: string): Promise<void> {
  const debs = join(folder, '.debs');
  await mkdir(debs, { recursive: true });
  const args = ['--mode=chrootless', '--variant=custom', `--architectures=${architecture}`, `--setup-hook=${DOWNLOAD}`, SUITE, '/dev/null'];
  const outcome = await run('mmdebstrap', args, { env: { ...TOOL_ENV, ...proxies(), DEBS: debs, NAMES: names.join(' ') }, timeout: 300 });
  const files = await readdir(debs);
  if (!files.includes('done')) throw new Error(`cannot download ${names.join(', ')} for ${architecture}:\n${outcome.stderr.slice(-2000)}`);
  for (const file of files.filter((name) => name.endsWith('.deb'))) {
    const unpacked = await run('dpkg-deb', ['--extract', join(debs, file), folder], { env: TOOL_ENV });
    if (unpacked.exitCode !== 0) throw new Error(`cannot unpack ${file}: ${unpacked.stderr}`);
  }
}

function proxies(): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
