import type { NicSpec } from '../model/plan.ts';
import { DESCRIPTORS } from './machine.ts';

/** A NIC's tap: the bridge that it is a port of, and the descriptor that QEMU inherits. */
export interface Tap {
  readonly nic: number;
  readonly bridge: string;
  readonly descriptor: number;
}

/** The name of the bridge in a NIC's `network`; null where that is none. */
export function bridgeOf(network: string): string | null {
  return network.startsWith('bridge:') ? network.slice('bridge:'.length) : null;
}

/** The taps of a machine, after the descriptors that every QEMU inherits. */
export function tapsOf(nics: readonly Pick<NicSpec, 'network'>[]): Tap[] {
  const first = Math.max(...Object.values(DESCRIPTORS).map(Number)) + 1;
  return nics.flatMap(({ network }, nic) => {
    const bridge = bridgeOf(network);
    return bridge === null ? [] : [{ nic, bridge, descriptor: first + nic }];
  });
}

/** What fills the holes `{fd:nic0}`, … */
export function tapHoles(taps: readonly Tap[]): Record<string, string> {
  return Object.fromEntries(taps.map(({ nic, descriptor }) => [`fd:nic${nic}`, String(descriptor)]));
}

/**
 * What stands before all of QEMU's command line where a NIC is on a bridge: opens each tap and becomes what follows, which inherits
 * them. QEMU cannot do it itself: it may neither start its helper (`spawn=deny`) nor is it root any more. A tap goes with its last
 * descriptor, which is QEMU's.
 * @param helper QEMU's bridge helper, for who is not root; null: we are
 */
export function tapPrefix(python: string, helper: string | null, taps: readonly Tap[]): string[] {
  if (taps.length === 0) return [];
  return [python, '-I', '-S', '-c', OPEN_TAPS, helper ?? '', ...taps.map(({ bridge, descriptor }) => `${descriptor}=${bridge}`), '--'];
}

/**
 * Numbers of linux/if_tun.h and linux/sockios.h. `vnet_hdr` lets a guest leave checksums and segmentation to the host. The address of a
 * tap begins with fe, as QEMU's own helper makes it: a bridge takes the lowest address of its ports, which must not come and go.
 */
const OPEN_TAPS = `import fcntl, os, socket, struct, subprocess, sys
TUNSETIFF, TAP, NO_PI, VNET_HDR = 0x400454CA, 0x2, 0x1000, 0x4000
GET_FLAGS, SET_FLAGS, GET_MTU, SET_MTU = 0x8913, 0x8914, 0x8921, 0x8922
SET_ADDRESS, GET_ADDRESS, GET_INDEX, ADD_PORT = 0x8924, 0x8927, 0x8933, 0x89A2

def open_tap(bridge):
    tap = os.open('/dev/net/tun', os.O_RDWR | os.O_CLOEXEC)
    name = fcntl.ioctl(tap, TUNSETIFF, struct.pack('16sH22x', b'vmtest%d', TAP | NO_PI | VNET_HDR))[:16]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        def call(number, whom, value=b''):
            return fcntl.ioctl(control, number, struct.pack('16s24s', whom, value))[16:]
        call(SET_MTU, name, call(GET_MTU, bridge)[:4])
        family, rest = call(GET_ADDRESS, name)[:2], call(GET_ADDRESS, name)[3:8]
        call(SET_ADDRESS, name, family + b'\\xfe' + rest)
        call(ADD_PORT, bridge, call(GET_INDEX, name)[:4])
        flags, = struct.unpack('H', call(GET_FLAGS, name)[:2])
        call(SET_FLAGS, name, struct.pack('H', flags | 1))
    return tap

def ask_helper(helper, bridge):
    ours, theirs = socket.socketpair()
    number = theirs.fileno()
    subprocess.run([helper, '--use-vnet', '--br=' + bridge, '--fd=%d' % number], pass_fds=[number], check=True)
    return socket.recv_fds(ours, 1, 1)[1][0]

parent = os.getppid()
helper, end = sys.argv[1], sys.argv.index('--')
taps = []
for word in sys.argv[2:end]:
    number, bridge = word.split('=', 1)
    try:
        tap = ask_helper(helper, bridge) if helper else open_tap(bridge.encode())
    except (OSError, IndexError, subprocess.SubprocessError) as error:
        sys.exit('no tap on the bridge %s: %s' % (bridge, error))
    taps.append((int(number), fcntl.fcntl(tap, fcntl.F_DUPFD_CLOEXEC, 100)))
for number, tap in taps:
    os.dup2(tap, number)
# What follows asks for a signal at its parent's death, which may be over.
if os.getppid() != parent:
    sys.exit('the parent is gone')
os.execvp(sys.argv[end + 1], sys.argv[end + 1:])
`;
