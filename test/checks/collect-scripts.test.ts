import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/base/spawn.ts';
import { collectFor } from '../../src/checks/collect.ts';
import type { CheckSettings } from '../../src/model/check.ts';
import { find, folder, settings } from './support.ts';

const KINDS = ['storage', 'network', 'grub', 'dname-rules', 'kernel-package', 'interfaces-removed'] as const;

/** Runs the scripts of a check by a shell of this machine's, in a folder of their own; what they wrote, by name. */
async function collect(
  kind: CheckSettings['kind'],
  shell: readonly string[],
  path: string,
  PATH = process.env.PATH ?? '',
): Promise<Record<string, string>> {
  const scripts = collectFor(settings({ kind } as never));
  for (const { name, script } of scripts) {
    const [program = 'sh', ...rest] = shell;
    const outcome = await run(program, [...rest, '-c', script], { env: { PATH }, cwd: path, timeout: 60 });
    assert.equal(outcome.exitCode, 0, `${kind}: ${name}: ${outcome.stderr}`);
  }
  const files = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile());
  return Object.fromEntries(await Promise.all(files.map(async ({ name }) => [name, await readFile(join(path, name), 'utf8')] as const)));
}

/** This machine's own first interface, asked for as it is, and with one address that it does not have. */
async function checkOwnNetwork(files: Readonly<Record<string, string>>): Promise<void> {
  const found = Object.entries(networkInterfaces()).flatMap(([name, list]) => (list ?? []).map((one) => ({ name, ...one })));
  const own = found.find(({ internal, family }) => !internal && family === 'IPv4');
  if (own === undefined) return;
  const mtu = Number(await readFile(`/sys/class/net/${own.name}/mtu`, 'utf8'));
  const subnets = [
    { type: 'static', address: own.address, netmask: own.netmask },
    { type: 'static', address: 'fd00::99/64' },
  ];
  const network = { version: 1, config: [{ type: 'physical', name: own.name, mac_address: own.mac, mtu, subnets }] };
  const { message } = await find({ kind: 'network', config: { network } }, { files });
  const wanted = `address fd00::99/64 on ${own.name} is asked for, and collect/ip_o_addr has `;
  if (files.ip_o_addr?.startsWith('# absent') === true) assert.equal(message, 'collect/ip_o_addr: the guest has no ip');
  else assert.ok(message.startsWith(wanted) && !message.includes('\n'), message);
}

const SHELLS: readonly (readonly string[])[] = [['sh'], ['busybox', 'sh'], ['bash', '--posix']];

for (const shell of SHELLS) {
  test(`the scripts run in ${shell.join(' ')}, and the checks read what they wrote`, async (t) => {
    const found = (process.env.PATH ?? '').split(delimiter).some((one) => existsSync(join(one, shell[0] as string)));
    if (!found) return t.skip(`this machine has no ${shell[0]}`);
    const all: Record<string, string> = {};
    for (const kind of KINDS) {
      await using work = await folder();
      Object.assign(all, await collect(kind, shell, work.path));
    }
    for (const name of ['sysfs_block', 'sysfs_net', 'proc_mountinfo', 'proc-swaps', 'firmware', 'machine', 'find_interfacesd'])
      assert.ok(name in all, name);
    await checkOwnNetwork(all);
    const disk = { id: 'a', type: 'disk', serial: 'no such serial' };
    const storage = await find({ kind: 'storage', config: { storage: { config: [disk] } } }, { files: all });
    assert.match(storage.message, /^disk a with serial no such serial is asked for, and collect\/sysfs_block has |names no block device$/);
  });
}

test('tools that the guest lacks are said, and stop nothing', async () => {
  await using work = await folder();
  const bin = join(work.path, 'bin');
  await mkdir(bin);
  // A PATH with nothing but what every system has.
  for (const tool of ['cat', 'ls', 'rm', 'mkdir', 'find', 'uname', 'basename', 'grep', 'sleep', 'dd', 'tr'])
    await writeFile(join(bin, tool), `#!/bin/sh\nexec /bin/${tool} "$@"\n`, { mode: 0o755 });
  const files = await collect('storage', ['/bin/sh'], work.path, bin);
  assert.deepEqual([files.lvm_pvs, files.zpool_status, files.zfs_get], ['# absent: pvs\n', '# absent: zpool\n', '# absent: zfs\n']);
  assert.deepEqual((await collect('network', ['/bin/sh'], work.path, bin)).ip_o_addr, '# absent: ip\n');
});
