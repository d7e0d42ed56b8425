import { chown, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup, run, start, TOOL_ENV } from '../base/spawn.ts';
import { plainText } from '../base/text.ts';
import { VmtestError } from '../model/errors.ts';
import type { Identity } from './identity.ts';
import {
  accountCall,
  formatPortal,
  type IscsiAccount,
  type IscsiPortal,
  type IscsiTarget,
  type TgtCall,
  targetCalls,
} from './iscsi-target.ts';

/** tgt's two programs, absolute. */
export interface TgtPrograms {
  readonly tgtd: string;
  readonly tgtadm: string;
}

/** Seconds in which a tgt daemon answers: it takes a tenth of one, on a host with nothing else to do. */
const READY_SECONDS = 20;

/** A port that was free when we looked can be another's when tgtd takes it. */
const TRIES = 20;

/** What tgtadm says when a number, a name or an account is taken. */
const TAKEN = /already exists/;

/** The administration of a tgt daemon through its control socket. */
export class TgtAdmin {
  readonly #command: readonly string[];
  readonly #socket: string | null;

  /**
   * @param prefix what stands before tgtadm: a daemon takes orders from its own user only
   * @param socket TGT_IPC_SOCKET; null: tgt's own
   */
  constructor(tgtadm: string, prefix: readonly string[], socket: string | null) {
    this.#command = [...prefix, tgtadm, '--lld', 'iscsi'];
    this.#socket = socket;
  }

  /** Serves a target and returns its number. Throws VMTEST_ISCSI_FAILED in tgtadm's words. */
  async add(target: IscsiTarget, initiators: string): Promise<number> {
    for (const account of [target.account, target.inAccount]) if (account !== null) await this.#addAccount(account);
    const tid = await this.#makeTarget(target, initiators);
    try {
      for (const call of targetCalls(target, tid, initiators).rest) await this.#must(call);
      return tid;
    } catch (error) {
      await this.remove(tid);
      throw error;
    }
  }

  /** Ends a target, whoever is logged in. Never throws. */
  async remove(tid: number): Promise<void> {
    await this.#call(['--mode', 'target', '--op', 'delete', '--tid', String(tid), '--force']);
  }

  /** The portals that the daemon listens on, as tgtadm prints them; null while it does not answer. */
  async portals(): Promise<string | null> {
    const { exitCode, stdout } = await this.#call(['--mode', 'portal', '--op', 'show']);
    return exitCode === 0 ? stdout : null;
  }

  /** The targets that the daemon serves. */
  async targets(): Promise<{ readonly tid: number; readonly name: string }[]> {
    const shown = await this.#must(['--mode', 'target', '--op', 'show']);
    return [...shown.matchAll(/^Target (\d+): (.*)$/gm)].map(([, tid, name = '']) => ({ tid: Number(tid), name }));
  }

  /** Of a user's own daemon, others may take the same number at the same time. */
  async #makeTarget(target: IscsiTarget, initiators: string): Promise<number> {
    for (let tries = 0; ; tries++) {
      const targets = await this.targets();
      if (targets.some(({ name }) => name === target.name)) {
        throw new VmtestError('VMTEST_ISCSI_FAILED', `the tgt daemon has a target ${target.name} already`, {
          hint: 'leave `target` out, or give each test its own',
        });
      }
      const tid = Math.max(0, ...targets.map((other) => other.tid)) + 1;
      const call = targetCalls(target, tid, initiators).make;
      const { exitCode, stderr } = await this.#call(call);
      if (exitCode === 0) return tid;
      if (!TAKEN.test(stderr) || tries >= TRIES) throw failed(call, stderr);
      await sleep(50 * tries);
    }
  }

  /** An account of that name is taken as it is: only a user's own daemon can have one. */
  async #addAccount(account: IscsiAccount): Promise<void> {
    const call = accountCall(account);
    const { exitCode, stderr } = await this.#call(call);
    if (exitCode !== 0 && !TAKEN.test(stderr)) throw failed(call, stderr);
  }

  async #must(call: TgtCall): Promise<string> {
    const { exitCode, stdout, stderr } = await this.#call(call);
    if (exitCode !== 0) throw failed(call, stderr);
    return stdout;
  }

  #call(call: TgtCall) {
    const [program, ...args] = [...this.#command, ...call] as [string, ...string[]];
    const env = this.#socket === null ? TOOL_ENV : { ...TOOL_ENV, TGT_IPC_SOCKET: this.#socket };
    return run(program, args, { env, timeout: 30 });
  }
}

