import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { tempFolder } from '../support/temp.ts';
import { tinyImages } from './harness.ts';

// Guests on a bridge, in a network namespace of the test's own: nothing of the host's network is seen or changed.
const BRIDGE = 'vmtestbr0';

/** Namespaces of a network and of mounts (/sys shows the network that it was mounted in), the bridge, and addresses for guests. */
const INSIDE = `set -e
mount -t sysfs sysfs /sys
ip link set lo up
ip link add ${BRIDGE} type bridge
ip address add 10.77.0.1/24 dev ${BRIDGE}
ip link set ${BRIDGE} mtu 1400 up
: > "$FOLDER/leases"
busybox udhcpd -f "$FOLDER/udhcpd.conf" >/dev/null 2>&1 &
trap "kill $!" EXIT
"$NODE" "$SCRIPT" "$FOLDER/seen.json" ${BRIDGE}
`;

const unshare = ['--net', '--mount', '--', 'sh', '-c'];
const able = await run('unshare', [...unshare, `ip link add ${BRIDGE} type bridge && [ -c /dev/net/tun ] && mount -t sysfs sysfs /sys`], {
  env: TOOL_ENV,
});
const only = { skip: able.exitCode === 0 ? false : `no network namespace with a bridge can be made here: ${able.stderr.trim()}` };

interface Seen {
  readonly verdicts: readonly { readonly name: string; readonly verdict: string; readonly cause: string }[];
  readonly files: Readonly<Record<'address' | 'http' | 'iscsi' | 'heard' | 'script', string | null>>;
  readonly seen: readonly string[];
  readonly again: string;
  readonly left: readonly string[];
}
let seen: Seen;

before(async () => {
  if (only.skip !== false) return;
  await tinyImages();
  await using folder = await tempFolder();
  const at = (name: string) => join(folder.path, name);
  const dhcp = ['start 10.77.0.100', 'end 10.77.0.120', `interface ${BRIDGE}`, `lease_file ${at('leases')}`, `pidfile ${at('pid')}`];
  await writeFile(at('udhcpd.conf'), `${[...dhcp, 'option subnet 255.255.255.0', 'option router 10.77.0.1'].join('\n')}\n`);
  const script = join(import.meta.dirname, '../support/bridge-run.ts');
  const env = { ...TOOL_ENV, FOLDER: folder.path, NODE: process.execPath, SCRIPT: script, HOME: folder.path };
  const outcome = await run('unshare', [...unshare, INSIDE], { env, timeout: 300 });
  assert.equal(outcome.exitCode, 0, `${outcome.stdout}\n${outcome.stderr}`);
  seen = JSON.parse(await readFile(at('seen.json'), 'utf8'));
});

test('a guest on a bridge has an address of that network, and is served at the bridge’s own', only, () => {
  for (const { name, verdict, cause } of seen.verdicts) assert.equal(verdict, 'passed', `${name}: ${cause}`);
  assert.match(seen.files.address ?? '', /inet 10\.77\.0\.1\d\d\/24/);
  if (seen.files.iscsi !== null) assert.match(seen.files.iscsi, /^10\.77\.0\.1::\d+:1:/);
  assert.match(seen.files.http ?? '', /^http:\/\/10\.77\.0\.1:\d+\/[0-9a-f]{32}/);
});

test('two guests on one bridge reach each other', only, () => {
  assert.equal(seen.files.heard, 'hello-from-right\n');
});

test('the taps are ports of the bridge while QEMU runs, and gone with it', only, () => {
  assert.ok(seen.seen.length >= 2 && seen.seen.every((name) => /^vmtest\d+$/.test(name)), seen.seen.join(' '));
  assert.deepEqual(seen.left, []);
});

test('the script that starts a machine again opens the tap itself, and says what it needs', only, () => {
  const script = seen.files.script ?? '';
  assert.match(script, new RegExp(`there is no bridge ${BRIDGE}: ip link add`));
  assert.match(script, /python3.* -c 'import fcntl/);
  assert.match(script, /fd=5/);
  assert.match(seen.again, /vmtest: step 1 "runcmd 1"[\s\S]*vmtest: poweroff/);
});
