import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run, TOOL_ENV } from '../../base/spawn.ts';
import { plainLine, shorten } from '../../base/text.ts';
import { packedRawName } from '../../evidence/artifact/layout.ts';
import { linkFile } from './link.ts';

export interface DiskPacking {
  /** null: there is no qemu-img, and disks go as they are. */
  readonly qemuImg: string | null;
  /** Bytes that they may take. */
  readonly room: number;
  /** Whether we made the disks, and know a name's format; those of a `command` may be anything. */
  readonly own: boolean;
  readonly signal: AbortSignal;
}

export type PackedDisks = { readonly bytes: number } | { readonly tooLarge: true } | { readonly failed: string };

/** Seconds for one disk: a slow file system writes 10 MB/s. */
const CONVERT_SECONDS = 1800;

/** More than any firmware's variables: a larger file is a disk. */
const SMALL = 1 << 20;

/**
 * Packs a folder of disks into `target`, which is there and empty: each a compressed qcow2 without a backing file (by Zstandard where this
 * qemu-img has it), other files as they are. All of them or none: a machine does not start with half of its disks. Throws only when `signal`
 * ended it.
 */
export async function packDisks(folder: string, target: string, packing: DiskPacking): Promise<PackedDisks> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(folder, entry.name);
    const packed = await packOne(from, entry.name, target, packing);
    packing.signal.throwIfAborted();
    if ('failed' in packed) return packed;
    bytes += packed.bytes;
    if (bytes > packing.room) return { tooLarge: true };
  }
  return { bytes };
}

async function packOne(from: string, name: string, target: string, packing: DiskPacking): Promise<{ bytes: number } | { failed: string }> {
  const { size, isQcow2, hasBacking } = await headerOf(from);
  const asIs = async () => {
    const to = join(target, name);
    await linkFile(from, to);
    const { blocks } = await stat(to);
    return { bytes: Math.min(size, blocks * 512) };
  };
  const format = formatOf(name, size, isQcow2, packing.own);
  if (format === null) return await asIs().catch(failed);
  const to = join(target, format === 'raw' ? packedRawName(name) : name);
  const why = packing.qemuImg === null ? 'there is no qemu-img' : await convert(packing.qemuImg, format, from, to, packing.signal);
  if (why === null) return { bytes: (await stat(to)).size };
  await rm(to, { force: true });
  // As it is takes no room where it is a link. A disk over another one would be of no use without that; and a raw one with the header of a qcow2,
  // which a guest may have written, would be taken for what it is not.
  if (format === 'qcow2' ? hasBacking : isQcow2) return { failed: why };
  return await asIs().catch(failed);
}

/**
 * Packs a raw file with large holes as a qcow2 of the name that tells so. Without a qemu-img that can it is left out: as it is, it would be as large
 * as its holes. Throws only when `signal` ended it.
 */
export async function packSparse(from: string, to: string, { qemuImg, signal }: Pick<DiskPacking, 'qemuImg' | 'signal'>): Promise<void> {
  if (qemuImg === null) return;
  const why = await convert(qemuImg, 'raw', from, packedRawName(to), signal);
  signal.throwIfAborted();
  if (why !== null) await rm(packedRawName(to), { force: true });
}

/**
 * The format that qemu-img is told, null for what is no disk. It never guesses: a guest may have written the header of a qcow2 into its raw disk,
 * with a file of this host as backing file, which would come into the artifact. Of a stranger's qcow2 we know no more than its header.
 */
function formatOf(name: string, size: number, isQcow2: boolean, own: boolean): 'raw' | 'qcow2' | null {
  if (own) return name.endsWith('.qcow2') ? 'qcow2' : name.endsWith('.img') ? 'raw' : null;
  return isQcow2 || size <= SMALL || /\.(?:tar|fd|iso|gz|xz|zst)$/.test(name) ? null : 'raw';
}

/** The first fields of a qcow2: magic, version, and where the name of a backing file is. qemu: docs/interop/qcow2.txt */
async function headerOf(path: string): Promise<{ size: number; isQcow2: boolean; hasBacking: boolean }> {
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
  const isQcow2 = bytesRead === 16 && buffer.toString('latin1', 0, 4) === 'QFI\xfb';
  return { size, isQcow2, hasBacking: isQcow2 && buffer.readBigUInt64BE(8) !== 0n };
}

/** Null, or why it could not be done. */
async function convert(qemuImg: string, format: string, from: string, to: string, signal: AbortSignal): Promise<string | null> {
  // Clusters are compressed 8 at a time and written as they are ready: 500 MB in 2.3 s instead of 3.2 s, on two cores.
  const args = (options: readonly string[]) => ['convert', '-q', '-W', '-m', '8', '-c', ...options, '-f', format, '-O', 'qcow2', from, to];
  const attempt = (options: readonly string[]) => run(qemuImg, args(options), { env: TOOL_ENV, signal, timeout: CONVERT_SECONDS });
  let ended = await attempt(['-o', 'compression_type=zstd']);
  if (ended.exitCode !== 0 && /compression.type|zstd/i.test(ended.stderr)) ended = await attempt([]);
  if (ended.exitCode === 0) return null;
  return shorten(
    plainLine(ended.stderr.trim().split('\n')[0] || ended.errorCode || `qemu-img ended with ${ended.exitCode ?? ended.signal}`),
    300,
  );
}

function failed(error: unknown): { failed: string } {
  return { failed: (error as Error).message };
}
