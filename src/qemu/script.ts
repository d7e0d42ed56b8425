import { scriptDisks } from './script-disks.ts';

/** Quotes one word for a POSIX shell. */
function quote(word: string): string {
  return /^[A-Za-z0-9_\-+=:,./@%]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Options without a value of their own, so that the others can be printed one option a line with theirs. */
const BARE = new Set(['-nodefaults', '-no-user-config', '-S', '-nographic', '-no-reboot', '-snapshot']);

/** What the script has to bring for a machine that vmtest no longer serves. */
export interface ReplayNeeds {
  /** The folder with what our server served (a seed, what curtin installs), and the URL at which the guest looks for it. */
  readonly served: { readonly url: string; readonly folder: string } | null;
  /** The output disk, which is removed when it has been read. */
  readonly output: { readonly path: string; readonly bytes: number } | null;
  /** The iSCSI disks that vmtest served: the portal's address, and what tgtadm is to be told, after `--lld iscsi`. */
  readonly iscsi?: { readonly portal: string; readonly calls: readonly (readonly string[])[] } | null;
  /** The bridges that the machine is on, and what opens its taps and becomes what follows. */
  readonly bridges?: { readonly names: readonly string[]; readonly prefix: readonly string[] } | null;
  /** The user that QEMU runs as where root starts the script. */
  readonly owner?: { readonly uid: number; readonly gid: number } | null;
}

/**
 * The command line of a phase as a shell script that runs by itself: the same machine on the same disks, its console on this terminal.
 * What QEMU inherits from vmtest is replaced: the control socket by none, the paused start by a running one.
 * @param argv QEMU's filled command line
 */
export function replayScript(argv: readonly string[], { served, output, owner = null, iscsi = null, bridges = null }: ReplayNeeds): string {
  const lines: string[] = [];
  const blockdevs = argv.filter((_, index) => argv[index - 1] === '-blockdev');
  const disks = scriptDisks(blockdevs, quote, owner === null ? null : `${owner.uid}:${owner.gid}`);
  for (let i = 1; i < argv.length; i++) {
    const option = argv[i] as string;
    if (option === '-S') continue;
    if (BARE.has(option)) lines.push(quote(option));
    else {
      const value = standAlone(option, argv[++i] ?? '');
      lines.push(`${quote(option)} ${disks.wordFor(value) ?? quote(value)}`);
    }
  }
  const disk = output === null ? '' : `[ -e ${quote(output.path)} ] || truncate -s ${output.bytes} ${quote(output.path)}\n`;
  const servers = [...(served === null ? [] : [httpServer(served)]), ...(iscsi === null ? [] : [tgtDaemon(iscsi)])];
  const openTaps = bridges === null ? '' : `${bridges.prefix.map(quote).join(' ')} \\\n  `;
  const drop = owner === null ? '' : asUser(owner, output?.path);
  return `#!/bin/sh
# This machine as vmtest started it, its console on this terminal: C-a x ends it. Arguments are added to QEMU's.
# The disks are changed by it, unless -snapshot is added.
set -eu
servers=
${disk}${bridges === null ? '' : bridges.names.map(bridgeThere).join('')}${drop}${disks.preamble}trap '[ -z "$servers" ] || kill -9 $servers; [ -z "$aside" ] || rm -rf "$aside"' EXIT
${servers.join('')}exec=
[ -n "$servers$aside" ] || exec=exec
$exec ${openTaps}${owner === null ? '' : '$as_user '}${quote(argv[0] ?? '')} \\
  ${lines.join(' \\\n  ')} \\
  "$@"
`;
}

function standAlone(option: string, value: string): string {
  if (option === '-action') return 'reboot=shutdown,shutdown=poweroff,panic=shutdown';
  if (option !== '-chardev') return value;
  if (value.startsWith('socket,id=qmp,')) return 'null,id=qmp';
  if (value.startsWith('socket,id=events,')) return 'null,id=events';
  if (value.startsWith('file,id=console,')) return 'stdio,id=console,mux=on,signal=off';
  if (value.startsWith('file,id=firmware,')) return 'null,id=firmware';
  return value;
}

function bridgeThere(name: string): string {
  return `# The guest is on the bridge ${name}: it takes root, or QEMU's bridge helper where vmtest took that.
[ -d ${quote(`/sys/class/net/${name}/bridge`)} ] || { echo ${quote(`there is no bridge ${name}: ip link add ${name} type bridge`)} >&2; exit 1; }
`;
}

/** Root starts QEMU as the user that it ran as. */
function asUser({ uid, gid }: { readonly uid: number; readonly gid: number }, output: string | undefined): string {
  const chown = output === undefined ? '' : `  chown ${uid}:${gid} ${quote(output)}\n`;
  return `as_user=
if [ "$(id -u)" -eq 0 ]; then
${chown}  as_user='setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --'
fi
`;
}

function httpServer({ url, folder }: { readonly url: string; readonly folder: string }): string {
  const { port, hostname } = new URL(url);
  // The host's loopback as QEMU's user network shows it, or the address of a bridge.
  const address = hostname === '10.0.2.2' ? '127.0.0.1' : hostname;
  return `# vmtest served these files to the guest on this port; what the guest reports goes nowhere.
python3 -c "$(cat <<'PYTHON'
import functools, http.server, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get('content-length') or 0))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *words):
        pass
handler = functools.partial(Handler, directory=sys.argv[1])
http.server.ThreadingHTTPServer((sys.argv[3], int(sys.argv[2])), handler).serve_forever()
PYTHON
)" ${quote(folder)} ${port} ${address} &
servers="$servers $!"
`;
}

function tgtDaemon({ portal, calls }: NonNullable<ReplayNeeds['iscsi']>): string {
  const lines = calls.map((call) => `tgtadm --lld iscsi ${call.map(quote).join(' ')}`);
  return `# The guest's iSCSI disks were served by vmtest at this portal: it needs tgt, and the address.
TGT_IPC_SOCKET=$(mktemp -d)/tgt
export TGT_IPC_SOCKET
# It takes no SIGTERM: it must not outlive this script.
setpriv --pdeathsig KILL -- tgtd --foreground --iscsi portal=${quote(portal)} &
servers="$servers $!"
for try in 1 2 3 4 5 6 7 8 9 10; do
  if tgtadm --lld iscsi --mode portal --op show 2>/dev/null | grep -qF ${quote(`${portal},`)}; then break; fi
  sleep 0.5
done
${lines.join('\n')}
`;
}
