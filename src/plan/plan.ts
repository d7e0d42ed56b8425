import { applyReplacements, describeInstaller } from '../installers/describe.ts';
import type { Problem } from '../model/errors.ts';
import type { InstallerNeeds } from '../model/installer.ts';
import type { Catalogue, CurtinHost, Documents, HostFacts, MachineSpec, Plan, RunSettings, TestPlan } from '../model/plan.ts';
import type { ImageRole, Suite, Test } from '../model/suite.ts';
import { checkArch } from './arch.ts';
import { planCommand } from './command.ts';
import { curtinDocuments, distributionOf, NO_CURTIN, planCurtin } from './curtin.ts';
import { checkPlaceholders } from './iscsi.ts';
import { planMachine } from './machine.ts';
import { mergeOnce, packDocuments, withPacks } from './packs.ts';
import { type CollectFor, planPhases } from './phases.ts';
import { withPrep } from './prep.ts';
import { joinTests, type Notes, notesFor } from './problems.ts';
import { noteUnusedReplacements } from './replacements.ts';
import { checkExpectation, checkImages, checkReaders } from './rules.ts';
import { effectiveSettings } from './settings.ts';
import { skipOf } from './skip.ts';
import { sharedTopdirs } from './topdirs.ts';

export interface PlanInput {
  /** A suite, or those of its tests that are selected. */
  readonly suite: Pick<Suite, 'tests' | 'images' | 'problems'>;
  readonly facts: HostFacts;
  readonly catalogue: Catalogue;
  /** The files of `documentsOf`. */
  readonly documents: Documents;
  readonly settings: RunSettings;
  readonly collectFor: CollectFor;
  /** What curtin installations find on the host; by default nothing. */
  readonly curtin?: CurtinHost;
}

/** The files that a plan of these tests reads: absolute paths, each once. */
export function documentsOf(tests: readonly Test[], curtin: CurtinHost = NO_CURTIN): string[] {
  return [
    ...new Set(
      tests.flatMap((test) => [
        ...(test.install.file === null ? [] : [test.install.file]),
        ...curtinDocuments(test, curtin),
        ...packDocuments(test),
      ]),
    ),
  ];
}

/**
 * Decides everything about every test before anything starts. Pure: the same input gives the same plan, byte for byte.
 * What is wrong becomes a problem with its place and test (VMTEST_PLAN_INVALID for a mistake of the suite); nothing is thrown.
 */
export function makePlan(input: PlanInput): Plan {
  const problems: Problem[] = [...input.suite.problems];
  const shared = { read: documentReader(input.documents), machines: new Map<string, MachineSpec>(), merge: mergeOnce() };
  const tests = input.suite.tests.map((test) => planTest(test, input, shared, notesFor(test, problems)));
  return { version: 1, problems: joinTests([...problems, ...sharedTopdirs(tests)]), tests };
}

/** A test's installer file, replaced, and what that installer needs. */
type Read = (test: Test, roles: readonly ImageRole[], notes: Notes) => { readonly script: string; readonly needs: InstallerNeeds };

/** What the tests of one plan share, so that a thousand of them cost little. */
interface Shared {
  readonly read: Read;
  /** Equal machines are one value. */
  readonly machines: Map<string, MachineSpec>;
  readonly merge: ReturnType<typeof mergeOnce>;
}

