import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { hostAddress } from '../../src/host/addresses.ts';
import { findProgram } from '../../src/host/programs.ts';
import { iscsiImage } from '../support/iscsi-guest.ts';
import { type Ran, runTiny } from './harness.ts';

// Disks of iSCSI, by a tgt daemon of the run's own and the real open-iscsi in a real guest.
const PATH = '/usr/sbin:/sbin:/usr/bin:/bin';
const missing =
  (await findProgram('tgtd', PATH)) === null
    ? 'there is no tgtd on this host: install tgt'
    : (await hostAddress()) === null
      ? 'this host has no address but loopback'
      : false;

/** Functions of the guest: `parts N` reads where disk N is, `login` logs in to it with the accounts that are told, as curtin does. */
const FUNCTIONS = `
parts() {
  eval "spec=\\$VMTEST_ISCSI_$1"
  accounts=
  case $spec in *@*) accounts=\${spec%@*} ;; esac
  rest=\${spec##*@}
  address=\${rest%%::*} rest=\${rest#*::}
  port=\${rest%%:*} rest=\${rest#*:}
  target=\${rest#*:}
}
node() { iscsiadm --mode=node --targetname="$target" --portal="$address:$port" "$@"; }
set_auth() { node --op=update --name="node.session.auth.$1" --value="$2"; }
login() {
  if [ -n "$1" ]; then set_auth authmethod CHAP; set_auth username "$1"; set_auth password "$2"; fi
  if [ -n "$3" ]; then set_auth username_in "$3"; set_auth password_in "$4"; fi
  node --login
}
start() {
  mkdir -p /run/lock /var/lib/iscsi
  pidof iscsid >/dev/null || iscsid
  iscsiadm --mode=discovery --type=sendtargets --portal="$address:$port"
}
`;

const WRITE = `set -e
${FUNCTIONS}
parts 1
start > "$VMTEST_COLLECT/discovered"
login '' '' '' ''
parts 0
IFS=:
set -- $accounts
unset IFS
login "$1" "$2" "$3" "$4"
sleep 1
cd "$VMTEST_COLLECT"
iscsiadm --mode=session > sessions
cat /sys/block/sd*/size | sort > sizes
for disk in /sys/block/sd*; do
  echo "written by the guest to $(cat "$disk/size")" | dd of="/dev/\${disk##*/}" bs=512 seek=100 conv=sync
done
sync
iscsiadm --mode=node --logoutall=all
`;

// Both ways: an initiator with a wrong password, and a target that is believed to have another one.
const WRONG = `${FUNCTIONS}
parts 0
start
login user wrong "" "" > "$VMTEST_COLLECT/wrong" 2>&1
echo "$?" > "$VMTEST_COLLECT/wrong-status"
login user secret9 in other > "$VMTEST_COLLECT/other" 2>&1
echo "$?" > "$VMTEST_COLLECT/other-status"
login user secret9 in mutual8 > "$VMTEST_COLLECT/right" 2>&1
echo "$?" > "$VMTEST_COLLECT/right-status"
exit 0
`;

const ISCSI = { size: '16M', iscsi: { user: 'user', password: 'secret9', 'in-user': 'in', 'in-password': 'mutual8' } };

let ran: Ran;
before(async () => {
  if (missing !== false) return;
  const image = await iscsiImage();
  ran = await runTiny({
    images: { iscsi: { files: { ...image } } },
    defaults: { image: 'iscsi', machine: { memory: '384M' }, timeouts: { install: '120s', boot: '120s', silence: '120s' } },
    tests: {
      written: {
        machine: { disks: [ISCSI, { size: '8M', iscsi: { target: 'iqn.2020-01.test.vmtest:named' } }] },
        boot: { seed: 'http', runcmd: [WRITE], collect: ['echo "$VMTEST_ISCSI_0" > told'] },
        checks: [
          { file: 'discovered', matches: 'iqn.2020-01.test.vmtest:named' },
          { file: 'sizes', equals: '16384\n32768\n' },
        ],
      },
      wrong: {
        machine: { disks: [ISCSI] },
        boot: { seed: 'http', runcmd: [WRONG] },
        checks: [
          { file: 'wrong', matches: 'authorization failure' },
          { file: 'right-status', equals: '0\n' },
        ],
      },
      dropped: { machine: { disks: [ISCSI] }, boot: { seed: 'http', runcmd: ['true'] } },
    },
  });
});
after(() => ran?.[Symbol.asyncDispose]());

const only = { skip: missing };

test('what a guest writes by iSCSI, with CHAP both ways, is in the file on the host', only, async () => {
  const written = ran.of('written');
  assert.equal(written.verdict, 'passed', written.cause);
  for (const [name, sectors] of [
    ['iscsi0', 32768],
    ['iscsi1', 16384],
  ] as const) {
    await using file = await open(join(ran.topdir, 'written', `disks/${name}.img`));
    assert.equal((await file.stat()).size, sectors * 512);
    const { buffer } = await file.read(Buffer.alloc(512), 0, 512, 100 * 512);
    assert.equal(buffer.toString('latin1').replaceAll('\0', ''), `written by the guest to ${sectors}\n`);
  }
});

test('discovery names an address that the guest reaches, and the environment tells of it', only, async () => {
  const address = await hostAddress();
  const told = (await ran.kept('written', 'collect/told')).trim();
  const [, portal, port, target] = /^user:secret9:in:mutual8@([\d.]+)::(\d+):1:(\S+)$/.exec(told) ?? [];
  assert.equal(portal, address);
  const discovered = await ran.kept('written', 'collect/discovered');
  assert.ok(discovered.includes(`${address}:${port},1 ${target}\n`), discovered);
  assert.ok(!discovered.includes('127.0.0.1'), discovered);
});

test('a wrong password is refused, of the guest and of the target', only, async () => {
  const wrong = ran.of('wrong');
  assert.equal(wrong.verdict, 'passed', wrong.cause);
  for (const name of ['wrong', 'other']) assert.notEqual(await ran.kept('wrong', `collect/${name}-status`), '0\n', name);
});

test('a daemon ends with its test, and two tests may have one account', only, async () => {
  assert.equal(ran.of('dropped').verdict, 'passed', ran.of('dropped').cause);
  const told = await ran.kept('written', 'collect/told');
  const [, host = '', port] = /@([\d.]+)::(\d+):/.exec(told) ?? [];
  const answer = await new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) }, () => resolve('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('close', () => socket.destroy());
  });
  assert.equal(answer, 'ECONNREFUSED');
});

test('the script that starts a machine again serves its disks, and says that it needs tgt', only, async () => {
  const script = await ran.kept('written', 'logs/qemu-boot.sh');
  assert.match(script, /it needs tgt/);
  assert.match(script, /tgtadm --lld iscsi --mode account --op new --user user --password secret9/);
  const disk = join(ran.topdir, 'written/disks/iscsi0.img');
  const at = 100 * 512;
  await using file = await open(disk, 'r+');
  await file.write(Buffer.alloc(512), 0, 512, at);
  const again = await run('sh', [join(ran.topdir, 'written/logs/qemu-boot.sh')], { env: TOOL_ENV, timeout: 150 });
  const { buffer } = await file.read(Buffer.alloc(512), 0, 512, at);
  assert.match(buffer.toString('latin1'), /^written by the guest to 32768\n/, again.stdout + again.stderr);
});
