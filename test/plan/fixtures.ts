import type { Catalogue, Documents, HostFacts, Plan, RunSettings } from '../../src/model/plan.ts';
import type {
  BootSettings,
  CheckSettings,
  CurtinSettings,
  DiskSettings,
  FstabCheck,
  InstallSettings,
  MachineSettings,
  Suite,
  Test,
} from '../../src/model/suite.ts';
import type { CollectFor } from '../../src/plan/phases.ts';
import { makePlan } from '../../src/plan/plan.ts';

const PLACE = { file: '/suite/vmtest.yaml', line: 1, column: 1 };
const PHASE = { timeout: null, kernelArgs: [], cloudConfig: null, end: 'poweroff', reboots: 0, seed: null } as const;

/** A curtin installation of which the suite names nothing but the configuration. */
export const CURTIN: CurtinSettings = {
  tree: null,
  configs: [],
  dirtyDisks: false,
  addRepos: [],
  systemUpgrade: null,
  upgradePackages: [],
  kernelPackage: null,
  source: null,
};

export const FACTS: HostFacts = { arch: 'x86_64', cpus: 2, memoryMiB: 8192, kvm: 'unknown', today: '2026-11-22' };

export const SETTINGS: RunSettings = {
  accel: 'auto',
  tcgFactor: 10,
  memory: null,
  cpus: null,
  installTimeout: null,
  bootTimeout: null,
  bridge: null,
  keepPass: [],
  keepFail: ['logs'],
  origins: {},
};

export function diskOf(choice: Partial<DiskSettings> = {}): DiskSettings {
  return {
    size: 10 * 2 ** 30,
    driver: 'virtio-blk',
    blockSize: 512,
    serial: null,
    wwn: null,
    paths: 1,
    format: 'qcow2',
    from: null,
    ...choice,
  };
}

export function bootOf(choice: Partial<BootSettings> = {}): BootSettings {
  return { ...PHASE, name: 'boot', runcmd: [], collect: [], checks: [], place: PLACE, ...choice };
}

export function checkOf(choice: Partial<FstabCheck> = {}): CheckSettings {
  return { kind: 'fstab', entries: [], from: null, not: false, place: PLACE, ...choice };
}

export type TestChoice = Partial<Omit<Test, 'machine' | 'install'>> & {
  readonly machine?: Partial<MachineSettings>;
  readonly install?: Partial<InstallSettings>;
};

/** A test as a suite would give it, with what is named here and nothing else said. */
export function testOf(choice: TestChoice = {}): Test {
  const machine = {
    arch: null,
    cpus: null,
    memory: null,
    firmware: null,
    type: null,
    cpu: null,
    tpm: false,
    disks: null,
    nics: null,
    qemuArgs: [],
  };
  const install = {
    ...PHASE,
    installer: 'script',
    file: '/suite/install.sh',
    replace: {},
    publish: {},
    target: null,
    curtin: null,
    root: 'disk',
    place: PLACE,
  } as const;
  return {
    id: 'basic',
    slug: 'basic',
    name: 'basic',
    axes: {},
    image: 'live',
    boots: [bootOf()],
    checks: [],
    packsOff: [],
    command: null,
    timeouts: { install: 3000, boot: 300, silence: 180 },
    expect: null,
    skip: null,
    folder: '/suite',
    place: PLACE,
    origins: {},
    ...choice,
    machine: { ...machine, ...choice.machine },
    install: { ...install, ...choice.install },
  };
}

/** A test that installs with curtin the configuration `/suite/config.yaml`. */
export function curtinTest(choice: TestChoice = {}): Test {
  return testOf({ ...choice, install: { installer: 'curtin', file: '/suite/config.yaml', curtin: CURTIN, ...choice.install } });
}

export interface Around {
  readonly images?: Suite['images'];
  readonly facts?: Partial<HostFacts>;
  readonly catalogue?: Catalogue;
  readonly documents?: Documents;
  /** Text of `/suite/config.yaml`. */
  readonly config?: string;
  readonly settings?: Partial<RunSettings>;
  readonly collectFor?: CollectFor;
}

/** The plan of some tests, among what is named. */
export function planOf(tests: Test | readonly Test[], around: Around = {}): Plan {
  const live = { roles: ['kernel', 'initrd', 'root', 'root-tar'], problems: [] } as const;
  return makePlan({
    suite: { tests: Array.isArray(tests) ? tests : [tests as Test], images: around.images ?? {}, problems: [] },
    facts: { ...FACTS, ...around.facts },
    catalogue: around.catalogue ?? { live },
    documents: around.documents ?? {
      '/suite/install.sh': { text: 'true\n' },
      '/suite/config.yaml': { text: around.config ?? 'showtrace: true\n' },
    },
    settings: { ...SETTINGS, ...around.settings },
    collectFor: around.collectFor ?? (() => []),
  });
}

/** The problems of a plan, one line each: `severity: message`. */
export function told(plan: Plan): string[] {
  return plan.problems.map(({ severity, message }) => `${severity}: ${message}`);
}
