import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256File } from '../../src/base/files.ts';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { type RootForm, rootFrom } from '../../src/images/roots/root-from.ts';
import { cpio } from '../support/cpio.ts';
import { tempFolder } from '../support/temp.ts';
import { type TinyImage, tinyImage } from '../support/tiny.ts';
import { MODULES } from '../support/tiny-init.ts';
import { runTiny } from './harness.ts';

// Published root file systems, made into ext4 without root, are what a real kernel boots from: the tiny system, off its initramfs.

/** Finds the root disk and goes over to it, as an initramfs does. */
const EARLY = `#!/bin/busybox sh
export PATH=/bin
/bin/busybox mkdir -p /proc /sys /dev /root
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t sysfs sys /sys
for module in $(/bin/busybox cat /modules); do /bin/busybox insmod /lib/modules/$module 2>/dev/null; done
for dir in /sys/block/vd*; do
  read -r serial <$dir/serial
  [ "$serial" != vmtest-root ] || /bin/busybox mount -t ext4 /dev/\${dir##*/} /root
done
/bin/busybox umount /sys
/bin/busybox umount /dev
exec /bin/busybox switch_root /root /init
`;

async function shell(script: string, ...args: readonly string[]): Promise<void> {
  const outcome = await run('sh', ['-ec', script, 'sh', ...args], { env: TOOL_ENV });
  assert.equal(outcome.exitCode, 0, `${outcome.stderr}\n${outcome.command}`);
}

/** The tiny system as a root file system, published as a squashfs and as a tar, with owners and modes that a user cannot give. */
async function publish(folder: string, tiny: TinyImage): Promise<Readonly<Partial<Record<RootForm, string>>>> {
  const tree = join(folder, 'tree');
  await mkdir(tree);
  await shell('cd "$1"; cpio --quiet -idm < "$2"', tree, tiny.initrd);
  await shell(
    'cd "$1"; mkdir root dev home; echo kept > home/file; ln -s file home/link; ln home/file home/hard; chmod 4755 bin/busybox',
    tree,
  );
  const [tar, squashfs] = [join(folder, 'root.tar.gz'), join(folder, 'squashfs')];
  await shell('tar -czf "$1" --owner=0 --group=0 --exclude=./home -C "$2" .', tar, tree);
  await shell(
    'gunzip -c "$1" > "$1.plain"; tar -rf "$1.plain" --owner=1234 --group=56 -C "$2" ./home; gzip -c "$1.plain" > "$1"',
    tar,
    tree,
  );
  await shell('tar2sqfs -q "$2" < "$1.plain"', tar, squashfs);
  return { 'root-tgz': tar, squashfs };
}

test('a squashfs and a tar, made into ext4, are booted from by a real kernel', async () => {
  await using temp = await tempFolder();
  const tiny = await tinyImage();
  const initrd = join(temp.path, 'initrd');
  // Of two archives the later one counts: its init comes in place of the tiny one's.
  await writeFile(initrd, Buffer.concat([await readFile(tiny.initrd), cpio({ init: { data: Buffer.from(EARLY), mode: 0o755 } })]));
  assert.ok(MODULES.includes('ext4'));
  const options = { store: join(temp.path, 'store'), env: TOOL_ENV, emit: () => undefined };
  const images: Record<string, unknown> = {};
  for (const [form, file] of Object.entries(await publish(temp.path, tiny)) as [RootForm, string][]) {
    const root = await rootFrom(form, file, await sha256File(file), 'ext4', options);
    images[form] = { files: { kernel: tiny.kernel, initrd, root: root.path } };
  }
  await using ran = await runTiny({
    images,
    tests: {
      root: {
        matrix: { image: ['squashfs', 'root-tgz'] },
        install: 'none',
        boot: {
          collect: [
            'grep " / " /proc/mounts > mounts',
            'stat -c "%u:%g %a %n" /home/file /bin/busybox > owners',
            'cat /home/link > link',
            '[ /home/file -ef /home/hard ] && echo same > hard',
            'echo written > /home/new && cat /home/new > new',
          ],
        },
        checks: [
          { file: 'mounts', matches: '^/dev/vd\\w / ext4 rw' },
          { file: 'owners', lines: ['1234:56 644 /home/file', '0:0 4755 /bin/busybox'] },
          { file: 'link', equals: 'kept' },
          { file: 'hard', equals: 'same' },
          { file: 'new', equals: 'written' },
        ],
      },
    },
  });
  for (const result of ran.result.tests) {
    const failed = result.checks.filter((check) => check.verdict === 'failed').map(({ name, message }) => `${name}: ${message}`);
    assert.equal(result.verdict, 'passed', [result.id, result.cause, ...failed].join('\n'));
  }
  assert.equal(ran.result.tests.length, 2);
});
