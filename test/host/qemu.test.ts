import assert from 'node:assert/strict';
import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { findProgram } from '../../src/host/programs.ts';
import { atLeast, findQemu, findQemuImg, isQemu, parseVersion } from '../../src/host/qemu.ts';
import { tempFolder } from '../support/temp.ts';

/** A stand-in that prints one line, and leaves a line in `NAME.calls` each time. */
async function standIn(file: string, says: string, status = 0): Promise<void> {
  await writeFile(file, `#!/bin/sh\necho called >> "$0.calls"\necho '${says}'\nexit ${status}\n`);
  await chmod(file, 0o755);
}

async function calls(file: string): Promise<number> {
  return (await readFile(`${file}.calls`, 'utf8').catch(() => '')).split('\n').length - 1;
}

describe('finding programs', () => {
  test('takes the first executable file of a PATH, and no relative folder', async () => {
    await using root = await tempFolder();
    const [a, b] = [join(root.path, 'a'), join(root.path, 'b with a space')];
    await mkdir(join(a, 'tool'), { recursive: true });
    await mkdir(b);
    await standIn(join(b, 'tool'), '');
    await writeFile(join(a, 'other'), 'not executable');
    await standIn(join(b, 'other'), '');
    assert.equal(await findProgram('tool', `${a}:${b}`), join(b, 'tool'));
    assert.equal(await findProgram('other', `${a}:${b}`), join(b, 'other'));
    assert.equal(await findProgram('package.json', `:.:src:${a}`), null);
    assert.equal(await findProgram('sh', ''), null);
  });
});

describe('QEMU', () => {
  test('its version is read once, and again when the program changes', async () => {
    await using root = await tempFolder();
    const binary = join(root.path, 'qemu-system-x86_64');
    await standIn(binary, 'QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)');
    const search = { path: root.path, cacheFolder: join(root.path, 'cache'), family: 'debian' } as const;
    for (let i = 0; i < 3; i++) assert.deepEqual(await findQemu('x86_64', search), { binary, version: '7.2.22' });
    assert.equal(await calls(binary), 1);
    await appendFile(binary, '# another build\n');
    await findQemu('x86_64', search);
    assert.equal(await calls(binary), 2);
    await findQemu('x86_64', { ...search, cacheFolder: null });
    assert.equal(await calls(binary), 3);
  });

  test('a missing, an old and a broken one are told apart, each with a mend', async () => {
    await using root = await tempFolder();
    const search = { path: root.path, cacheFolder: join(root.path, 'cache'), family: 'debian' } as const;
    const problem = async () => {
      const found = await findQemu('aarch64', search);
      assert.ok(!isQemu(found));
      assert.equal(found.code, 'VMTEST_QEMU_MISSING');
      assert.ok(found.hint);
      return `${found.message} | ${found.hint}`;
    };
    assert.match(await problem(), /^qemu-system-aarch64 was not found in PATH \(.*\) \| as root: apt-get install qemu-system-arm$/);
    const binary = join(root.path, 'qemu-system-aarch64');
    await standIn(binary, 'QEMU emulator version 6.1.0');
    assert.match(await problem(), /is version 6\.1\.0, and 6\.2 or newer is needed/);
    await standIn(binary, 'error while loading shared libraries', 127);
    assert.match(await problem(), /does not tell its version: error while loading shared libraries/);
    await standIn(binary, '', 1);
    assert.match(await problem(), /does not tell its version: it ended with status 1 and said nothing/);
  });

  test('qemu-img is found in the same way', async () => {
    await using root = await tempFolder();
    const search = { path: root.path, cacheFolder: null, family: 'fedora' } as const;
    const missing = await findQemuImg(search);
    assert.equal(isQemu(missing) ? '' : missing.hint, 'as root: dnf install qemu-img');
    await standIn(join(root.path, 'qemu-img'), 'qemu-img version 10.1.0');
    assert.deepEqual(await findQemuImg(search), { binary: join(root.path, 'qemu-img'), version: '10.1.0' });
  });

  test('versions are read and compared by number', () => {
    assert.equal(parseVersion('QEMU emulator version 9.0.50 (v9.0.0-1-gabc)\nCopyright'), '9.0.50');
    assert.equal(parseVersion('something else'), undefined);
    const order: [string, string, boolean][] = [
      ['6.2.0', '6.2', true],
      ['6.2', '6.2', true],
      ['6.1.99', '6.2', false],
      ['10.0', '6.2', true],
      ['7', '6.2', true],
      ['6', '6.2', false],
    ];
    for (const [version, oldest, enough] of order) assert.equal(atLeast(version, oldest), enough, `${version} ${oldest}`);
  });
});
