import { shorten } from '../../base/text.ts';
import type { CompletionRecord } from '../../model/evidence.ts';
import type { Verdict } from '../../model/verdict.ts';
import { type CurtinEvent, INSTALL_EVENT } from './events.ts';

/** curtin writes it last (curtin/commands/install.py, INSTALL_PASS_MSG). */
export const SUCCESS_LINE = 'curtin: Installation finished.';

/** What must not be said while curtin installs, whatever it says at the end; the list of the original's check_install_log. */
export const FAILURE_PATTERNS: readonly { readonly pattern: RegExp; readonly meaning: string }[] = [
  { pattern: /INFO:.* blocked for more than.*seconds\./, meaning: 'a task hung' },
  { pattern: /Kernel panic -/, meaning: 'the kernel panicked' },
  { pattern: /Installation failed/, meaning: 'curtin says that it failed' },
  { pattern: /ImportError: No module named.*/, meaning: 'curtin lacks a Python module' },
  { pattern: /Out of memory:/, meaning: 'memory ran out' },
  { pattern: /Unexpected error while running command/, meaning: 'a command that curtin ran failed' },
  { pattern: /E: Unable to locate package.*/, meaning: 'a package is not in the archive' },
  { pattern: /cloud-init.*: Traceback.*/, meaning: 'cloud-init raised an exception' },
];

/** What is known of a curtin installation that has ended. */
export interface CurtinOutcome {
  /** Null where there is no whole completion record. */
  readonly record: CompletionRecord | null;
  /** Why there is none. */
  readonly reason: string;
  /** The console, escapes removed. */
  readonly console: string;
  /** curtin's own log, collected or posted; '' where it never came. */
  readonly log: string;
  readonly events: readonly CurtinEvent[];
  /** Whether the guest could report to us. */
  readonly reporting: boolean;
}

/**
 * Judges an installation by curtin. It passed only where its step ended with 0 in a whole completion record, its success line was
 * written, none of the failure patterns was, and, where it could report, its last word on `cmd-install` was no failure.
 * The cause is the first thing that went wrong, with its line.
 */
export function judgeCurtin(outcome: CurtinOutcome): { readonly verdict: Verdict; readonly cause: string } {
  const cause = reportedFailure(outcome) ?? saidFailure(outcome.log) ?? saidFailure(outcome.console) ?? missingProof(outcome);
  return cause === null ? { verdict: 'passed', cause: '' } : { verdict: 'install-failed', cause };
}

/**
 * What curtin reported to have failed, where that is the whole installation: a late command may let one of its own steps fail. The
 * stage that is named is the innermost: it ends before those that contain it, and all of those failed too.
 */
function reportedFailure({ events, log, console }: CurtinOutcome): string | null {
  const results = new Map(events.filter(({ event_type: type }) => type === 'finish').map(({ name, result }) => [name, result]));
  if (results.get(INSTALL_EVENT) !== 'FAIL') return null;
  const above = (name: string) => [...results].filter(([other]) => name.startsWith(`${other}/`)).map(([, result]) => result);
  const failed = events.find(({ name, result }) => result === 'FAIL' && above(name).every((other) => other === 'FAIL'));
  const { name, description } = failed ?? { name: INSTALL_EVENT, description: '' };
  const said = saidFailure(log) ?? saidFailure(console);
  return `curtin reported that ${shorten(name, 80)} failed (${shorten(description, 120)})${said === null ? '' : `: ${said}`}`;
}

function saidFailure(text: string): string | null {
  const found = FAILURE_PATTERNS.flatMap(({ pattern, meaning }) => {
    const index = text.search(pattern);
    return index === -1 ? [] : [{ index, meaning }];
  }).sort((a, b) => a.index - b.index)[0];
  return found === undefined ? null : `${found.meaning} ("${lineAt(text, found.index)}")${errorAfter(text, found.index)}`;
}

function missingProof({ record, reason, console, log, events, reporting }: CurtinOutcome): string | null {
  if (record === null) return `curtin left no record of success: ${reason}`;
  const step = record.steps.find(({ name }) => name === 'install');
  if (step === undefined) return 'the record of the installation has no step "install"';
  if (step.status !== 0) return `curtin ended with status ${step.status}`;
  if (!console.includes(SUCCESS_LINE) && !log.includes(SUCCESS_LINE)) return `curtin ended with 0, but never wrote "${SUCCESS_LINE}"`;
  if (reporting && !events.some(({ name, event_type: type }) => name === INSTALL_EVENT && type === 'finish'))
    return `curtin never reported the end of ${INSTALL_EVENT}: ${events.length} events came`;
  return null;
}

function lineAt(text: string, index: number): string {
  const begin = text.lastIndexOf('\n', index) + 1;
  const end = text.indexOf('\n', index);
  return shorten(text.slice(begin, end === -1 ? text.length : end).trim(), 160);
}

/** The `…Error: …` that ends a Python traceback, where it follows within reach. */
function errorAfter(text: string, index: number): string {
  const found = /^.*\w*(?:Error|Exception): .*$/m.exec(text.slice(index, index + 4000));
  const line = found === null ? '' : shorten(found[0].trim(), 160);
  return line === '' || line === lineAt(text, index) ? '' : `; ${line}`;
}