function planTest(given: Test, input: PlanInput, { read, machines, merge }: Shared, notes: Notes): TestPlan {
  if (given.command !== null) return planCommand(given, given.command, input, notes);
  const { facts, catalogue, suite, collectFor, documents } = input;
  const effective = effectiveSettings(given, facts, input.settings);
  const image = given.image === null ? undefined : suite.images[given.image];
  const roles = given.image === null ? [] : rolesOf(given.image, catalogue);
  const { script, needs } = withPrep(read(given, roles, notes), given, effective.arch, notes);
  notes.add(needs.problems);
  checkImages(given, needs, catalogue, notes);
  checkArch(given, effective.arch, suite.images, notes);
  checkExpectation(given, notes);
  const machine = theOne(machines, planMachine(given, effective, needs, facts, notes));
  const targetName = given.install.target ?? given.image;
  const target = targetName === null ? undefined : suite.images[targetName];
  const targetRoles = targetName === null ? [] : rolesOf(targetName, catalogue);
  const hasTarget = targetRoles.includes('root-tar');
  const host = input.curtin ?? NO_CURTIN;
  const network = machine.nics[0]?.network ?? 'none';
  const curtin = planCurtin({ test: given, effective, host, documents, script, image, target, targetRoles, network, notes });
  checkPlaceholders(curtin, machine.iscsi ?? [], notes);
  const test = withPacks({ test: given, curtin, distribution: distributionOf(target), merge, documents, notes });
  checkReaders(test, notes);
  return {
    id: test.id,
    slug: test.slug,
    name: test.name,
    axes: test.axes,
    image: test.image,
    machine,
    command: null,
    phases: planPhases({ test, effective, machine, image, roles, hasTarget, script, collectFor, curtin, notes }),
    install: test.install,
    checks: test.checks,
    expect: test.expect,
    skip: skipOf(test, { facts, settings: input.settings, image }, notes),
    ...(test.retries === undefined ? {} : { retries: test.retries }),
    keep: effective.keep,
    folder: test.folder,
    place: test.place,
    settings: { ...effective.shown, ...shownRetries(test) },
  };
}

function shownRetries({ retries, origins }: Test): TestPlan['settings'] {
  return retries === undefined ? {} : { retries: { value: retries, from: origins.retries ?? { level: 'default' } } };
}

function theOne(machines: Map<string, MachineSpec>, machine: MachineSpec): MachineSpec {
  const key = JSON.stringify(machine);
  const known = machines.get(key) ?? machine;
  machines.set(key, known);
  return known;
}

/** What an image has; of one that nothing is known of, what an installer's environment has. */
function rolesOf(image: string, catalogue: Catalogue): readonly ImageRole[] {
  return catalogue[image]?.roles ?? ['kernel', 'initrd', 'root'];
}

/** Reads an installer's file with its replacements; a text that many tests share is understood once. */
function documentReader(documents: Documents): Read {
  const texts = new Map<string, string>();
  const understood = new Map<string, InstallerNeeds>();
  return (test, roles, notes) => {
    const { file, replace, installer } = test.install;
    if (file === null) return { script: '', needs: describeInstaller(test, '', roles) };
    // Of a file that cannot be read nothing more is said.
    if (!isRead(test, documents, notes)) return { script: '', needs: { ...describeInstaller(test, '', roles), problems: [] } };
    noteUnusedReplacements(test, textOf(documents, file), notes);
    const key = `${file}\0${JSON.stringify(replace)}`;
    const script = texts.get(key) ?? applyReplacements(textOf(documents, file), replace);
    texts.set(key, script);
    const shared = installer === 'curtin' ? understood.get(key) : undefined;
    const needs = shared ?? describeInstaller(test, script, roles);
    if (installer === 'curtin') understood.set(key, needs);
    return { script, needs };
  };
}

function textOf(documents: Documents, file: string): string {
  const document = documents[file];
  return document !== undefined && 'text' in document ? document.text : '';
}

/** Whether there is the text of a test's file; where there is none, a note says why. */
function isRead(test: Test, documents: Documents, notes: Notes): boolean {
  const { file, installer, place } = test.install;
  const document = documents[file ?? ''];
  if (document !== undefined && 'text' in document) return true;
  const why = document === undefined ? 'nobody read it' : document.error;
  const hint = document?.hint ?? 'paths are relative to the suite file';
  notes.error(`the ${installer} installer's file ${file} cannot be read: ${why}`, hint, { place });
  return false;
}
