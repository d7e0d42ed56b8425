import { defaultPacks, packSections } from '../checks/packs.ts';
import { describeCurtin, mergedConfig, readDocument } from '../installers/curtin/describe.ts';
import type { CheckSettings, ConfigCheck } from '../model/check.ts';
import type { CurtinPlan, Documents } from '../model/plan.ts';
import type { Test } from '../model/suite.ts';
import type { Notes } from './problems.ts';

export interface PacksInput {
  readonly test: Test;
  /** With what curtin is run; null for other installers. */
  readonly curtin: CurtinPlan | null;
  readonly distribution: string | null;
  /** What curtin makes of configurations: the same for tests that share them. */
  readonly merge: (configs: CurtinPlan['configs']) => unknown;
  readonly documents: Documents;
  readonly notes: Notes;
}

/** Merges configurations, each set of them once: of a thousand tests many share theirs. */
export function mergeOnce(): PacksInput['merge'] {
  const known = new Map<string, unknown>();
  return (configs) => {
    const key = configs.map(({ text }) => text).join('\0');
    const merged = known.get(key) ?? mergedConfig(configs);
    known.set(key, merged);
    return merged;
  };
}

/** The test with the configurations that its checks hold the system against, and the checks that its installer brings by itself. */
export function withPacks(input: PacksInput): Test {
  const { test, curtin } = input;
  const config = curtin === null ? null : input.merge(curtin.configs);
  const fill = (check: CheckSettings) => filled(check, config, input);
  const boots = test.boots.map((boot) => ({ ...boot, checks: boot.checks.map(fill) }));
  const checks = test.checks.map(fill);
  return { ...test, boots, checks: [...checks, ...packsOf(input, config, [...checks, ...boots.flatMap((boot) => boot.checks)])] };
}

function packsOf({ test, curtin, distribution }: PacksInput, config: unknown, own: readonly CheckSettings[]): readonly CheckSettings[] {
  // An installation that is expected to fail, and no boot: there is nothing to look at.
  if (curtin === null || test.boots.length === 0) return [];
  const packs = defaultPacks(config, {
    distro: distribution,
    kernelPackage: test.install.curtin?.kernelPackage ?? null,
    off: test.packsOff,
    own,
    place: test.install.place,
  });
  // A guest that could not report to us has reported nothing.
  return curtin.reporting ? packs : packs.filter(({ kind }) => kind !== 'reporting');
}

function filled(check: CheckSettings, config: unknown, { documents, notes }: PacksInput): CheckSettings {
  if (!isConfigCheck(check)) return check;
  if (check.configFile === null) {
    if (config === null) {
      const hint = 'name one: `config: FILE`';
      notes.error(`the check ${check.kind} has no configuration: the test does not install by curtin`, hint, { place: check.place });
    }
    return { ...check, config: packSections(check.kind, config) };
  }
  const document = documents[check.configFile];
  if (document === undefined || !('text' in document)) {
    const why = document?.error ?? 'nobody read it';
    const hint = 'the path is relative to the suite file';
    notes.error(`the configuration ${check.configFile} of the check ${check.kind} cannot be read: ${why}`, hint, { place: check.place });
    return check;
  }
  noteConfig(check, check.configFile, document.text, notes);
  return { ...check, config: packSections(check.kind, readDocument(document.text, check.configFile).value) };
}

/** The section without which a check has nothing to hold the system against. */
const NEEDED: Readonly<Partial<Record<ConfigCheck['kind'], string>>> = {
  storage: 'storage',
  dname: 'storage',
  'dname-rules': 'storage',
  network: 'network',
};

/** Judges a check's own configuration as that of an installation, and that it has what the check reads. */
function noteConfig(check: ConfigCheck, file: string, text: string, notes: Notes): void {
  const { problems } = describeCurtin(text, file);
  notes.add(problems);
  const section = NEEDED[check.kind];
  if (section === undefined) return;
  const { value } = readDocument(text, file);
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  // Of what is no configuration at all nothing more is said.
  if (isMapping ? section in value : problems.length > 0) return;
  const place = { file, line: 1, column: 1 };
  const related = [{ place: check.place, message: 'the check names it here' }];
  notes.error(`the configuration of the check ${check.kind} has no \`${section}\``, `name one that has: \`config: FILE\``, {
    place,
    related,
  });
}

/** The files that checks of these tests read. */
export function packDocuments(test: Test): string[] {
  const checks = [...test.checks, ...test.boots.flatMap((boot) => boot.checks)];
  return checks.flatMap((check) => (isConfigCheck(check) && check.configFile !== null ? [check.configFile] : []));
}

const CONFIG_KINDS: readonly string[] = ['storage', 'network', 'grub', 'dname', 'dname-rules'] satisfies ConfigCheck['kind'][];

function isConfigCheck(check: CheckSettings): check is ConfigCheck {
  return CONFIG_KINDS.includes(check.kind);
}
