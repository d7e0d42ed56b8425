import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { killGroup, run, start, TOOL_ENV } from '../../src/base/spawn.ts';
import type { HarnessDisk, MachineSpec } from '../../src/model/plan.ts';
import { phaseArgv } from '../../src/qemu/args.ts';
import { fillArgv } from '../../src/qemu/fill.ts';
import { harnessDisk, machineOf, phaseOf } from './fixtures.ts';

/** UEFI firmware as distributions place it: code and the variables' template. */
const FIRMWARE: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  uefi: [
    ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
    ['/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_VARS.fd'],
    ['/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd'],
  ],
  'uefi-secure': [
    ['/usr/share/OVMF/OVMF_CODE_4M.secboot.fd', '/usr/share/OVMF/OVMF_VARS_4M.ms.fd'],
    ['/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd', '/usr/share/edk2/ovmf/OVMF_VARS.secboot.fd'],
  ],
  aarch64: [
    ['/usr/share/AAVMF/AAVMF_CODE.fd', '/usr/share/AAVMF/AAVMF_VARS.fd'],
    ['/usr/share/edk2/aarch64/QEMU_EFI-pflash.raw', '/usr/share/edk2/aarch64/vars-template-pflash.raw'],
  ],
};

/** A machine, and what must be true of it as QEMU tells it: object properties by path. */
interface Row {
  readonly name: string;
  readonly machine: MachineSpec;
  readonly kernel?: boolean;
  readonly readOnlyDisks?: readonly HarnessDisk['name'][];
  readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const NASTY_SERIAL = 'a,b "c" {http} d%e';
const many = Array.from({ length: 17 }, () => ({}));

const ROWS: readonly Row[] = [
  { name: 'pc with BIOS', machine: machineOf(), properties: { 'disk0-device': { serial: 'serial-0', bootindex: 1, addr: 7 * 8 } } },
  { name: 'pc with UEFI', machine: machineOf({ firmware: 'uefi' }) },
  { name: 'q35 with UEFI', machine: machineOf({ type: 'q35', firmware: 'uefi' }) },
  { name: 'q35 with Secure Boot', machine: machineOf({ type: 'q35', firmware: 'uefi-secure' }) },
  { name: 'aarch64 virt with UEFI', machine: machineOf({ arch: 'aarch64', type: 'virt', cpu: 'cortex-a57', cpus: 2, firmware: 'uefi' }) },
  {
    name: 'ppc64 pseries with SLOF',
    machine: machineOf({
      ...{ arch: 'ppc64', type: 'pseries', cpu: 'power9', cpus: 2, firmware: 'slof', memoryMiB: 256 },
      disks: [{}, { driver: 'nvme', serial: 'nvme-a' }, { driver: 'scsi-hd', wwn: '0xf9cc071e72c64cc5', paths: 2 }],
    }),
    readOnlyDisks: ['seed', 'target'],
    properties: { 'disk0-device': { serial: 'serial-0', bootindex: 1, addr: 7 * 8 }, 'output-device': { addr: 0x1e * 8 } },
  },
  {
    name: 'a kernel and all disks of the harness',
    machine: machineOf(),
    kernel: true,
    readOnlyDisks: ['seed', 'target'],
    properties: { 'seed-device': { serial: 'vmtest-seed', addr: 0x1d * 8 }, 'output-device': { addr: 0x1e * 8 } },
  },
  {
    name: 'every driver, blocks of 4096, two paths, a WWN of 64 bits',
    machine: machineOf({
      disks: [
        { serial: NASTY_SERIAL, logicalBlockSize: 4096, physicalBlockSize: 4096 },
        { driver: 'nvme', serial: 'nvme-a', logicalBlockSize: 4096, physicalBlockSize: 4096 },
        { driver: 'scsi-hd', serial: 'IPR-0_1234567890', wwn: '0xf9cc071e72c64cc5', paths: 2 },
        { driver: 'scsi-hd', format: 'qcow2', file: 'disks/disk3.qcow2', logicalBlockSize: 4096, physicalBlockSize: 4096 },
      ],
    }),
    properties: {
      'disk0-device': { serial: NASTY_SERIAL, logical_block_size: 4096 },
      'disk1-device': { serial: 'nvme-a', logical_block_size: 4096 },
      'disk2-path0': { serial: 'IPR-0_1234567890', 'share-rw': true, 'scsi-id': 0 },
      'disk2-path1': { serial: 'IPR-0_1234567890', 'share-rw': true, 'scsi-id': 2, bootindex: 4 },
      'disk3-device': { 'scsi-id': 1, physical_block_size: 4096 },
    },
  },
  {
    name: 'several NICs, one without a network',
    machine: machineOf({ networks: ['user', 'none', 'user'] }),
    properties: { nic1: { mac: '52:54:00:12:34:02', addr: 7 * 8 }, nic2: { mac: '52:54:00:12:34:03' } },
  },
  { name: 'a full bus of pc', machine: machineOf({ disks: many, networks: ['user', 'user', 'user'] }) },
  { name: 'a full bus of q35', machine: machineOf({ type: 'q35', disks: many, networks: ['user', 'user', 'user'] }) },
];

describe("command lines, by QEMU's own judgement", () => {
  let base: string;
  let topdir: string;

  before(async () => {
    base = await mkdtemp(join(tmpdir(), 'vmtest-args-'));
    // As long and as full of what splits options as a topdir may be.
    topdir = join(base, `a, comma "quotes" and 'more' 50% {http} \\ ${'x'.repeat(150)}`);
  });
  after(() => rm(base, { recursive: true, force: true }));

  for (const row of ROWS) {
    const firmware = firmwareOf(row.machine);
    const skip = firmware === undefined ? `this host has no ${row.machine.firmware} firmware for ${row.machine.arch}` : false;
    it(`starts ${row.name}`, { skip }, async () => {
      const folder = join(topdir, row.name.replaceAll(' ', '-'));
      const argv = await prepare(row, folder, firmware ?? null);
      await using qemu = await Qemu.start(argv, join(base, `${row.name}.log`));
      assert.equal(((await qemu.execute('query-status')) as { status: string }).status, 'prelaunch');
      for (const [id, properties] of Object.entries(row.properties ?? {})) {
        for (const [property, want] of Object.entries(properties)) {
          assert.deepEqual(await qemu.execute('qom-get', { path: `/machine/peripheral/${id}`, property }), want, `${id} ${property}`);
        }
      }
      for (const disk of row.machine.disks) {
        if (disk.wwn === null) continue;
        const path = `/machine/peripheral/${disk.name}-path${disk.paths - 1}`;
        const answer = await qemu.executeText('qom-get', { path, property: 'wwn' });
        assert.ok(answer.includes(String(BigInt(disk.wwn))), answer);
      }
      const console = ((await qemu.execute('query-chardev')) as { label: string; filename: string }[]).find(
        ({ label }) => label === 'console',
      );
      assert.equal(console?.filename, 'file');
      assert.equal(await qemu.quit(), 0);
      assert.equal(await readFile(join(folder, 'slug/logs/boot-console.log'), 'utf8'), '');
    });
  }
});

function firmwareOf(machine: MachineSpec): readonly [string, string] | null | undefined {
  if (!machine.firmware.startsWith('uefi')) return null;
  return FIRMWARE[machine.arch === 'aarch64' ? 'aarch64' : machine.firmware]?.find((files) => files.every((file) => existsSync(file)));
}

/** Makes the files that a row's machine opens, under `folder`, and returns its filled command line. */
async function prepare(row: Row, folder: string, firmware: readonly [string, string] | null): Promise<string[]> {
  const { machine } = row;
  for (const sub of ['disks', 'logs', 'boot']) await mkdir(join(folder, 'slug', sub), { recursive: true });
  for (const disk of machine.disks) await makeDisk(join(folder, 'slug', disk.file), disk.format);
  if (firmware !== null) await copyFile(firmware[1], join(folder, 'slug/disks/efivars.fd'));
  const disks: HarnessDisk[] = [harnessDisk(machine.type, 'output', false)];
  for (const name of row.readOnlyDisks ?? []) disks.push(harnessDisk(machine.type, name, true));
  for (const disk of disks) {
    const file = disk.file.replace('{topdir}', folder);
    await makeDisk(file, 'raw');
    if (disk.readOnly) await chmod(file, 0o444);
  }
  const kernel = row.kernel === true ? { initrd: true, commandLine: 'console=ttyS0 s={http}/', userArgs: ['a,b'] } : null;
  const image = { 'image:kernel': join(folder, 'kernel'), 'image:initrd': join(folder, 'initrd') };
  for (const file of Object.values(image)) await writeFile(file, kernelLike());
  const argv = phaseArgv(machine, phaseOf({ harnessDisks: disks, kernel }));
  return fillArgv(argv, {
    ...image,
    topdir: folder,
    http: 'http://10.0.2.2:1,2',
    'fd:qmp': '3',
    'fd:events': '4',
    'firmware:code': firmware?.[0] ?? '',
    'firmware:code-format': 'raw',
    'firmware:vars-format': 'raw',
  });
}

/** Enough of a bzImage's header for QEMU to load it: Documentation/arch/x86/boot.rst. */
function kernelLike(): Buffer {
  const image = Buffer.alloc(1 << 16);
  image.writeUInt8(1, 0x1f1); // setup_sects
  image.write('HdrS', 0x202);
  image.writeUInt16LE(0x020c, 0x206); // version of the protocol
  image.writeUInt8(1, 0x211); // loadflags: loaded high
  image.writeUInt32LE(0x37ffffff, 0x22c); // initrd_addr_max
  return image;
}

async function makeDisk(file: string, format: 'raw' | 'qcow2'): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if (format === 'raw') {
    await writeFile(file, '');
    await truncate(file, 1 << 20);
    return;
  }
  const made = await run('qemu-img', ['create', '-q', '-f', 'qcow2', file, '1M'], { env: TOOL_ENV });
  assert.equal(made.exitCode, 0, made.stderr);
}

