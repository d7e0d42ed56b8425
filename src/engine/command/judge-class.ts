import type { Excerpt, Finding, PhaseResult } from '../../model/result.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { ClassCases } from './class-cases.ts';
import type { ClassFolder } from './class-folders.ts';
import type { ConsoleFacts } from './console-facts.ts';

/** What one class came to, as far as it is known. */
export interface ClassOutcome {
  /** null: it left no folder. */
  readonly folder: Pick<ClassFolder, 'success' | 'errors'> | null;
  readonly cases: ClassCases;
  readonly console: ConsoleFacts;
  /** Why the command did not end by itself; null where it did. */
  readonly cut: string | null;
}

type Judged = Pick<PhaseResult, 'verdict' | 'cause' | 'excerpts'>;

const SHOWN_NAMES = 3;

/**
 * The verdict of a class. Its tests run only after installation and boot, so what they found is `check-failed`; a class that never came
 * so far ended by what its consoles say, else by what `setUpClass` says, and without any result it is `missing`.
 */
export function judgeClass(outcome: ClassOutcome): Judged {
  const { folder, cases, console } = outcome;
  const failed = cases.tests.filter(({ verdict }) => verdict === 'failed');
  if (failed.length > 0 || (folder?.errors ?? null) !== null) return testsFailed(failed, cases.tests, folder?.errors ?? null, console);
  if (cases.setup?.verdict === 'failed') return setupFailed(cases.setup, console);
  if (folder?.success === true) return { verdict: 'passed', cause: '', excerpts: [] };
  const ran = [...cases.tests, ...(cases.setup === null ? [] : [cases.setup])];
  const skipped = ran.length > 0 && ran.every(({ verdict }) => verdict === 'skipped');
  if (skipped) return { verdict: 'skipped', cause: ran[0]?.message ?? '', excerpts: [] };
  // A runner that keeps no records of its own, such as a plain pytest, has its JUnit file alone.
  if (folder === null && ran.length > 0) return { verdict: 'passed', cause: '', excerpts: [] };
  return noResult(outcome);
}

function testsFailed(failed: readonly Finding[], all: readonly Finding[], errors: number | null, console: ConsoleFacts): Judged {
  const [first] = failed;
  const names = failed.slice(0, SHOWN_NAMES).map(({ name }) => name);
  const more = failed.length > SHOWN_NAMES ? `, and ${failed.length - SHOWN_NAMES} more` : '';
  const cause =
    first === undefined
      ? `logs/errors.json counts ${errors} failed test${errors === 1 ? '' : 's'}; no JUnit file says which`
      : `${failed.length} of ${all.length} tests failed: ${names.join(', ')}${more} (${firstLine(first.message)})`;
  return { verdict: 'check-failed', cause, excerpts: console.decisive };
}

function setupFailed(setup: Finding, console: ConsoleFacts): Judged {
  const said = firstLine(setup.message);
  const explained = explain(console);
  if (explained !== null) return { ...explained, cause: `${explained.cause}; then ${setup.name} failed: ${said}` };
  const timeout: Verdict = console.booted ? 'boot-timeout' : 'install-timeout';
  const late = /TimeoutExpired|timed out|Timeout/.test(`${setup.message}\n${setup.output ?? ''}`);
  const verdict: Verdict = late ? timeout : console.installed ? 'check-failed' : 'install-failed';
  return { verdict, cause: `${setup.name} failed: ${said}`, excerpts: excerptsOf(console) };
}

function noResult({ folder, console, cut }: ClassOutcome): Judged {
  const what = folder === null ? 'it left no folder' : 'it left neither logs/success nor logs/errors.json';
  const cause = cut === null ? what : `${what}: ${cut}`;
  const explained = explain(console);
  if (explained !== null) return { ...explained, cause: `${explained.cause}; ${cause}` };
  return { verdict: 'missing', cause, excerpts: excerptsOf(console) };
}

/** What was heard says more than that nothing came. */
function explain(console: ConsoleFacts): Judged | null {
  const rule = console.explanation?.rule;
  return rule === undefined || rule.verdict === null ? null : { verdict: rule.verdict, cause: rule.meaning, excerpts: excerptsOf(console) };
}

function excerptsOf({ decisive, last }: ConsoleFacts): readonly Excerpt[] {
  return decisive.length > 0 ? decisive : last;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
