import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TOOL_ENV } from '../../src/base/spawn.ts';
import { findProgram } from '../../src/host/programs.ts';
import { CURTIN_PACKS } from '../../src/model/check.ts';
import { STANDIN, standinImage } from '../support/standin/image.ts';
import { tempFolder } from '../support/temp.ts';
import { type Ran, runTiny } from './harness.ts';

// A ppc64el system that the stand-in curtin installs, and Open Firmware boots from its PReP partition. What curtin is given is what counts:
// the stand-in itself writes a disk that has such a partition already.
const OFF = Object.fromEntries(CURTIN_PACKS.filter((name) => name !== 'reporting').map((name) => [name, 'off']));
const CONFIG = JSON.stringify({
  storage: {
    version: 1,
    config: [
      { id: 'main', type: 'disk', serial: 'system', ptable: 'msdos', wipe: 'superblock', grub_device: true },
      { id: 'root', type: 'partition', device: 'main', number: 1, size: '100M', flag: 'boot' },
    ],
  },
});
const missing = (await findProgram('qemu-system-ppc64', TOOL_ENV.PATH)) === null ? 'no qemu-system-ppc64 on this host' : false;

describe('ppc64el', { skip: missing }, () => {
  let image: Awaited<ReturnType<typeof tempFolder>>;
  let ran: Ran;

  before(async () => {
    image = await tempFolder();
    ran = await runTiny({
      arch: 'ppc64',
      files: { 'main.yaml': CONFIG, 'nothing.sh': 'true\n' },
      images: { python: { files: await standinImage(image.path, 'ppc64') } },
      settings: { curtinTree: STANDIN },
      defaults: {
        packs: OFF,
        machine: { arch: 'ppc64el', memory: '768M', disks: [{ size: '160M', serial: 'system' }] },
        timeouts: { install: '120s', boot: '120s', silence: '120s' },
      },
      tests: {
        installed: {
          image: 'python',
          // The first disk stays empty: Open Firmware goes on to the next.
          machine: {
            disks: [
              { size: '1M', serial: 'empty' },
              { size: '160M', serial: 'system' },
            ],
          },
          install: { curtin: 'main.yaml', target: 'target' },
          boot: { collect: ['uname -m > machine', 'tr -d "\\0" < /proc/device-tree/model > model', 'cat /proc/partitions > partitions'] },
          checks: [
            { file: 'machine', equals: 'ppc64le' },
            { file: 'model', contains: 'pSeries' },
            // The first partition: 8 MiB.
            { file: 'partitions', matches: '8192 vdb1' },
          ],
        },
        panic: { boot: { runcmd: ['echo c > /proc/sysrq-trigger'] } },
        empty: { image: 'python', install: { script: 'nothing.sh' } },
      },
    });
  });
  after(async () => {
    await ran?.[Symbol.asyncDispose]();
    await image?.[Symbol.asyncDispose]();
  });

  test('a ppc64el system is installed with a PReP partition, and Open Firmware boots it', async () => {
    const result = ran.of('installed');
    assert.equal(result.verdict, 'passed', result.cause);
    assert.equal(result.qemu.machineType, 'pseries');
    const given = await ran.kept('installed', 'install/configs/00-main.yaml');
    assert.match(
      given,
      /ptable: gpt[\s\S]* size: 8M,\s+flag: prep,\s+guid: 9e1a2d38-c612-4316-aa26-8b49521e5a8b,\s+wipe: zero,\s+grub_device: true/,
    );
  });

  test('a ppc64el panic is heard', () => {
    assert.equal(ran.of('panic').verdict, 'kernel-panic', ran.of('panic').cause);
  });

  test('where there is nothing to boot, Open Firmware says so', () => {
    assert.equal(ran.of('empty').verdict, 'no-bootable-device', ran.of('empty').cause);
  });
});
