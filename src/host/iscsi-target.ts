/** What is served as one target. */
export interface IscsiTarget {
  readonly name: string;
  /** Absolute path of the raw file behind it. */
  readonly file: string;
  /** What an initiator proves itself with, and what the target proves itself with: CHAP, where they are there. */
  readonly account: IscsiAccount | null;
  readonly inAccount: IscsiAccount | null;
}

export interface IscsiAccount {
  readonly user: string;
  readonly password: string;
}

/** Where a target is reached. */
export interface IscsiPortal {
  /** An IPv4 address, a host's name, or an IPv6 address in brackets. */
  readonly address: string;
  readonly port: number;
}

/** The number of the one disk of each target: tgt keeps 0 for its controller. */
export const LUN = 1;

/** Reads `ADDRESS:PORT`. */
export function parsePortal(text: string): IscsiPortal {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

export function formatPortal({ address, port }: IscsiPortal): string {
  return `${address}:${port}`;
}

/**
 * A target as curtin's configurations name it after `iscsi:`, which is a root path of RFC 4173 §5 with the accounts before it:
 * `[USER:PASSWORD[:IN-USER:IN-PASSWORD]@]ADDRESS::PORT:LUN:TARGET`. The empty field is the protocol: TCP.
 */
export function rootPath({ address, port }: IscsiPortal, { name, account, inAccount }: IscsiTarget): string {
  const own = account === null ? '' : `${account.user}:${account.password}`;
  // The other account is told by its place: without a first one, that stays, empty.
  const both = inAccount === null ? own : `${own === '' ? ':' : own}:${inAccount.user}:${inAccount.password}`;
  return `${both}${both === '' ? '' : '@'}${address}::${port}:${LUN}:${name}`;
}

/** One call of tgtadm(8), its arguments after `--lld iscsi`. */
export type TgtCall = readonly string[];

/** Makes a target and its disk; `initiators` is an address or a network that may log in, or `ALL`. */
export function targetCalls(
  target: IscsiTarget,
  tid: number,
  initiators: string,
): { readonly make: TgtCall; readonly rest: readonly TgtCall[] } {
  const of = (mode: string, op: string, ...more: readonly string[]) => ['--mode', mode, '--op', op, '--tid', String(tid), ...more];
  return {
    make: of('target', 'new', '--targetname', target.name),
    rest: [
      of('logicalunit', 'new', '--lun', String(LUN), '--backing-store', target.file, '--device-type', 'disk'),
      of('target', 'bind', '--initiator-address', initiators),
      ...(target.account === null ? [] : [of('account', 'bind', '--user', target.account.user)]),
      ...(target.inAccount === null ? [] : [of('account', 'bind', '--user', target.inAccount.user, '--outgoing')]),
    ],
  };
}

/** Makes an account, which every target of a daemon may have. */
export function accountCall({ user, password }: IscsiAccount): TgtCall {
  return ['--mode', 'account', '--op', 'new', '--user', user, '--password', password];
}
