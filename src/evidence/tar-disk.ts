import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';

const BLOCK = 512;
const CHUNK = 256 << 10;

/** One member as its header says: nothing about it is checked. */
export interface TarMember {
  readonly name: string;
  readonly type: Header['type'] | null;
  readonly size: number;
  readonly linkname: string | null;
  /** Its bytes, `size` of them where the archive is whole; what is not read is skipped. */
  readonly body: AsyncIterable<Buffer>;
}

/** What a reader of members learns at the archive's end. */
export interface TarEnd {
  /** A sentence's part that says why reading ended before the archive's own end; null at that end. */
  error: string | null;
}

/** tar-stream's entry, with what its types leave out: where the body begins, and that type and link name may be missing. */
interface Entry extends AsyncIterable<Buffer> {
  readonly header: Omit<Header, 'type' | 'linkname'> & {
    readonly byteOffset: number;
    readonly type: Header['type'] | null;
    readonly linkname: string | null;
  };
  resume(): void;
}

/**
 * Reads the members of a tar that begins at the start of a raw disk, and stops where the archive ends: at two blocks of zeros in the
 * place of a header. The rest of the disk, most often a hole of gigabytes, is not read. A broken archive ends the members, with the
 * reason in `end`; errors of the host's (EIO) are thrown.
 */
export async function* tarMembers(disk: FileHandle, size: number, end: TarEnd): AsyncGenerator<TarMember> {
  /** Where the header after the last member seen must lie. */
  let next = 0;
  let failed: unknown;
  const bytes = Readable.from(
    diskBytes(disk, size, () => next),
    { objectMode: false, highWaterMark: CHUNK },
  );
  const tar = extract();
  bytes.on('error', (error) => {
    failed = error;
    tar.destroy(error);
  });
  bytes.pipe(tar);
  try {
    for await (const entry of tar as unknown as AsyncIterable<Entry>) {
      const { header } = entry;
      // More than one block between the members is a long name, or the archive's end with something behind it.
      if (header.byteOffset - next > BLOCK && (await isEnd(disk, next, size))) return;
      // tar-stream takes a folder to have no body, whatever its header says.
      const length = header.type === 'directory' ? 0 : header.size;
      if (header.byteOffset + length > size) {
        end.error = `the member ${JSON.stringify(header.name.slice(0, 200))} says that it is larger than the disk (${length} bytes)`;
        return;
      }
      next = header.byteOffset + Math.ceil(length / BLOCK) * BLOCK;
      yield { name: header.name, type: header.type, size: length, linkname: header.linkname, body: entry };
      entry.resume();
    }
  } catch (error) {
    if (failed !== undefined) throw failed;
    // tar-stream's own errors are about the archive: a bad checksum, a size that is no number, an end within a member.
    if (error instanceof Error && !('code' in error)) end.error = `the archive is damaged near byte ${next}: ${error.message}`;
    else throw error;
  } finally {
    bytes.destroy();
    tar.destroy();
  }
}

async function* diskBytes(disk: FileHandle, size: number, next: () => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    if (at > next() && (await isEnd(disk, next(), size))) return;
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size - at));
    const { bytesRead } = await disk.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Whether the archive ends at this offset: two blocks of zeros, or the disk's end. */
export async function isEnd(disk: FileHandle, offset: number, size: number): Promise<boolean> {
  const length = Math.min(2 * BLOCK, size - offset);
  if (length <= 0) return true;
  const { buffer, bytesRead } = await disk.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead).every((byte) => byte === 0);
}
