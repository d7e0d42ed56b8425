import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplayRecord } from '../../../src/engine/replay/record.ts';

/** What a run writes of a machine with one disk that was installed and then booted. */
export function replayRecord(changes: Partial<ReplayRecord> = {}): ReplayRecord {
  const address = (addr: string) => ({ bus: 'pci.0', addr });
  const files = { kernel: { bytes: 6, path: '/nowhere/kernel' } };
  return {
    version: 1,
    id: 'basic[firmware=bios]',
    tool: { vmtest: '0.1.0', node: '24.21.0' },
    qemu: { program: '/usr/bin/qemu-system-x86_64', version: '7.2.22' },
    machine: {
      arch: 'x86_64',
      type: 'pc-i440fx-7.2',
      cpu: 'qemu64',
      accel: 'tcg',
      firmware: null,
      spec: {
        arch: 'x86_64',
        type: 'pc',
        cpu: 'qemu64',
        accel: 'tcg',
        cpus: 1,
        memoryMiB: 256,
        firmware: 'bios',
        disks: [
          {
            name: 'disk0',
            sizeBytes: 1 << 20,
            driver: 'virtio-blk',
            serial: 'system',
            wwn: null,
            logicalBlockSize: 512,
            physicalBlockSize: 512,
            paths: 1,
            format: 'qcow2',
            from: null,
            file: 'disks/disk0.qcow2',
            addresses: [address('07')],
          },
        ],
        nics: [{ mac: '52:54:00:12:34:01', network: 'user', address: address('06') }],
        qemuArgs: [],
      },
    },
    image: { name: 'tiny', version: null, digests: { kernel: 'a'.repeat(64) }, files },
    target: { name: 'target', version: null, digests: { 'root-tar': 'b'.repeat(64) } },
    disksTar: null,
    phases: [
      {
        name: 'install',
        script: 'logs/qemu-install.sh',
        argv: ['qemu-system-x86_64', '-S'],
        spec: {
          kind: 'install',
          prefix: 'install',
          inputs: 'install',
          kernel: { initrd: false, append: 'console=ttyS0 ds=nocloud-net;s={http}/install/' },
          smbios: [],
          harnessDisks: [
            { name: 'target', role: 'root-tar', address: address('1b') },
            { name: 'output', address: address('1e') },
          ],
          reboots: 0,
          served: { url: `http://10.0.2.2:41234/${'0'.repeat(32)}`, files: [{ path: 'install/user-data', image: null }] },
        },
      },
      {
        name: 'boot',
        script: 'logs/qemu-boot.sh',
        argv: ['qemu-system-x86_64', '-S'],
        spec: {
          kind: 'boot',
          prefix: 'boot',
          inputs: 'boot',
          kernel: null,
          smbios: ['type=11,value=a,,b'],
          harnessDisks: [
            { name: 'seed', address: address('1d') },
            { name: 'output', address: address('1e') },
          ],
          reboots: 0,
          served: null,
        },
      },
    ],
    ...changes,
  };
}

/** A test's folder as a run leaves it, without anything that boots. */
export async function keptFolder(folder: string, record: unknown = replayRecord(), result?: unknown): Promise<void> {
  for (const part of ['boot', 'disks', 'install', 'logs']) await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'replay.json'), JSON.stringify(record));
  if (result !== undefined) await writeFile(join(folder, 'result.json'), JSON.stringify(result));
}
