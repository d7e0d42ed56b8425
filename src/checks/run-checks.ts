import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { uniqueNames } from '../base/names.ts';
import { plainText } from '../base/text.ts';
import type { Evidence, PhaseEvidence } from '../model/evidence.ts';
import { FOLDERS, RESULT_FILE } from '../model/files.ts';
import type { Finding } from '../model/result.ts';
import type { CheckSettings } from '../model/suite.ts';
import { type Assessment, type CheckInput, judge } from './claim.ts';
import { checkConsole } from './console.ts';
import { checkDname } from './dname.ts';
import { checkDnameRules } from './dname-rules.ts';
import { checkFile } from './file.ts';
import { checkFstab } from './fstab.ts';
import { checkGrub } from './grub/check.ts';
import { checkInterfacesRemoved } from './interfaces-removed.ts';
import { checkKernelPackage } from './kernel-package.ts';
import { checkName } from './names.ts';
import { checkNetwork } from './network/check.ts';
import { checkPackages } from './packages.ts';
import { checkReporting } from './reporting.ts';
import { checkRun } from './run.ts';
import { checkServices } from './services.ts';
import { checkStorage } from './storage/check.ts';
import { checkSwaps } from './swaps.ts';

export interface CheckOptions {
  /** The suite file's folder, absolute. */
  readonly folder: string;
  /** The caller's environment for `run:`; what belongs to a runner and what looks like a secret is left out of it here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The axes as `VMTEST_NAME`, for `run:`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The test's result so far, for `VMTEST_RESULT`: by default what its `result.json` holds. The findings so far are its `checks`. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly onFinding?: (finding: Finding) => void;
}

/**
 * Judges the evidence by each check in order; the findings come in the same order, with names that are unique within the test.
 * Nothing is thrown for what the guest left or lacks. After a cancellation the rest is `skipped`.
 */
export async function runChecks(checks: readonly CheckSettings[], evidence: Evidence, options: CheckOptions): Promise<Finding[]> {
  const names = uniqueNames(checks.map(checkName));
  const findings: Finding[] = [];
  for (const [index, check] of checks.entries()) {
    const started = performance.now();
    const phase = phaseOf(check, evidence);
    const outcome = options.signal?.aborted === true ? CANCELLED : await outcomeOf(check, index, phase, evidence, options, findings);
    const finding: Finding = {
      name: names[index] as string,
      ...outcome,
      message: plainText(outcome.message),
      phase: phase?.phase ?? check.from ?? '',
      seconds: (performance.now() - started) / 1000,
      place: check.place,
    };
    findings.push(finding);
    options.onFinding?.(finding);
  }
  return findings;
}

/** What the host itself heard is whole without the guest's word for it. */
const WITHOUT_RECORD: readonly CheckSettings['kind'][] = ['console', 'reporting'];

type Outcome = Pick<Finding, 'verdict' | 'message' | 'output' | 'cases'>;

const CANCELLED: Outcome = { verdict: 'skipped', message: 'cancelled before it ran' };

/** The phase named by `from`, else the last boot, else the last phase. */
function phaseOf(check: CheckSettings, evidence: Evidence): PhaseEvidence | undefined {
  if (check.from !== null) return evidence.phases.find(({ phase }) => phase === check.from);
  return evidence.phases.at(-1);
}

async function outcomeOf(
  check: CheckSettings,
  index: number,
  phase: PhaseEvidence | undefined,
  evidence: Evidence,
  options: CheckOptions,
  findings: readonly Finding[],
): Promise<Outcome> {
  if (phase === undefined) return { verdict: 'failed', message: noPhase(check, evidence) };
  if (phase.record === null && !WITHOUT_RECORD.includes(check.kind)) {
    return { verdict: 'failed', message: `what ${phase.phase} collected is incomplete: its completion record did not come` };
  }
  const input: CheckInput = {
    phase,
    at: (path, line) => `${join(relative(evidence.folder, phase.folder), path)}${line === undefined ? '' : `:${line}`}`,
  };
  if (check.kind === 'run') {
    return await checkRun(check, input, {
      folder: options.folder,
      env: options.env,
      environment: options.environment ?? {},
      testFolder: evidence.folder,
      workFolder: join(evidence.folder, FOLDERS.logs, `run-${index + 1}`),
      result: { ...(options.result ?? (await resultSoFar(evidence.folder))), checks: findings },
      signal: options.signal,
    });
  }
  const assessment = assess(check, input);
  return { ...judge(assessment, check.not), ...(assessment.note === undefined ? {} : { output: assessment.note }) };
}

async function resultSoFar(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return JSON.parse(await readFile(join(folder, RESULT_FILE), 'utf8'));
  } catch {
    return {};
  }
}

function noPhase(check: CheckSettings, evidence: Evidence): string {
  const names = evidence.phases.map(({ phase }) => phase).join(', ');
  const ran = names === '' ? 'no phase ran' : `these ran: ${names}`;
  return check.from === null ? `there is nothing to read: ${ran}` : `the phase ${check.from} did not run (${ran})`;
}

type PureCheck = Exclude<CheckSettings, { kind: 'run' }>;

const FAMILIES: { readonly [K in PureCheck['kind']]: (check: Extract<PureCheck, { kind: K }>, input: CheckInput) => Assessment } = {
  file: checkFile,
  fstab: checkFstab,
  swaps: checkSwaps,
  console: checkConsole,
  packages: checkPackages,
  services: checkServices,
  storage: checkStorage,
  network: checkNetwork,
  grub: checkGrub,
  dname: checkDname,
  'dname-rules': checkDnameRules,
  'kernel-package': checkKernelPackage,
  'interfaces-removed': checkInterfacesRemoved,
  reporting: checkReporting,
};

function assess(check: PureCheck, input: CheckInput): Assessment {
  // The table pairs each kind with its own check, which the compiler cannot follow through a union.
  return (FAMILIES[check.kind] as (check: PureCheck, input: CheckInput) => Assessment)(check, input);
}
