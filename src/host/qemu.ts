import { sha256 } from '../base/files.ts';
import { run, TOOL_ENV } from '../base/spawn.ts';
import { shorten } from '../base/text.ts';
import type { Problem } from '../model/errors.ts';
import type { Arch } from '../model/suite.ts';
import { fileStamp, recall, remember } from './memory.ts';
import { type Family, type Installable, installMend } from './packages.ts';
import { findProgram } from './programs.ts';

/** The oldest QEMU that has all that a machine is started with (DESIGN §12): the one of Ubuntu 22.04. */
export const OLDEST_QEMU = '6.2';

/** A QEMU program that will do. */
export interface QemuProgram {
  /** Absolute path. */
  readonly binary: string;
  /** `7.2.22`. */
  readonly version: string;
}

export interface QemuSearch {
  /** Folders as in the environment's PATH. */
  readonly path: string;
  /** Where versions are remembered, so that a start need not run each program (30 ms); null: nowhere. */
  readonly cacheFolder: string | null;
  readonly family: Family;
}

/** Finds `qemu-system-ARCH`. A missing or too old one comes back as the problem VMTEST_QEMU_MISSING with its mend. */
export async function findQemu(arch: Arch, search: QemuSearch): Promise<QemuProgram | Problem> {
  return await findTool(`qemu-system-${arch}`, search);
}

/** Finds `qemu-img`, in the same way. */
export async function findQemuImg(search: QemuSearch): Promise<QemuProgram | Problem> {
  return await findTool('qemu-img', search);
}

/** Whether a search found its program. */
export function isQemu(found: QemuProgram | Problem): found is QemuProgram {
  return 'binary' in found;
}

async function findTool(name: Installable, search: QemuSearch): Promise<QemuProgram | Problem> {
  const mend = installMend(name, search.family);
  const problem = (message: string, hint = mend): Problem => ({ code: 'VMTEST_QEMU_MISSING', severity: 'error', message, hint });
  const binary = await findProgram(name, search.path);
  if (binary === null) return problem(`${name} was not found in PATH (${search.path === '' ? 'which is empty' : search.path})`);
  const answer = await versionOf(binary, search.cacheFolder);
  if ('failure' in answer) return problem(`${binary} does not tell its version: ${answer.failure}`, `reinstall it; ${mend}`);
  if (!atLeast(answer.version, OLDEST_QEMU)) {
    return problem(
      `${binary} is version ${answer.version}, and ${OLDEST_QEMU} or newer is needed`,
      'use a newer release of the distribution',
    );
  }
  return { binary, version: answer.version };
}

async function versionOf(binary: string, cacheFolder: string | null): Promise<{ readonly version: string } | { readonly failure: string }> {
  const name = `version-${sha256(binary).slice(0, 16)}.json`;
  const stamp = await fileStamp(binary);
  const known = (await recall(cacheFolder, name)) as { stamp?: unknown; version?: unknown } | undefined;
  if (known?.stamp === stamp && typeof known?.version === 'string') return { version: known.version };
  const outcome = await run(binary, ['--version'], { env: TOOL_ENV, cwd: '/', timeout: 20, maxBuffer: 64 << 10 });
  const version = parseVersion(outcome.stdout);
  if (version === undefined) {
    const said = (outcome.stderr || outcome.stdout).trim().split('\n')[0] || outcome.errorCode || outcome.signal;
    return { failure: shorten(said ?? `it ended with status ${outcome.exitCode} and said nothing`, 200) };
  }
  await remember(cacheFolder, name, { stamp, version });
  return { version };
}

/** Reads the version out of what QEMU's programs print: `QEMU emulator version 7.2.22 (Debian …)`, `qemu-img version 7.2.22 (…)`. */
export function parseVersion(text: string): string | undefined {
  return /\bversion (\d+\.\d+(?:\.\d+)*)/.exec(text)?.[1];
}

/** Compares dotted versions by number. */
export function atLeast(version: string, oldest: string): boolean {
  const [have, want] = [version.split('.').map(Number), oldest.split('.').map(Number)];
  for (const [index, part] of want.entries()) {
    const own = have[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