/** A QEMU and its monitor: as much of QMP as this test needs. */
class Qemu implements AsyncDisposable {
  readonly #child: ReturnType<typeof start>;
  readonly #log: string;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  private constructor(child: ReturnType<typeof start>, log: string) {
    this.#child = child;
    this.#log = log;
    this.#reader = createInterface({ input: child.sockets[0] as Socket });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  static async start(argv: readonly string[], log: string): Promise<Qemu> {
    const file = await open(log, 'w');
    const qemu = new Qemu(start(argv[0] as string, argv.slice(1), { env: TOOL_ENV, log: file.fd, sockets: 2 }), log);
    await file.close();
    await qemu.#next();
    await qemu.execute('qmp_capabilities');
    return qemu;
  }

  async #next(): Promise<string> {
    // A QEMU that refuses its arguments ends the stream, or resets it.
    const next = await this.#lines.next().catch(() => null);
    if (next !== null && next.done !== true) return next.value;
    await this.#child.exit;
    throw new Error(`QEMU ended: ${await readFile(this.#log, 'utf8')}`);
  }

  /** The answer as text: a WWN does not fit into a number of JavaScript's. */
  async executeText(execute: string, args: unknown = {}): Promise<string> {
    this.#child.sockets[0]?.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    for (;;) {
      const line = await this.#next();
      if (line.startsWith('{"return"')) return line;
      if (line.includes('"error"')) throw new Error(line);
    }
  }

  async execute(command: string, args: unknown = {}): Promise<unknown> {
    return JSON.parse(await this.executeText(command, args)).return;
  }

  async quit(): Promise<number | undefined> {
    this.#child.sockets[0]?.write('{"execute":"quit"}\n');
    return (await this.#child.exit).exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    killGroup(this.#child.pid, 'SIGKILL');
    await this.#child.exit;
    this.#reader.close();
    for (const socket of this.#child.sockets) socket.destroy();
  }
}
