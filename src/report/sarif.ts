import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { plainText } from '../base/text.ts';
import type { Place, Problem } from '../model/errors.ts';
import { groupProblems, type ProblemGroup, shownPath, testsText } from './problem-groups.ts';

export interface SarifOptions {
  readonly toolVersion: string;
  /** The checkout: files in it are given relative to it, as GitHub's code scanning wants them. */
  readonly root?: string;
}

/**
 * Problems as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for `vmtest lint`. Code scanning takes only results that
 * have a place: a problem without one is a notification of the tool's.
 */
export function sarif(problems: readonly Problem[], options: SarifOptions): string {
  const groups = groupProblems(problems);
  const rules = [...new Set(groups.map(({ problem }) => problem.code))].sort();
  const placed = groups.filter(({ problem }) => problem.place !== undefined);
  const others = groups.filter(({ problem }) => problem.place === undefined);
  const run = {
    tool: {
      driver: {
        name: 'vmtest',
        version: options.toolVersion,
        rules: rules.map((id) => ({ id, name: id, shortDescription: { text: titleOf(id) } })),
      },
    },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: others.map(notification) }],
    columnKind: 'utf16CodeUnits',
    results: placed.map((group) => result(group, rules, options.root)),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** `VMTEST_SUITE_INVALID` → `Suite invalid`. */
function titleOf(code: string): string {
  const words = code
    .replace(/^VMTEST_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
  return (words[0] as string).toUpperCase() + words.slice(1);
}

function notification(group: ProblemGroup) {
  return { level: group.problem.severity, message: { text: messageOf(group) }, descriptor: { id: group.problem.code } };
}

function messageOf({ problem, tests }: ProblemGroup): string {
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return plainText(`${tests.length === 0 ? '' : `${testsText(tests)}: `}${problem.message}${hint}`);
}

function result(group: ProblemGroup, rules: readonly string[], root: string | undefined) {
  const { problem } = group;
  const related = problem.related ?? [];
  return {
    ruleId: problem.code,
    ruleIndex: rules.indexOf(problem.code),
    level: problem.severity,
    message: { text: messageOf(group) },
    locations: [location(problem.place as Place, root)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(({ place, message }, id) => ({
            id,
            ...location(place, root),
            message: { text: plainText(message) },
          })),
        }),
    partialFingerprints: { 'vmtestProblem/v1': fingerprint(problem, root) },
  };
}

function location(place: Place, root: string | undefined) {
  const path = shownPath(place.file, root);
  const uri = isAbsolute(path) ? pathToFileURL(path).href : path.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: place.line, startColumn: place.column } } };
}

/** The same mistake keeps its fingerprint when lines move above it. */
function fingerprint(problem: Problem, root: string | undefined): string {
  const file = problem.place === undefined ? '' : shownPath(problem.place.file, root);
  return createHash('sha256')
    .update(JSON.stringify([problem.code, file, problem.message]))
    .digest('hex')
    .slice(0, 32);
}
