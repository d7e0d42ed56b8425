import { type Item, list, mapping, text, texts } from '../curtin-values.ts';
import type { AskedParameter } from './asked.ts';

/** The kernel counts bridges' times in hundredths of a second. */
const TICKS = 100;

/** Parameters of a bond, in both configurations' words without `bond-`, to files of /sys/class/net/BOND/bonding. */
const BOND: Readonly<Record<string, string>> = {
  mode: 'mode',
  miimon: 'miimon',
  'mii-monitor-interval': 'miimon',
  'xmit-hash-policy': 'xmit_hash_policy',
  'transmit-hash-policy': 'xmit_hash_policy',
  'lacp-rate': 'lacp_rate',
  'ad-select': 'ad_select',
  'min-links': 'min_links',
  updelay: 'updelay',
  'up-delay': 'updelay',
  downdelay: 'downdelay',
  'down-delay': 'downdelay',
  'arp-interval': 'arp_interval',
  'arp-ip-target': 'arp_ip_target',
  'arp-ip-targets': 'arp_ip_target',
  'arp-validate': 'arp_validate',
  'arp-all-targets': 'arp_all_targets',
  'fail-over-mac': 'fail_over_mac',
  'fail-over-mac-policy': 'fail_over_mac',
  'all-slaves-active': 'all_slaves_active',
  'num-grat-arp': 'num_grat_arp',
  'gratuitous-arp': 'num_grat_arp',
  'gratuitious-arp': 'num_grat_arp',
  primary: 'primary',
  'primary-reselect': 'primary_reselect',
  'primary-reselect-policy': 'primary_reselect',
  'packets-per-slave': 'packets_per_slave',
  'learn-packet-interval': 'lp_interval',
  'lp-interval': 'lp_interval',
};

/** Modes as numbers, as ifenslave takes them (Linux's bonding.txt). */
const BOND_MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'];

/** What a bond's parameters must be in /sys; words that this does not know are left alone. */
export function bondParameters(params: unknown): AskedParameter[] {
  return Object.entries(mapping(params)).flatMap(([name, value]) => {
    const key = name.replace(/^bond[-_]/, '').replaceAll('_', '-');
    const file = Object.hasOwn(BOND, key) ? (BOND[key] as string) : undefined;
    const words = texts(value);
    if (file === undefined || words.length === 0) return [];
    const joined = words.map((word) => bondValue(file, word)).join(' ');
    return [{ name, file: `bonding/${file}`, port: null, value: joined }];
  });
}

function bondValue(file: string, word: string): string {
  if (file === 'mode') return BOND_MODES[Number(word)] ?? word;
  if (file === 'all_slaves_active') return word === 'true' ? '1' : word === 'false' ? '0' : word;
  // netplan's times may carry their unit; the kernel's are milliseconds.
  return /interval|delay|miimon/.test(file) ? word.replace(/ms$/, '') : word;
}

interface BridgeFile {
  readonly file: string;
  readonly factor?: number;
  readonly port?: true;
}

/** Parameters of a bridge, likewise, without `bridge_`; what the kernel does not keep (gcint, maxwait, waitport) is not here. */
const BRIDGE: Readonly<Record<string, BridgeFile>> = {
  ageing: { file: 'bridge/ageing_time', factor: TICKS },
  'ageing-time': { file: 'bridge/ageing_time', factor: TICKS },
  bridgeprio: { file: 'bridge/priority' },
  priority: { file: 'bridge/priority' },
  fd: { file: 'bridge/forward_delay', factor: TICKS },
  'forward-delay': { file: 'bridge/forward_delay', factor: TICKS },
  hello: { file: 'bridge/hello_time', factor: TICKS },
  'hello-time': { file: 'bridge/hello_time', factor: TICKS },
  maxage: { file: 'bridge/max_age', factor: TICKS },
  'max-age': { file: 'bridge/max_age', factor: TICKS },
  hw: { file: 'address' },
  stp: { file: 'bridge/stp_state' },
  pathcost: { file: 'brport/path_cost', port: true },
  'path-cost': { file: 'brport/path_cost', port: true },
  portprio: { file: 'brport/priority', port: true },
  'port-priority': { file: 'brport/priority', port: true },
};

/** What a bridge's parameters must be in /sys. Ports' are `[eth1 50]` in version 1 and `{ eth1: 50 }` in version 2. */
export function bridgeParameters(params: unknown): AskedParameter[] {
  return Object.entries(mapping(params)).flatMap(([name, value]): AskedParameter[] => {
    const key = name.replace(/^bridge[-_]/, '').replaceAll('_', '-');
    const known = Object.hasOwn(BRIDGE, key) ? (BRIDGE[key] as BridgeFile) : undefined;
    if (known === undefined) return [];
    if (known.port === true)
      return portValues(value).map(([port, one]) => ({ name: `${name} ${port}`, file: known.file, port, value: one }));
    const word = text(value);
    return word === null ? [] : [{ name, file: known.file, port: null, value: bridgeValue(word, known) }];
  });
}

function bridgeValue(word: string, { file, factor }: BridgeFile): string {
  if (file === 'bridge/stp_state') return ['on', 'true', '1', 'yes'].includes(word.toLowerCase()) ? '1' : '0';
  const number = Number(word.replace(/s$/, ''));
  return factor === undefined || !Number.isFinite(number) ? word.toLowerCase() : String(number * factor);
}

function portValues(value: unknown): [string, string][] {
  if (Array.isArray(value)) {
    return list(value).flatMap((one): [string, string][] => {
      const [port, number] = texts(text(one));
      return port === undefined || number === undefined ? [] : [[port, number]];
    });
  }
  return Object.entries(mapping(value) as Item).flatMap(([port, one]): [string, string][] => {
    const number = text(one);
    return number === null ? [] : [[port, number]];
  });
}
