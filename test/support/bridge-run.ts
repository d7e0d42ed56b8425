import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { findProgram } from '../../src/host/programs.ts';
import { runTiny } from '../vm/harness.ts';

/*
 * What bridge.test.ts runs in a network namespace of its own, where there is the bridge of its second argument with the address
 * 10.77.0.1 and a server of addresses. It writes what it saw, as JSON, into the file of its first.
 */
const [out = '', bridge = ''] = process.argv.slice(2);

const HELLO = `for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  echo hello-from-right | nc -w 5 10.77.0.2 7000 && exit 0
  sleep 1
done
exit 1`;

/** The ports that the bridge had while machines ran. */
const seen = new Set<string>();
/** Where there is tgt, a disk of iSCSI, which is to be served at the bridge's address too. */
const tgt = (await findProgram('tgtd', '/usr/sbin:/sbin:/usr/bin')) !== null;
const PORTAL = 'rest=${VMTEST_ISCSI_0#*::}; nc -w 20 "${VMTEST_ISCSI_0%%::*}" "${rest%%:*}" < /dev/null';

const ports = () => readdir(`/sys/class/net/${bridge}/brif`).catch(() => []);

async function lookAtPorts(): Promise<void> {
  for (const name of await ports()) seen.add(name);
}

await using ran = await runTiny({
  settings: { bridge, jobs: 3 },
  defaults: { timeouts: { install: '120s', boot: '120s', silence: '120s' } },
  tests: {
    served: {
      machine: {
        disks: tgt ? ['64M', { size: '8M', iscsi: {} }] : ['64M'],
        nics: [{ mac: '52:54:00:77:00:01' }, { mac: '52:54:00:77:00:09', network: 'none' }],
      },
      boot: {
        seed: 'http',
        runcmd: ['ping -c 1 -w 20 10.77.0.1', ...(tgt ? [PORTAL] : [])],
        collect: ['ip addr show eth0 > address', 'echo "$VMTEST_HTTP" > http', 'echo "$VMTEST_ISCSI_0" > iscsi'],
      },
    },
    left: {
      machine: { nics: [{ mac: '52:54:00:77:00:02' }] },
      boot: {
        runcmd: ['ip addr add 10.77.0.2/24 dev eth0; ip link set eth0 up; timeout 90 nc -l -p 7000 > "$VMTEST_COLLECT/heard"'],
        collect: ['true'],
      },
    },
    right: {
      machine: { nics: [{ mac: '52:54:00:77:00:03' }] },
      boot: { runcmd: [`ip addr add 10.77.0.3/24 dev eth0; ip link set eth0 up\n${HELLO}`], collect: ['true'] },
    },
  },
  onEvent: (event) => {
    if (event.type === 'console') void lookAtPorts();
  },
});

const kept = async (name: string, path: string) => ran.kept(name, path).catch(() => null);
const files = {
  address: await kept('served', 'collect/address'),
  http: await kept('served', 'collect/http'),
  iscsi: tgt ? await kept('served', 'collect/iscsi') : null,
  heard: await kept('left', 'collect/heard'),
  script: await kept('served', 'logs/qemu-boot.sh'),
};
// The same machine by its script, without us: root opens its tap, and its seed is served at the bridge's address.
const again = await run('sh', [join(ran.topdir, 'served/logs/qemu-boot.sh')], { env: TOOL_ENV, timeout: 120 });
const verdicts = ran.result.tests.map(({ name, verdict, cause }) => ({ name, verdict, cause }));
await writeFile(out, JSON.stringify({ verdicts, files, seen: [...seen], again: again.stdout + again.stderr, left: await ports() }));
