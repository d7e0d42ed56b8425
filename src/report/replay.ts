import { shellQuote } from '../base/names.ts';
import { DISKS_TAR, FOLDERS, phaseFiles } from '../model/files.ts';
import type { PhaseResult, TestResult } from '../model/result.ts';

/** The command that boots a phase's machine again as it was, its disks unpacked before where they were packed, or null where its script or its folder was not kept. */
export function replayCommand(test: TestResult, phase: PhaseResult | undefined): string | null {
  if (test.folder === null || phase === undefined || phase.qemuSeconds === 0) return null;
  if (!test.kept.some(({ path }) => path === 'logs' || path.startsWith('logs/'))) return null;
  // A phase's files share a prefix, of which its console log is the one that the result names.
  const prefix = /^logs\/(.+)-console\.log$/.exec(phase.consoleLog ?? '')?.[1];
  if (prefix === undefined) return null;
  const path = (name: string) => shellQuote(`${test.folder}/${name}`);
  const unpack = test.kept.some(({ path }) => path === DISKS_TAR) ? `tar -C ${path(FOLDERS.disks)} -xf ${path(DISKS_TAR)} && ` : '';
  return `${unpack}sh ${path(phaseFiles(prefix).qemuScript)}`;
}
