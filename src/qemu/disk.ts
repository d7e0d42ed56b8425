import { run, TOOL_ENV } from '../base/spawn.ts';
import { VmtestError } from '../model/errors.ts';

/** What a new disk image is made of; `backing` makes it an overlay that keeps the backing file as it is. */
export interface DiskImage {
  readonly path: string;
  readonly format: 'qcow2' | 'raw';
  readonly sizeBytes: number | null;
  readonly backing?: { readonly path: string; readonly format: string };
}

/** Makes a disk image with qemu-img; an existing file of that name is replaced. */
export async function createDisk(qemuImg: string, image: DiskImage, signal?: AbortSignal): Promise<void> {
  const backing = image.backing === undefined ? [] : ['-b', image.backing.path, '-F', image.backing.format];
  const size = image.sizeBytes === null ? [] : [String(image.sizeBytes)];
  await qemuImgRun(qemuImg, ['create', '-q', '-f', image.format, ...backing, image.path, ...size], signal);
}

/** Copies a disk image into a new one, whatever format it has; `sizeBytes` is the least that it gets. */
export async function convertDisk(qemuImg: string, from: string, image: DiskImage, signal?: AbortSignal): Promise<void> {
  await qemuImgRun(qemuImg, ['convert', '-q', '-O', image.format, from, image.path], signal);
  const { sizeBytes } = await diskInfo(qemuImg, image.path, signal);
  if (image.sizeBytes === null || image.sizeBytes <= sizeBytes) return;
  await qemuImgRun(qemuImg, ['resize', '-q', '-f', image.format, image.path, String(image.sizeBytes)], signal);
}

/** Format (`raw`, `qcow2`, …) and virtual size in bytes of an image. */
async function diskInfo(qemuImg: string, path: string, signal?: AbortSignal): Promise<{ format: string; sizeBytes: number }> {
  const info = JSON.parse(await qemuImgRun(qemuImg, ['info', '--output=json', path], signal)) as { format: string; 'virtual-size': number };
  return { format: info.format, sizeBytes: info['virtual-size'] };
}

async function qemuImgRun(qemuImg: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const outcome = await run(qemuImg, args, { env: TOOL_ENV, timeout: 600, ...(signal === undefined ? {} : { signal }) });
  if (outcome.exitCode === 0) return outcome.stdout;
  if (outcome.canceled) throw new VmtestError('VMTEST_CANCELLED', `${args[0]} of a disk image was cancelled`);
  if (/No space left on device/.test(outcome.stderr)) {
    throw new VmtestError('VMTEST_DISK_FULL', `no space left for the disk image ${String(args.at(-1))}`, {
      hint: 'free space, or name another --topdir',
    });
  }
  throw new VmtestError(
    'VMTEST_QEMU_FAILED',
    `qemu-img ${args[0]} failed: ${(outcome.stderr || outcome.errorCode || 'no reason given').trim()}`,
  );
}