function failed(call: TgtCall, stderr: string): VmtestError {
  const shown = call.map((word, index) => (call[index - 1] === '--password' ? '…' : word)).join(' ');
  return new VmtestError('VMTEST_ISCSI_FAILED', `tgtadm ${shown}: ${stderr.trim() || 'it failed without a word'}`, {
    hint: 'the daemon’s own words are in the test’s logs; one of your own must be running, and TGT_IPC_SOCKET be its socket',
  });
}

export interface TgtOptions {
  readonly programs: TgtPrograms;
  /** The `setpriv` call before it: it must not run as root, and not outlive us. */
  readonly prefix: readonly string[];
  /** The user that it runs as, where it is not ourselves. */
  readonly owner: Identity | null;
  /** The host's address that it listens on; discovery tells the guest this one. */
  readonly address: string;
  /** File that takes what it says. */
  readonly log: string;
  readonly signal: AbortSignal;
}

/** A tgt daemon of our own, which ends when it is disposed of, and with us whatever becomes of us. */
export interface TgtDaemon extends AsyncDisposable {
  /** What TGT_IPC_SOCKET is for it. */
  readonly socket: string;
  readonly portal: IscsiPortal;
  readonly admin: TgtAdmin;
}

/** Starts a tgt daemon on a free port and a private control socket. Throws VMTEST_ISCSI_FAILED with the daemon's last words. */
export async function startTgt(options: TgtOptions): Promise<TgtDaemon> {
  // The path of a socket has at most 107 bytes, wherever the top folder is.
  const folder = await mkdtemp(join(tmpdir(), 'vmtest-tgt-'));
  const gone = () => rm(folder, { recursive: true, force: true });
  try {
    if (options.owner !== null) await chown(folder, options.owner.uid, options.owner.gid);
    for (let tries = 1; tries <= TRIES; tries++) {
      const daemon = await tryPort(options, join(folder, 'socket'), await freePort(options.address));
      if (daemon !== null) return { ...daemon, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]().then(gone) };
    }
    throw await notStarted(options, 'every port that it was given was taken');
  } catch (error) {
    await gone();
    throw error;
  }
}

async function notStarted({ address, log }: TgtOptions, why: string): Promise<VmtestError> {
  const said = plainText((await readFile(log, 'utf8').catch(() => '')).slice(-1000)).trim();
  return new VmtestError('VMTEST_ISCSI_FAILED', `no tgt daemon listens on ${address}: ${why}${said === '' ? '' : `; it said:\n${said}`}`);
}

/** Null where another was quicker to take the port. */
async function tryPort(options: TgtOptions, socket: string, port: number): Promise<TgtDaemon | null> {
  const { programs, prefix, address, signal } = options;
  const portal = { address, port };
  const log = await open(options.log, 'a');
  const argv = [...prefix, programs.tgtd, '--foreground', '--iscsi', `portal=${formatPortal(portal)}`];
  const [program, ...args] = argv as [string, ...string[]];
  const child = start(program, args, { env: { ...TOOL_ENV, TGT_IPC_SOCKET: socket }, log: log.fd, sockets: 0 });
  await log.close();
  let running = child.pid !== undefined;
  void child.exit.then(() => {
    running = false;
  });
  const end = async () => {
    if (running) killGroup(child.pid, 'SIGKILL');
    await child.exit;
  };
  const admin = new TgtAdmin(programs.tgtadm, prefix, socket);
  const deadline = performance.now() + READY_SECONDS * 1000;
  while (running && performance.now() < deadline && !signal.aborted) {
    const portals = await admin.portals();
    // A daemon that does not get its port runs on without one.
    if (portals?.includes(`${formatPortal(portal)},`) === true) return { socket, portal, admin, [Symbol.asyncDispose]: end };
    if (portals !== null) {
      await end();
      return null;
    }
    await sleep(50);
  }
  await end();
  throw await notStarted(options, signal.aborted ? 'the run was cancelled' : `it did not answer within ${READY_SECONDS} s, or ended`);
}

/** A port that nobody listens on now. */
function freePort(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', ({ message }) =>
      reject(
        new VmtestError('VMTEST_ISCSI_FAILED', `nobody can listen on ${address}: ${message}`, {
          hint: 'it must be an address of this host',
        }),
      ),
    );
    server.listen({ host: address, port: 0 }, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}
