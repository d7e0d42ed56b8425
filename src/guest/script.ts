import { VmtestError } from '../model/errors.ts';
import { SERIALS } from '../model/files.ts';
import type { GuestStep, PhaseSpec } from '../model/plan.ts';
import type { SeedWay } from '../model/suite.ts';
import { COLLECT_FUNCTIONS } from './functions-collect.ts';
import { RUN_FUNCTIONS } from './functions-run.ts';
import { publishedPath } from './names.ts';
import { hereDocument, interpreter, quote } from './shell.ts';

/** What of a phase the guest's script depends on. */
export type ScriptPhase = Pick<PhaseSpec, 'name' | 'kind' | 'steps' | 'environment' | 'end'>;

/** What the machine offers to the script beside its phase. */
export interface ScriptExtras {
  /** Names of the published files, below `files/` of the seed: `debs/a.deb`. */
  readonly files: readonly string[];
  readonly seed: SeedWay;
  /** Whether the machine has the disk with the target's root file system. */
  readonly target: boolean;
  /** The HTTP server as the guest reaches it: `http://10.0.2.2:PORT/TOKEN`. Needed where files come over HTTP. */
  readonly http?: string;
}

/** Where the seed disk is mounted in the guest. */
const SEED_FOLDER = '/run/vmtest/seed';

/**
 * The guest's whole side of a phase, as a POSIX shell script: runs the steps, makes the completion record, writes the collected
 * folder to the output disk and ends the machine. cloud-init runs it as a user-data script; a guest without cloud-init runs it from
 * the seed disk, where it is `vmtest.sh`. It exits with 0 whatever happened: the record tells.
 *
 * The steps see VMTEST_PHASE, VMTEST_COLLECT (the collected folder), VMTEST_FILES (the published files), VMTEST_TARGET and VMTEST_HTTP
 * where there are such, and the phase's environment. A step of kind `collect` runs in the collected folder, another in one of its own.
 * Throws VMTEST_PLAN_INVALID for what no shell script can carry.
 */
export function phaseScript(phase: ScriptPhase, extras: ScriptExtras): string {
  const name = JSON.stringify(phase.name);
  return `#!/bin/sh
# vmtest: phase ${name} (${phase.kind}). Made by vmtest; the steps stand at the end.
${RUN_FUNCTIONS}

${COLLECT_FUNCTIONS}

trap 'vt_finish ${phase.end}' EXIT
vt_make_work || exit 0
vt_open_events
vt_open_steps
${environment(phase, extras)}
${files(extras)}
${phase.steps.map(step).join('\n')}

vt_collect ${quote(asciiJson(phase.name))}
exit 0
`;
}

function environment(phase: ScriptPhase, extras: ScriptExtras): string {
  const lines: string[] = [];
  const set = (name: string, word: string) => lines.push(`export ${name}=${word}`);
  for (const [name, value] of Object.entries(phase.environment)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new VmtestError('VMTEST_PLAN_INVALID', `${JSON.stringify(name)} cannot be the name of an environment variable in the guest`, {
        hint: 'letters, digits and underscores',
      });
    }
    set(name, quote(value));
  }
  // Ours come last: an axis called `phase` does not hide them.
  set('VMTEST_PHASE', quote(phase.name));
  set('VMTEST_COLLECT', '$vt_work/collect');
  set('VMTEST_FILES', extras.seed === 'disk' ? `${SEED_FOLDER}/files` : '$vt_work/files');
  if (extras.http !== undefined) set('VMTEST_HTTP', quote(extras.http));
  if (extras.target) {
    lines.push(`vt_find_disk ${SERIALS.target} || say 'the disk with the target is not there'`);
    set('VMTEST_TARGET', '$vt_disk');
  }
  return lines.join('\n');
}

function files(extras: ScriptExtras): string {
  if (extras.files.length === 0) return ':';
  if (extras.seed === 'disk') return `vt_mount_seed ${SEED_FOLDER}`;
  const { http } = extras;
  if (http === undefined) throw new VmtestError('VMTEST_PLAN_INVALID', 'files are published over HTTP, and there is no HTTP server');
  const folders = new Set(extras.files.map((name) => name.split('/').slice(0, -1).join('/')));
  return [
    `mkdir -p ${[...folders].map((folder) => `"$VMTEST_FILES"/${quote(folder)}`).join(' ')}`,
    ...extras.files.map(
      (name) => `vt_fetch ${quote(`${http.replace(/\/$/, '')}/${urlPath(publishedPath(name))}`)} "$VMTEST_FILES"/${quote(name)}`,
    ),
  ].join('\n');
}

/** A path as a URL has it. */
function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function step(item: GuestStep, index: number): string {
  const number = index + 1;
  const log = `${number}-${item.name.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60)}.log`;
  const words = [String(number), item.kind, log, asciiJson(item.name), ...interpreter(item.script)];
  return `\n${hereDocument(`"$vt_work/steps/${number}"`, item.script, `STEP_${number}`)}\nvt_step ${words.map(quote).join(' ')}`;
}

/** JSON in ASCII, which every console and every locale of a guest carries unharmed. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
