import type { InstallerNeeds } from '../model/installer.ts';
import type { Catalogue } from '../model/plan.ts';
import type { ImageRole, Test } from '../model/suite.ts';
import { SYSTEM_VERDICTS, type Verdict } from '../model/verdict.ts';
import type { Notes } from './problems.ts';

/** Verdicts that a phase or a check can have: what `expect` may name. */
const NOT_OF_A_PHASE: readonly Verdict[] = ['passed', 'expected-failure', 'unexpected-pass', 'skipped', 'missing'];

/** Verdicts that only an installing phase has. */
const OF_INSTALL: readonly Verdict[] = ['install-failed', 'install-timeout'];

/** Verdicts that only a booting phase has, or what is checked after it. */
const OF_BOOT: readonly Verdict[] = ['boot-timeout', 'check-failed'];

/** Every image that a test uses must have what its installer needs, as far as is known; problems of an image are the test's too. */
export function checkImages(test: Test, needs: InstallerNeeds, catalogue: Catalogue, notes: Notes): void {
  const place = test.install.place;
  const used = new Map<string, ImageRole[]>();
  if (test.image !== null) used.set(test.image, [...needs.roles]);
  else if (needs.roles.length > 0) {
    const hint = needs.roles.includes('disk') ? 'name one under `image`, or start a disk `from` a file' : 'name one under `image`';
    notes.error(`\`install: ${test.install.installer}\` needs an image with ${needs.roles.join(', ')}`, hint, { place });
  }
  if (test.install.target !== null) used.set(test.install.target, [...(used.get(test.install.target) ?? []), ...needs.targetRoles]);
  for (const [name, roles] of used) {
    const entry = catalogue[name];
    if (entry === undefined) continue;
    notes.add(entry.problems);
    const missing = roles.filter((role) => !entry.roles.includes(role));
    if (missing.length === 0 || entry.problems.some((problem) => problem.severity === 'error')) continue;
    const has = entry.roles.length === 0 ? 'nothing' : entry.roles.join(', ');
    notes.error(`image \`${name}\` has no ${missing.join(', no ')}, which \`install: ${test.install.installer}\` needs`, `it has ${has}`, {
      place,
    });
  }
}

/** A check reads a phase that is there. */
export function checkReaders(test: Test, notes: Notes): void {
  const phases = [...(test.install.installer === 'none' ? [] : ['install']), ...test.boots.map((boot) => boot.name)];
  for (const check of [...test.checks, ...test.boots.flatMap((boot) => boot.checks)]) {
    if (check.from !== null && !phases.includes(check.from)) {
      const hint = phases.length === 0 ? 'it has no phases' : `it has ${phases.join(', ')}`;
      notes.error(`the check reads \`from: ${check.from}\`, and the test has no such phase`, hint, { place: check.place });
    } else if (check.from === null && test.boots.length === 0) {
      notes.error(`the check \`${check.kind}\` reads the last boot, and the test has none`, 'add `from: install`, or a boot', {
        place: check.place,
      });
    }
  }
}

/** What is expected must be able to happen. */
export function checkExpectation(test: Test, notes: Notes): void {
  const verdict = test.expect?.verdict ?? null;
  if (verdict === null) return;
  const at = { setting: 'expect.verdict' };
  if (!(SYSTEM_VERDICTS as readonly string[]).includes(verdict) || NOT_OF_A_PHASE.includes(verdict)) {
    notes.error(`\`${verdict}\` is no failure of the system under test, and cannot be expected`, '`install-failed`, for example, can', at);
  } else if (OF_INSTALL.includes(verdict) && test.install.installer === 'none') {
    notes.error(`\`${verdict}\` is expected, and the test installs nothing`, 'expect a verdict of a boot', at);
  } else if (OF_BOOT.includes(verdict) && test.boots.length === 0) {
    notes.error(`\`${verdict}\` is expected, and the test boots nothing`, 'expect a verdict of the install', at);
  }
}
