import { glob, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import { findSuite } from '../../suite/load.ts';

/** A suite file of a job. */
export interface SuiteFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the workspace: what people call it. */
  readonly label: string;
}

const CHECKOUT = 'paths are relative to the checkout: does actions/checkout come before?';
const GLOB = /[*?[\]{}]/;

/**
 * The suite files that the input names, each once, in its order; what a glob finds is sorted. Without it: where a suite is looked for.
 * Throws one error with every line that finds nothing.
 */
export async function findSuites(lines: readonly string[] | null, workspace: string): Promise<readonly SuiteFile[]> {
  if (lines === null) return [suiteFile(await theSuite(workspace), workspace)];
  const problems: Problem[] = [];
  const found = new Set<string>();
  for (const line of lines) {
    const paths = await matches(line, workspace);
    if (paths.length === 0) problems.push(await nothing(line, workspace));
    for (const path of paths) found.add(path);
  }
  if (problems.length > 0) throw problemsError(problems);
  return [...found].map((path) => suiteFile(path, workspace));
}

/** Where no input names one. */
async function theSuite(workspace: string): Promise<string> {
  try {
    return await findSuite(workspace);
  } catch (error) {
    if (!(error instanceof VmtestError)) throw error;
    throw new VmtestError(error.code, error.message, { hint: `name one: the input suite; ${CHECKOUT}` });
  }
}

async function matches(line: string, workspace: string): Promise<readonly string[]> {
  const path = resolve(workspace, line);
  // A file's own name may have a bracket in it.
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) return [path];
  if (!GLOB.test(line)) return [];
  const paths: string[] = [];
  for await (const entry of glob(line, { cwd: workspace, withFileTypes: true }))
    if (entry.isFile()) paths.push(resolve(entry.parentPath, entry.name));
  return paths.sort();
}

function suiteFile(path: string, workspace: string): SuiteFile {
  return { path, label: relative(workspace, path) };
}

async function nothing(line: string, workspace: string): Promise<Problem> {
  if ((await stat(resolve(workspace, line)).catch(() => null))?.isDirectory() === true) {
    const hint = `name a file in it, or a glob: ${line.replace(/\/+$/, '')}/*.yaml`;
    return { code: 'VMTEST_SUITE_NOT_FOUND', severity: 'error', message: `input suite: ${line} is a folder`, hint };
  }
  return { code: 'VMTEST_SUITE_NOT_FOUND', severity: 'error', message: `input suite: there is no ${line} in ${workspace}`, hint: CHECKOUT };
}
