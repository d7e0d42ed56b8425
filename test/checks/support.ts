import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runChecks } from '../../src/checks/run-checks.ts';
import type { CompletionRecord, Evidence, PhaseEvidence } from '../../src/model/evidence.ts';
import type { Finding } from '../../src/model/result.ts';
import type { CheckSettings } from '../../src/model/suite.ts';

const BASE = { from: null, not: false, place: { file: 'vmtest.yaml', line: 7, column: 9 } };
const FILE = { exists: false, absent: false, contains: [], matches: [], equals: null, json: undefined, lines: [] };
const CONFIG = { config: null, configFile: null };
const DEFAULTS: Readonly<Record<CheckSettings['kind'], object>> = {
  file: FILE,
  fstab: { entries: [] },
  swaps: {},
  console: { matches: [] },
  packages: { installed: [], absent: [] },
  services: { active: [], allowedFailures: null },
  run: { command: 'true', timeout: 60 },
  storage: CONFIG,
  network: CONFIG,
  grub: CONFIG,
  dname: CONFIG,
  'dname-rules': CONFIG,
  'kernel-package': { package: null },
  'interfaces-removed': {},
  reporting: { files: ['/tmp/install.log'] },
};

type Partially<T> = T extends CheckSettings ? Partial<T> & Pick<T, 'kind'> : never;

/** A check's settings as the suite's loader gives them, with everything unsaid filled in. */
export function settings(check: Partially<CheckSettings>): CheckSettings {
  return { ...BASE, ...DEFAULTS[check.kind], ...check } as CheckSettings;
}

export interface Left {
  readonly files?: Readonly<Record<string, string>>;
  readonly console?: string;
  /** Exit status of the guest's steps; null: no completion record came. */
  readonly steps?: Readonly<Record<string, number>> | null;
}

/** The evidence of one phase, in memory: what the checks read of the world is `read`, `list` and `console` alone. */
export function phase(name: string, left: Left, folder = `/none/collect`): PhaseEvidence {
  const files = new Map(Object.entries(left.files ?? {}));
  return {
    phase: name,
    folder,
    read: (path) => files.get(path) ?? null,
    list: () => [...files.keys()].sort(),
    console: left.console ?? '',
    consoleFile: `logs/${name}-console.log`,
    record: left.steps === null ? null : record(name, left.steps ?? {}),
  };
}

function record(name: string, steps: Readonly<Record<string, number>>): CompletionRecord {
  return {
    version: 1,
    phase: name,
    bootId: 'b',
    steps: Object.entries(steps).map(([step, status]) => ({ name: step, status })),
    members: [],
  };
}

/** What one pure check finds over what one boot left. */
export async function find(check: Partially<CheckSettings>, left: Left): Promise<Finding> {
  const evidence: Evidence = { folder: '/none', phases: [phase('boot', left)] };
  const [finding] = await runChecks([settings(check)], evidence, { folder: '/none', env: {} });
  return finding as Finding;
}

/** A test's folder on disk that is gone at the end, with `files` in it. */
export async function folder(files: Readonly<Record<string, string>> = {}): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'vmtest-checks-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
