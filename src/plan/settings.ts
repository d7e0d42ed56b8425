import { formatSize } from '../base/sizes.ts';
import { formatDuration } from '../base/times.ts';
import type { HostFacts, KeepPart, RunSettings } from '../model/plan.ts';
import type { Arch, Firmware, Origin, Test } from '../model/suite.ts';

const DEFAULT: Origin = { level: 'default' };
const DEFAULT_CPUS = 1;
const DEFAULT_MEMORY = 2 * 2 ** 30;
const MiB = 2 ** 20;
const ISOLATED = 'none for every NIC: the suite may be a stranger’s, and this host is not for it alone';

/** A value that is in effect, and where it came from. */
interface Chosen<T> {
  readonly value: T;
  readonly from: Origin;
}

/** What is in effect for one test: options and variables, then the suite, then defaults. Times in seconds, the TCG factor in them. */
export interface Effective {
  readonly arch: Arch;
  readonly accel: 'kvm' | 'tcg';
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly firmware: Firmware;
  readonly type: string;
  readonly cpu: string;
  readonly installTimeout: number;
  readonly silence: number;
  /** The time of one boot, given what the suite says of that boot alone. */
  readonly bootTimeout: (own: number | null) => number;
  readonly bridge: string | null;
  /** Whether every NIC is cut off, whatever suite and bridge say. */
  readonly isolate: boolean;
  readonly keep: { readonly pass: readonly KeepPart[]; readonly fail: readonly KeepPart[] };
  /** For `vmtest plan`: by dotted path, in words. */
  readonly shown: Readonly<Record<string, { readonly value: unknown; readonly from: Origin }>>;
}

/**
 * What is in effect for a test. `auto` is KVM only where the host showed that it runs a guest, and a guest of another
 * architecture than the host's is always emulated.
 */
export function effectiveSettings(test: Test, facts: HostFacts, settings: RunSettings): Effective {
  const pick = picker(test, settings);
  const { machine, timeouts } = test;
  const arch = pick('machine.arch', null, machine.arch, facts.arch);
  const accel = accelOf(arch.value, facts, settings);
  const factor = accel === 'tcg' ? settings.tcgFactor : 1;
  const firmware = pick<Firmware>('machine.firmware', null, machine.firmware, FIRMWARE[arch.value]);
  const cpus = pick('machine.cpus', 'cpus', machine.cpus, DEFAULT_CPUS);
  const memory = pick('machine.memory', 'memory', machine.memory, DEFAULT_MEMORY);
  const type = pick('machine.type', null, machine.type, typeOf(arch.value, firmware.value));
  const cpu = pick('machine.cpu', null, machine.cpu, cpuOf(arch.value, accel));
  const ownInstall = test.install.timeout;
  const installPath = ownInstall === null ? 'timeouts.install' : 'install.timeout';
  const install = pick(installPath, 'installTimeout', ownInstall ?? timeouts.install, 0);
  const boot = pick('timeouts.boot', 'bootTimeout', timeouts.boot, 0);
  const silence = pick('timeouts.silence', null, timeouts.silence, 0);
  const given = (name: string): Origin => settings.origins[name] ?? DEFAULT;
  const time = (chosen: Chosen<number>) => ({ value: formatDuration(chosen.value * factor), from: chosen.from });
  return {
    arch: arch.value,
    accel,
    cpus: cpus.value,
    memoryMiB: Math.ceil(memory.value / MiB),
    firmware: firmware.value,
    type: type.value,
    cpu: cpu.value,
    installTimeout: install.value * factor,
    silence: silence.value * factor,
    bootTimeout: (own) => (settings.bootTimeout ?? own ?? timeouts.boot) * factor,
    bridge: settings.bridge,
    isolate: settings.isolate ?? false,
    keep: { pass: settings.keepPass, fail: settings.keepFail },
    shown: {
      accel: { value: accel, from: given('accel') },
      'machine.arch': arch,
      'machine.cpus': cpus,
      'machine.memory': { value: formatSize(memory.value), from: memory.from },
      'machine.firmware': firmware,
      'machine.type': type,
      'machine.cpu': cpu,
      'timeouts.install': time(install),
      'timeouts.boot': time(boot),
      'timeouts.silence': time(silence),
      ...(accel === 'tcg' ? { 'tcg-factor': { value: settings.tcgFactor, from: given('tcgFactor') } } : {}),
      ...(settings.isolate === true ? { network: { value: ISOLATED, from: DEFAULT } } : {}),
      ...(settings.bridge === null ? {} : { bridge: { value: settings.bridge, from: given('bridge') } }),
      'keep.pass': { value: settings.keepPass, from: given('keepPass') },
      'keep.fail': { value: settings.keepFail, from: given('keepFail') },
    },
  };
}

/** Chooses by option or variable, then suite, then default; `field` names the run's setting that can say it. */
function picker(test: Test, settings: RunSettings) {
  return <T>(path: string, field: keyof RunSettings | null, written: T | null, fallback: T): Chosen<T> => {
    const given = field === null ? null : (settings[field] as T | null);
    if (field !== null && given !== null) return { value: given, from: settings.origins[field] ?? { level: 'option' } };
    if (written === null) return { value: fallback, from: DEFAULT };
    return { value: written, from: test.origins[path] ?? DEFAULT };
  };
}

function accelOf(arch: Arch, facts: HostFacts, settings: RunSettings): 'kvm' | 'tcg' {
  if (arch !== facts.arch) return 'tcg';
  if (settings.accel !== 'auto') return settings.accel;
  return facts.kvm === 'usable' ? 'kvm' : 'tcg';
}

/** What a machine has where nothing is said. */
const FIRMWARE: Readonly<Record<Arch, Firmware>> = { x86_64: 'bios', aarch64: 'uefi', ppc64: 'slof' };

function typeOf(arch: Arch, firmware: Firmware): string {
  if (arch !== 'x86_64') return arch === 'aarch64' ? 'virt' : 'pseries';
  return firmware === 'uefi-secure' ? 'q35' : 'pc';
}

/** `host` under KVM. Emulated, the plainest model is the quickest: `qemu64` took three quarters of the time of `max` (measured). */
function cpuOf(arch: Arch, accel: 'kvm' | 'tcg'): string {
  if (accel === 'kvm') return 'host';
  return { x86_64: 'qemu64', aarch64: 'cortex-a57', ppc64: 'power9' }[arch];
}
