import { chmod, mkdtemp, open, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { run } from '../../base/spawn.ts';
import { formatDuration } from '../../base/times.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ImageRole, MmdebstrapSource } from '../../model/suite.ts';
import type { ResolveOptions } from '../image.ts';
import { installHint, missingTools } from '../programs/find.ts';
import type { PackOptions } from '../programs/tool.ts';
import { extractKernel, INITRD_FILE, KERNEL_FILE, packRoot, rootFile, TAR_FILE } from '../roots/pack.ts';
import { beginBuild, removeBuild, removeScratch, SCRATCH_PREFIX } from '../store/versions.ts';
import { type BuildMode, buildArgs, CUSTOMIZE_PATH } from './args.ts';
import { chooseMode } from './build-mode.ts';
import { filesOf, hasKernel } from './recipe.ts';
import { recipeTar } from './recipe-tar.ts';
import { supervise } from './supervise.ts';

/** A build that is whole, in its private folder. */
export interface Build {
  readonly path: string;
  readonly files: Readonly<Partial<Record<ImageRole, string>>>;
  readonly seconds: number;
  readonly tools: Readonly<Record<string, string>>;
}

/** The programs that building needs, whoever builds. */
export function toolsOf(source: MmdebstrapSource): readonly string[] {
  return ['mmdebstrap', 'tar', source.root === 'squashfs' ? 'sqfstar' : 'mke2fs'];
}

/**
 * Builds an image version in a private folder of the store: mmdebstrap's tar, then kernel, initrd and root file system out of it.
 * The version's lock must be held. mmdebstrap's words go to `log`. On any failure nothing but the log is left.
 */
export async function buildImage(
  source: MmdebstrapSource,
  where: { readonly folder: string; readonly version: string; readonly log: string; readonly name: string },
  options: ResolveOptions,
): Promise<Build> {
  const missing = await missingTools(toolsOf(source), options.env);
  if (missing.length > 0) {
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `The image ${where.name} cannot be built: ${missing.join(', ')} not installed`, {
      hint: installHint(missing),
    });
  }
  const began = performance.now();
  // Not in the store: another user's ids must be able to enter it, and hooks need a path of plain characters.
  const scratch = await mkdtemp(join(options.scratch ?? '/var/tmp', SCRATCH_PREFIX));
  const building = await beginBuild(where.folder, where.version, scratch);
  try {
    await chmod(scratch, 0o755);
    const mode = await chooseMode(options.env, await currentUser(scratch));
    options.emit(`${where.name}: mmdebstrap builds ${source.suite} (mode ${mode}, log ${where.log})`);
    await bootstrap(source, { ...where, building, scratch, mode }, options);
    await removeScratch(scratch, options.env);
    const files = await pack(source, { building, mode, name: where.name }, options);
    const version = (await run('mmdebstrap', ['--version'], { env: options.env })).stdout.trim();
    return { path: building, files, seconds: (performance.now() - began) / 1000, tools: { mmdebstrap: version, mode } };
  } catch (error) {
    await removeBuild(building, options.env);
    throw error;
  }
}

/** Whose files we make; a user without an entry in the password file is known by the number. */
async function currentUser(ours: string): Promise<{ uid: number; name: string }> {
  const { uid } = await stat(ours);
  try {
    return { uid, name: userInfo().username };
  } catch {
    return { uid, name: String(uid) };
  }
}

async function bootstrap(
  source: MmdebstrapSource,
  where: { readonly building: string; readonly scratch: string; readonly mode: BuildMode; readonly log: string; readonly name: string },
  options: ResolveOptions,
): Promise<void> {
  const filesTar = join(where.scratch, 'files.tar');
  const customizeTar = source.customize === null ? null : join(where.scratch, 'customize.tar');
  await writeFile(filesTar, await recipeTar(filesOf(source)));
  if (customizeTar !== null) await writeFile(customizeTar, await recipeTar([[CUSTOMIZE_PATH, source.customize ?? '']]));
  const args = buildArgs(source, { mode: where.mode, filesTar, customizeTar });
  // As root mmdebstrap mounts /proc and /sys: in namespaces of its own they are gone with it, however it ends.
  const own = where.mode === 'root' ? ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'] : [];
  const [command, ...rest] = [...own, 'mmdebstrap', ...args] as [string, ...string[]];
  await using log = await open(where.log, 'w');
  await using tar = await open(join(where.building, TAR_FILE), 'w');
  const lines: string[] = [];
  const began = performance.now();
  const ending = await supervise(command, rest, {
    env: { ...options.env, ...options.proxy, TMPDIR: where.scratch, HOME: where.scratch },
    cwd: where.scratch,
    stdout: tar,
    signal: options.signal,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > 400) lines.shift();
      if (/^I: (?:running apt-get update|downloading|extracting|installing|creating)/.test(line)) {
        options.emit(`${where.name}: ${formatDuration((performance.now() - began) / 1000)}: ${line.slice(3)}`);
      }
      log.appendFile(`${line}\n`).catch(() => undefined);
    },
  });
  if (ending.cancelled) throw new VmtestError('VMTEST_CANCELLED', `Building the image ${where.name} was cancelled`);
  if (ending.status !== 0) throw failure(where, ending.status, lines);
  options.emit(`${where.name}: mmdebstrap done in ${formatDuration((performance.now() - began) / 1000)}`);
}

function failure(
  where: { readonly name: string; readonly log: string },
  status: number | undefined,
  lines: readonly string[],
): VmtestError {
  const words = decisiveLines(lines);
  const code = words.some((line) => line.includes('No space left on device')) ? 'VMTEST_DISK_FULL' : 'VMTEST_IMAGE_UNAVAILABLE';
  return new VmtestError(code, `mmdebstrap could not build the image ${where.name} (${status ?? 'killed'}):\n${words.join('\n')}`, {
    hint: `the whole log is ${where.log}`,
  });
}

/** The last lines that say why mmdebstrap, apt or dpkg failed; where none does, the last lines. */
export function decisiveLines(lines: readonly string[]): readonly string[] {
  const said = lines.filter((line) =>
    /^(?:E: |Err:|dpkg: error| *subprocess .* returned error|.*: [Ee]rror: |.*No space left on device)/.test(line),
  );
  return (said.length > 0 ? said : lines).slice(-6);
}

async function pack(
  source: MmdebstrapSource,
  where: { readonly building: string; readonly mode: BuildMode; readonly name: string },
  options: ResolveOptions,
): Promise<Readonly<Partial<Record<ImageRole, string>>>> {
  const packing: PackOptions = { env: options.env, signal: options.signal, privileged: where.mode === 'root' };
  const began = performance.now();
  const told = (what: string) => options.emit(`${where.name}: ${what} packed after ${formatDuration((performance.now() - began) / 1000)}`);
  const [kernel] = await Promise.all([
    extractKernel(where.building, packing).then((found) => {
      told('kernel and initrd');
      return found;
    }),
    packRoot(where.building, source.root, packing).then(() => told(rootFile(source.root))),
  ]);
  if (!kernel && hasKernel(source)) {
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `The image ${where.name} has no kernel with an initrd in /boot`, {
      hint: `its packages are ${source.include.join(', ')}: one of them must bring a kernel for ${source.arch}, with initramfs-tools`,
    });
  }
  return { ...(kernel ? { kernel: KERNEL_FILE, initrd: INITRD_FILE } : {}), root: rootFile(source.root), 'root-tar': TAR_FILE };
}
