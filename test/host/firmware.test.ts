import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { findFirmware, firmwareFolders, isFirmware } from '../../src/host/firmware.ts';
import { tempFolder } from '../support/temp.ts';

interface Made {
  readonly machines?: readonly string[];
  readonly arch?: string;
  readonly features?: readonly string[];
  readonly code?: string;
  readonly mapping?: unknown;
  readonly types?: readonly string[];
}

/** Made-up descriptor folders: `NAME.json` in the folder of each key, with the firmware files that they name. */
async function descriptors(root: string, folders: Record<string, Record<string, Made | string>>): Promise<string[]> {
  const vars = join(root, 'vars.fd');
  await writeFile(vars, 'vars');
  for (const [folder, files] of Object.entries(folders)) {
    await mkdir(join(root, folder), { recursive: true });
    for (const [name, made] of Object.entries(files)) {
      if (typeof made === 'string') {
        await writeFile(join(root, folder, name), made);
        continue;
      }
      const code = made.code ?? join(root, `${folder}-${name}.fd`);
      if (made.code === undefined) await writeFile(code, 'code');
      const flash = {
        device: 'flash',
        executable: { filename: code, format: 'raw' },
        'nvram-template': { filename: vars, format: 'qcow2' },
      };
      const descriptor = {
        'interface-types': made.types ?? ['uefi'],
        mapping: made.mapping ?? flash,
        targets: [{ architecture: made.arch ?? 'x86_64', machines: made.machines ?? ['pc-i440fx-*', 'pc-q35-*'] }],
        features: made.features ?? [],
      };
      await writeFile(join(root, folder, name), JSON.stringify(descriptor));
    }
  }
  return Object.keys(folders).map((folder) => join(root, folder));
}

const PC = { arch: 'x86_64', machineType: 'pc', secureBoot: false } as const;

describe('made-up descriptors', () => {
  test('the first of all folders by file name that fits is taken', async () => {
    await using root = await tempFolder();
    const folders = await descriptors(root.path, {
      own: { '70-own.json': {} },
      etc: { '30-arm.json': { arch: 'aarch64', machines: ['virt-*'] }, '40-bios.json': { types: ['bios'] } },
      usr: { '60-plain.json': {}, 'README.txt': 'no descriptor' },
    });
    const found = await findFirmware(PC, folders, 'debian');
    assert.ok(isFirmware(found));
    assert.equal(found.descriptor, join(root.path, 'usr/60-plain.json'));
    assert.equal(found.code, join(root.path, 'usr-60-plain.json.fd'));
    assert.deepEqual([found.codeFormat, found.varsFormat, found.requiresSmm], ['raw', 'qcow2', false]);
  });

  test('a file of the same name in a more specific folder goes before, and an empty one masks', async () => {
    await using root = await tempFolder();
    const folders = await descriptors(root.path, {
      own: { '60-a.json': {}, '50-b.json': '' },
      usr: { '60-a.json': {}, '50-b.json': {} },
    });
    const found = await findFirmware(PC, folders, 'debian');
    assert.equal(isFirmware(found) && found.descriptor, join(root.path, 'own/60-a.json'));
  });

  test('Secure Boot is as it is wished: enrolled keys for on, none for off', async () => {
    await using root = await tempFolder();
    const q35 = { machines: ['pc-q35-*'] };
    const folders = await descriptors(root.path, {
      usr: {
        '30-empty.json': { ...q35, features: ['secure-boot', 'requires-smm'] },
        '40-keys.json': { ...q35, features: ['secure-boot', 'enrolled-keys', 'requires-smm'] },
        '45-able.json': { ...q35, features: ['secure-boot'] },
        '60-plain.json': {},
      },
    });
    const name = async (machineType: string, secureBoot: boolean) => {
      const found = await findFirmware({ arch: 'x86_64', machineType, secureBoot }, folders, 'debian');
      return isFirmware(found) ? `${found.descriptor.split('/').at(-1)} smm=${found.requiresSmm}` : found.code;
    };
    assert.equal(await name('q35', true), '40-keys.json smm=true');
    assert.equal(await name('pc-q35-9.2', true), '40-keys.json smm=true');
    assert.equal(await name('q35', false), '60-plain.json smm=false');
    assert.equal(await name('pc', false), '60-plain.json smm=false');
    assert.equal(await name('pc', true), 'VMTEST_FIRMWARE_MISSING');
  });

  test('one that could do Secure Boot, with no keys, will do where there is no plainer one', async () => {
    await using root = await tempFolder();
    const features = ['secure-boot'];
    const folders = await descriptors(root.path, { usr: { '50-able.json': { arch: 'aarch64', machines: ['virt-*'], features } } });
    const found = await findFirmware({ arch: 'aarch64', machineType: 'virt', secureBoot: false }, folders, 'debian');
    assert.ok(isFirmware(found));
  });

  test('what cannot be used is passed over and said: no file, no JSON, no variables, other machines', async () => {
    await using root = await tempFolder();
    const folders = await descriptors(root.path, {
      usr: {
        '10-broken.json': '{ not json',
        '20-gone.json': { code: '/nonexistent/code.fd' },
        '30-stateless.json': { mapping: { device: 'flash', mode: 'stateless', executable: { filename: '/x', format: 'raw' } } },
        '40-memory.json': { mapping: { device: 'memory', filename: '/x' } },
        '50-q35.json': { machines: ['pc-q35-*'] },
        '60-odd.json': '[]',
      },
    });
    const found = await findFirmware(PC, folders, 'debian');
    assert.ok(!isFirmware(found));
    assert.equal(found.code, 'VMTEST_FIRMWARE_MISSING');
    assert.match(found.message, /10-broken\.json is no firmware descriptor/);
    assert.match(found.message, /20-gone\.json names \/nonexistent\/code\.fd, which does not exist/);
    assert.match(found.message, /50-q35\.json is for machines pc-q35-\*/);
    assert.equal(found.hint, 'set machine.type to q35');
  });

  test('nothing at all names the package of the distribution', async () => {
    const hint = async (arch: 'x86_64' | 'aarch64', family: 'debian' | 'fedora' | 'other') => {
      const found = await findFirmware({ arch, machineType: 'virt', secureBoot: false }, ['/nonexistent/folder'], family);
      assert.ok(!isFirmware(found));
      return found.hint ?? '';
    };
    assert.match(await hint('x86_64', 'debian'), /apt-get install ovmf$/);
    assert.match(await hint('aarch64', 'debian'), /apt-get install qemu-efi-aarch64$/);
    assert.match(await hint('x86_64', 'fedora'), /dnf install edk2-ovmf$/);
    assert.match(await hint('x86_64', 'other'), /apt-get install ovmf; Fedora: dnf install edk2-ovmf/);
  });
});

test('the folders, the most specific first', () => {
  assert.deepEqual(firmwareFolders('/home/me/.config'), [
    '/home/me/.config/qemu/firmware',
    '/etc/qemu/firmware',
    '/usr/share/qemu/firmware',
  ]);
  assert.deepEqual(firmwareFolders('not/absolute'), firmwareFolders(null));
});

test('this host’s own descriptors give files that are there, or the package to install', async () => {
  for (const [arch, machineType] of [
    ['x86_64', 'pc'],
    ['x86_64', 'q35'],
    ['aarch64', 'virt'],
  ] as const) {
    const found = await findFirmware({ arch, machineType, secureBoot: false }, firmwareFolders(null), 'debian');
    if (isFirmware(found)) assert.equal(found.requiresSmm, false);
    else assert.equal(found.code, 'VMTEST_FIRMWARE_MISSING');
  }
});
