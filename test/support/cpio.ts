/** What an archive holds at a path: a file with its bytes and mode. Folders are made as they are needed. */
export type CpioFiles = Readonly<Record<string, { readonly data: Uint8Array; readonly mode: number }>>;

/** A cpio archive in the format `newc`, which Linux takes as an initramfs (Documentation/driver-api/early-userspace/buffer-format). */
export function cpio(files: CpioFiles): Buffer {
  const folders = new Set<string>();
  for (const path of Object.keys(files)) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
  }
  const pieces: Buffer[] = [];
  let inode = 0;
  const add = (name: string, mode: number, data: Uint8Array) => {
    inode += 1;
    const fields = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, Buffer.byteLength(name) + 1, 0];
    pieces.push(pad(Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`)), pad(data));
  };
  for (const folder of [...folders].sort()) add(folder, 0o040755, new Uint8Array());
  for (const [path, file] of Object.entries(files)) add(path, 0o100000 | file.mode, file.data);
  add('TRAILER!!!', 0, new Uint8Array());
  return Buffer.concat(pieces);
}

function pad(data: Uint8Array): Buffer {
  return Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}
