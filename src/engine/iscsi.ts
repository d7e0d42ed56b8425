import { randomBytes } from 'node:crypto';
import { hostAddress, interfaceAddress } from '../host/addresses.ts';
import { accountCall, formatPortal, type IscsiPortal, type IscsiTarget, parsePortal, rootPath, targetCalls } from '../host/iscsi-target.ts';
import { startTgt, TgtAdmin, type TgtPrograms } from '../host/iscsi-tgt.ts';
import { VmtestError } from '../model/errors.ts';
import { ISCSI_PLACEHOLDER, TGT_LOG } from '../model/files.ts';
import type { IscsiDisk, MachineSpec, PhaseSpec } from '../model/plan.ts';
import { bridgeOf } from '../qemu/tap.ts';
import type { IscsiTools, ServedIscsi, TestContext } from './context.ts';
import type { Settings, Surroundings } from './settings.ts';

/** RFC 3720 §3.2.6.3.1: a date at which the namer owned the domain; `test` is nobody's (RFC 2606). */
const NAME_PREFIX = 'iqn.2020-01.test.vmtest:';

/** What serves the iSCSI disks of a run, by its settings. */
export function iscsiTools(programs: TgtPrograms, settings: Settings, surroundings: Surroundings): IscsiTools {
  const portal = settings.iscsiPortal === null ? null : parsePortal(settings.iscsiPortal);
  return { programs, portal, socket: portal === null ? null : (surroundings.commandEnv.TGT_IPC_SOCKET ?? null) };
}

/**
 * Serves a test's iSCSI disks, whose files are made already; null where it has none. A daemon of its own for each test: accounts are a
 * daemon's, and two tests may have one name with two passwords.
 */
export async function serveIscsi(test: TestContext): Promise<ServedIscsi | null> {
  const disks = test.plan.machine.iscsi ?? [];
  const tools = test.run.iscsi;
  if (disks.length === 0 || tools === undefined) return null;
  const targets = disks.map((disk) => targetOf(test, disk));
  return tools.portal === null ? await serveOwn(test, tools, targets) : await serveThere(tools, tools.portal, targets);
}

async function serveOwn(test: TestContext, { programs }: IscsiTools, targets: readonly IscsiTarget[]): Promise<ServedIscsi> {
  const { run, dir, plan } = test;
  const { address, initiators } = addressFor(plan.machine, await hostAddress());
  await using undo = new AsyncDisposableStack();
  const { prefix, owner, signal } = run;
  const daemon = undo.use(await startTgt({ programs, prefix, owner, address, log: dir.file(TGT_LOG), signal }));
  for (const target of targets) await daemon.admin.add(target, initiators);
  const kept = undo.move();
  return {
    rootPaths: targets.map((target) => rootPath(daemon.portal, target)),
    replay: { portal: formatPortal(daemon.portal), calls: callsOf(targets, initiators) },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** By the user's own daemon, which is told of our targets and forgets them at the end. It opens their files as whoever it is. */
async function serveThere({ programs, socket }: IscsiTools, portal: IscsiPortal, targets: readonly IscsiTarget[]): Promise<ServedIscsi> {
  const admin = new TgtAdmin(programs.tgtadm, [], socket);
  await using undo = new AsyncDisposableStack();
  for (const target of targets) {
    const tid = await admin.add(target, 'ALL');
    undo.defer(() => admin.remove(tid));
  }
  const kept = undo.move();
  return {
    rootPaths: targets.map((target) => rootPath(portal, target)),
    replay: null,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function targetOf({ dir }: TestContext, disk: IscsiDisk): IscsiTarget {
  const account = (user: string | null, password: string | null) => (user === null ? null : { user, password: password ?? '' });
  return {
    name: disk.target ?? `${NAME_PREFIX}${randomBytes(8).toString('hex')}.${disk.name}`,
    file: dir.file(disk.file),
    account: account(disk.user, disk.password),
    inAccount: account(disk.inUser, disk.inPassword),
  };
}

/**
 * The host's address for a machine's targets, and who may log in. QEMU's user network brings a guest to the host as the host itself,
 * so that nobody else needs to be let in. Its 10.0.2.2, the host's loopback, would not do: discovery tells the guest `127.0.0.1`.
 */
function addressFor({ nics }: MachineSpec, host: string | null): { readonly address: string; readonly initiators: string } {
  const network = nics.find((nic) => nic.network !== 'none')?.network ?? 'none';
  const bridge = bridgeOf(network);
  const address = bridge === null ? host : interfaceAddress(bridge);
  if (address !== null) return { address, initiators: bridge === null ? address : 'ALL' };
  const what = bridge === null ? 'this host has no IPv4 address but loopback' : `the bridge ${bridge} has no IPv4 address on this host`;
  throw new VmtestError('VMTEST_ISCSI_FAILED', `${what}, and the guest's iSCSI disks need one that it reaches`, {
    hint: `give ${bridge ?? 'an interface'} one (\`ip address add\`), or name a daemon of your own with --iscsi-portal`,
  });
}

function callsOf(targets: readonly IscsiTarget[], initiators: string): (readonly string[])[] {
  const accounts = targets.flatMap(({ account, inAccount }) => [account, inAccount].filter((one) => one !== null));
  const once = [...new Map(accounts.map((account) => [account.user, account])).values()];
  return [
    ...once.map(accountCall),
    ...targets.flatMap((target, index) => {
      const { make, rest } = targetCalls(target, index + 1, initiators);
      return [make, ...rest];
    }),
  ];
}

/** A phase of a test with iSCSI disks: each is in the environment of its steps, and in the configurations of its curtin. */
export function withIscsi(spec: PhaseSpec, served: ServedIscsi | undefined): PhaseSpec {
  if (served === undefined) return spec;
  const environment = Object.fromEntries(served.rootPaths.map((path, index) => [`VMTEST_ISCSI_${index}`, path]));
  return {
    ...spec,
    environment: { ...spec.environment, ...environment },
    curtin: spec.curtin === null ? null : filled(spec.curtin, served),
  };
}

function filled(curtin: NonNullable<PhaseSpec['curtin']>, { rootPaths }: ServedIscsi): NonNullable<PhaseSpec['curtin']> {
  const left = [...rootPaths];
  const fill = (text: string) => text.replaceAll(ISCSI_PLACEHOLDER, (word) => left.shift() ?? word);
  return { ...curtin, configs: curtin.configs.map((config) => (config.from === null ? config : { ...config, text: fill(config.text) })) };
}
