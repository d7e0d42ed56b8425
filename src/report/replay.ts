import { shellQuote } from '../base/names.ts';
import { DISKS_TAR, FOLDERS, phaseFiles } from '../model/files.ts';
import type { PhaseResult, TestResult } from '../model/result.ts';

/**
 * The command that starts a phase's machine again, or null where what it needs was not kept. `vmtest replay` chooses the first phase that did
 * not pass, else the last, so that another has to be named.
 */
export function replayCommand(test: TestResult, phase: PhaseResult | undefined): string | null {
  if (test.folder === null || phase === undefined || phase.qemuSeconds === 0 || phase.kind === 'command') return null;
  const has = (part: string) => test.kept.some(({ path }) => path === part || path.startsWith(`${part}/`));
  if (has('disks/iscsi0.img')) return scriptCommand(test, phase, has);
  // What was installed is on disks; a machine that boots what it is given may have none.
  const installed = test.phases.some(({ kind }) => kind === 'install');
  const kept = phase.kind === 'install' ? has(FOLDERS.install) : has(FOLDERS.disks) || (!installed && has(FOLDERS.boot));
  if (!kept) return null;
  const first = test.phases.find(({ verdict }) => verdict !== 'passed') ?? test.phases.at(-1);
  return `vmtest replay ${shellQuote(test.folder)}${first === phase ? '' : ` --phase ${shellQuote(phase.name)}`}`;
}

/** Disks of iSCSI are served by the phase's script alone: the guest knows their address. */
function scriptCommand(test: TestResult, phase: PhaseResult, has: (part: string) => boolean): string | null {
  // A phase's files share a prefix, of which its console log is the one that the result names.
  const prefix = /^logs\/(.+)-console\.log$/.exec(phase.consoleLog ?? '')?.[1];
  if (prefix === undefined || !has(FOLDERS.logs)) return null;
  const path = (name: string) => shellQuote(`${test.folder}/${name}`);
  const unpack = has(DISKS_TAR) ? `tar -C ${path(FOLDERS.disks)} -xf ${path(DISKS_TAR)} && ` : '';
  return `${unpack}sh ${path(phaseFiles(prefix).qemuScript)}`;
}
