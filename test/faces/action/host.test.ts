import assert from 'node:assert/strict';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkRoom, type InstallRequest, installMissing } from '../../../src/faces/action/host.ts';
import { diskOf, planOf, testOf } from '../../plan/fixtures.ts';
import { tempFolder } from '../../support/temp.ts';

const GiB = 2 ** 30;
const plans = (choice: Parameters<typeof testOf>[0] = {}) => planOf(testOf(choice), { settings: { accel: 'tcg' } }).tests;

interface Host {
  readonly request: (more?: Partial<InstallRequest>) => InstallRequest;
  readonly said: string[];
  readonly calls: () => Promise<readonly string[]>;
  readonly bin: string;
}

/** A Debian with setpriv and flock and nothing else, whose apt-get does what `apt` says. */
async function host(folder: string, apt: string): Promise<Host> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const name of ['setpriv', 'flock']) await writeFile(join(bin, name), '#!/bin/sh\n', { mode: 0o755 });
  for (const name of ['env', 'touch', 'chmod', 'cat']) await symlink(`/usr/bin/${name}`, join(bin, name));
  const log = join(folder, 'calls');
  await writeFile(log, '');
  const make = 'made() { for name; do echo "#!/bin/sh" > "$bin/$name"; chmod +x "$bin/$name"; done; }';
  const head = `#!/bin/sh\nbin='${bin}'\nlog='${log}'\n${make}\n`;
  await writeFile(join(bin, 'apt-get'), `${head}echo "$*" >> "$log"\n${apt}\n`, { mode: 0o755 });
  await writeFile(join(bin, 'sudo'), `${head}[ "$1" = -n ] || exit 1\nshift\nexec "$@"\n`, { mode: 0o755 });
  const osRelease = join(folder, 'os-release');
  await writeFile(osRelease, 'ID=ubuntu\nID_LIKE=debian\n');
  const said: string[] = [];
  const surroundings = { path: bin, home: folder, uid: 1000, proxy: {} };
  const base: InstallRequest = {
    ...{ policy: 'auto', hosted: true, tests: plans(), surroundings, osRelease, firmware: [join(folder, 'firmware')] },
    tell: (line) => said.push(line),
  };
  const calls = async () => (await readFile(log, 'utf8')).trim().split('\n').filter(Boolean);
  return { request: (more = {}) => ({ ...base, ...more }), said, calls, bin };
}

const BRINGS = 'case "$*" in *install*) made qemu-system-x86_64 qemu-img ;; esac';

