import { pack } from 'tar-stream';

/** cap_net_raw+ep as the kernel keeps it (struct vfs_cap_data, version 2). */
export const CAPABILITY = Buffer.from('0100000200200000000000000000000000000000', 'hex');

/** A root file system that no user could make from files: root's setuid program, a device, another user's folder, a capability. */
export async function madeUpTar(): Promise<Buffer> {
  const tar = pack();
  const root = { uid: 0, gid: 0 };
  const folder = (name: string, mode = 0o755, owner = root) => tar.entry({ name, type: 'directory', mode, ...owner });
  for (const name of ['./', './usr/', './usr/bin/', './boot/', './dev/']) folder(name);
  folder('./usr/sealed/', 0o555);
  folder('./home/', 0o2775, { uid: 1000, gid: 50 });
  tar.entry({ name: './usr/bin/su', mode: 0o4755, ...root }, '#!/bin/sh\n');
  tar.entry({ name: './usr/sealed/file', mode: 0o400, ...root }, 'sealed');
  tar.entry({ name: './dev/null', type: 'character-device', mode: 0o666, devmajor: 1, devminor: 3, ...root });
  tar.entry(
    { name: './usr/bin/ping', mode: 0o755, pax: { 'SCHILY.xattr.security.capability': CAPABILITY.toString('latin1') }, ...root },
    'ping',
  );
  for (const version of ['6.1.0-9', '6.1.0-10']) {
    tar.entry({ name: `./boot/vmlinuz-${version}`, mode: 0o644, ...root }, `kernel ${version}`);
    tar.entry({ name: `./boot/initrd.img-${version}`, mode: 0o644, ...root }, `initrd ${version}`);
  }
  tar.entry({ name: './boot/vmlinuz-7-without-initrd', mode: 0o644, ...root }, 'kernel');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