// The folders of a system's own programs are looked into besides; a host that has all of this there shows nothing.
describe('programs that a plan needs and the host lacks', () => {
  it('are installed on a hosted runner, and only those', async () => {
    await using folder = await tempFolder();
    const { request, calls, said } = await host(folder.path, BRINGS);
    assert.deepEqual(await installMissing(request()), { installed: ['qemu-system-x86', 'qemu-utils'], notes: [] });
    assert.equal((await calls()).length, 1);
    assert.match((await calls())[0] ?? '', /install -y --no-install-recommends qemu-system-x86 qemu-utils$/);
    assert.match(said.join(), /installing qemu-system-x86, qemu-utils/);
    assert.deepEqual(await installMissing(request()), { installed: [], notes: [] });
    assert.equal((await calls()).length, 1, 'what is there is not asked for again');
  });

  it('come through the proxy of apt, whose password no argument has', async () => {
    await using folder = await tempFolder();
    const { request, calls, bin } = await host(folder.path, `[ "$1" = -c ] && cat "$2" > "$bin/conf"; ${BRINGS}`);
    const { surroundings } = request();
    const proxied = request({ surroundings: { ...surroundings, proxy: { apt_proxy: 'http://me:pa$$word@proxy.test:3142/' } } });
    assert.deepEqual((await installMissing(proxied)).notes, []);
    assert.equal(await readFile(join(bin, 'conf'), 'utf8'), 'Acquire::http::Proxy "http://me:pa$$word@proxy.test:3142/";\n');
    assert.doesNotMatch((await calls()).join(), /word/);
  });

  it('are asked for again after an update where the index is old', async () => {
    await using folder = await tempFolder();
    const stale = `case "$*" in *update*) touch "$bin/updated" ;; *) [ -e "$bin/updated" ] || { echo 'E: Failed to fetch 404' >&2; exit 100; }; ${BRINGS} ;; esac`;
    const { request, calls } = await host(folder.path, stale);
    assert.deepEqual((await installMissing(request())).notes, []);
    assert.deepEqual(
      (await calls()).map((line) => /update|install/.exec(line)?.[0]),
      ['install', 'update', 'install'],
    );
  });

  it('are a note with the one command where nobody may install', async () => {
    await using folder = await tempFolder();
    const { request, calls } = await host(folder.path, BRINGS);
    for (const more of [{ hosted: false }, { policy: 'never' }] as const) {
      const { installed, notes } = await installMissing(request(more));
      assert.deepEqual(installed, []);
      assert.equal(notes[0]?.hint, 'as root: apt-get install -y qemu-system-x86 qemu-utils');
    }
    assert.deepEqual(await calls(), []);
    const always = await installMissing(request({ hosted: false, policy: 'always' }));
    assert.equal(always.installed.length, 2);
  });

  it('are a note with what apt said where it fails', async () => {
    await using folder = await tempFolder();
    const { request } = await host(folder.path, 'echo "E: Unable to locate package qemu-utils" >&2; exit 100');
    const { notes } = await installMissing(request());
    assert.match(notes[0]?.message ?? '', /qemu-img could not be installed: E: Unable to locate package qemu-utils$/);
  });

  it('have among them what images are built with; where nobody may install, the images say so themselves', async () => {
    await using folder = await tempFolder();
    const { request, calls } = await host(folder.path, BRINGS);
    for (const name of ['qemu-system-x86_64', 'qemu-img']) await writeFile(join(folder.path, 'bin', name), '#!/bin/sh\n', { mode: 0o755 });
    assert.deepEqual(await installMissing(request({ policy: 'never', packages: ['mmdebstrap'] })), { installed: [], notes: [] });
    assert.deepEqual(await installMissing(request({ packages: ['mmdebstrap'] })), { installed: ['mmdebstrap'], notes: [] });
    assert.match((await calls())[0] ?? '', /install -y --no-install-recommends mmdebstrap$/);
  });

  it('have firmware among them, where a machine boots by UEFI', async () => {
    await using folder = await tempFolder();
    const { request, bin } = await host(folder.path, BRINGS);
    for (const name of ['qemu-system-x86_64', 'qemu-img']) await writeFile(join(bin, name), '#!/bin/sh\n', { mode: 0o755 });
    const { notes } = await installMissing(request({ policy: 'never', tests: plans({ machine: { firmware: 'uefi' } }) }));
    assert.equal(notes[0]?.hint, 'as root: apt-get install -y ovmf');
    await rm(join(bin, 'qemu-img'));
    assert.equal((await installMissing(request({ policy: 'never' }))).notes[0]?.hint, 'as root: apt-get install -y qemu-utils');
  });
});

describe('the room for a run', () => {
  const at = (topdir: string, tests = plans()) => checkRoom({ tests, topdir: { path: topdir, named: true }, store: '/', jobs: 1 });

  it('is told, and of virtual disks only what an installation may take', async () => {
    const { facts, problems } = await at('/var/tmp/none/yet', plans({ machine: { disks: [diskOf({ size: 10_000 * GiB })] } }));
    assert.deepEqual(
      facts.map(({ label }) => label).filter((label) => label !== 'Free disk of the image store'),
      ['Free disk', 'Free memory'],
    );
    assert.ok(problems.every(({ severity }) => severity === 'warning'));
    for (const { message } of problems) assert.doesNotMatch(message, /TiB/);
  });

  it('warns of /tmp, and of a folder in memory', async () => {
    assert.match((await at('/tmp/run')).problems.map(({ message }) => message).join('\n'), /below \/tmp|in memory/);
    assert.match((await at('/dev/shm/run')).problems.map(({ message }) => message).join('\n'), /in memory|left/);
  });

  it('warns of a machine that finds no memory', async () => {
    const tests = planOf(testOf({ machine: { memory: 4096 * GiB } })).tests;
    assert.match((await at('/var/tmp', tests)).problems.at(-1)?.message ?? '', /the machine of basic takes 4\.0 TiB|takes .* of memory/);
  });
});
