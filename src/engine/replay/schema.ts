import * as z from 'zod/mini';
import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { holesOf } from '../../qemu/fill.ts';
import type { ReplayRecord } from './record.ts';

/*
 * `replay.json` as it may be: it comes from an artifact, and may have been written by anybody. QEMU's command line is made anew from these
 * values and from nothing else, so each is of a kind that can name no program and no file of the host.
 */

const word = (pattern: RegExp) => z.string().check(z.regex(pattern));
const natural = (most: number) => z.number().check(z.int(), z.gte(0), z.lte(most));
const text = z.string().check(z.maxLength(64 << 10));
/** The guest's own text, which QEMU hands on: holes but that of our server's address are refused. */
const guestText = text.check(z.refine((value) => holesOf([value]).every((hole) => hole === 'http')));
/** A relative path, no part of which leads upwards. */
const inside = text.check(
  z.refine((path) => !path.includes('\0') && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..')),
);
const id = word(/^[a-z][a-z0-9]{0,31}$/);
const sha256 = word(/^[0-9a-f]{64}$/);
const bytes = natural(2 ** 50);

const address = z.object({ bus: word(/^[a-z][a-z0-9-]{0,31}\.\d{1,3}$/), addr: word(/^[0-9a-f]{1,3}$/) });

const disk = z.object({
  name: id,
  sizeBytes: bytes,
  driver: z.enum(['virtio-blk', 'scsi-hd', 'nvme']),
  serial: text.check(z.maxLength(64)),
  wwn: z.nullable(word(/^0x[0-9a-fA-F]{1,16}$/)),
  logicalBlockSize: natural(2 ** 20),
  physicalBlockSize: natural(2 ** 20),
  paths: natural(64),
  format: z.enum(['qcow2', 'raw']),
  from: z.nullable(text),
  file: word(/^disks\/[A-Za-z0-9-]+\.[a-z0-9]+$/),
  addresses: z.array(address).check(z.maxLength(64)),
});

const machine = z.object({
  arch: z.enum(['x86_64', 'aarch64', 'ppc64']),
  type: word(/^[A-Za-z0-9._-]{1,64}$/),
  cpu: word(/^[A-Za-z0-9_.,=+ -]{1,512}$/),
  accel: z.enum(['kvm', 'tcg']),
  cpus: natural(512).check(z.gte(1)),
  memoryMiB: natural(2 ** 24).check(z.gte(1)),
  firmware: z.enum(['bios', 'uefi', 'uefi-secure', 'slof']),
  disks: z.array(disk).check(z.maxLength(256)),
  iscsi: z.optional(z.array(z.looseObject({ name: id }))),
  nics: z
    .array(z.object({ mac: word(/^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}$/), network: text.check(z.maxLength(64)), address }))
    .check(z.maxLength(32)),
  qemuArgs: z.array(text).check(z.maxLength(1000)),
});

const file = z.object({ bytes, path: text });
const image = z.object({
  name: z.nullable(text),
  version: z.nullable(text),
  digests: z.record(z.string(), z.string()),
  files: z.optional(z.record(z.string(), file)),
});

/** The two that vmtest writes: other types of SMBIOS, and `path=` and `file=`, read files of the host. */
const smbios = guestText.check(z.regex(/^type=(?:1,serial|11,value)=(?:[^,]|,,)*$/s));

const phase = z.object({
  kind: z.enum(['install', 'boot']),
  prefix: word(/^[A-Za-z0-9_.-]{1,128}$/),
  inputs: inside,
  kernel: z.nullable(z.object({ initrd: z.boolean(), append: guestText })),
  smbios: z.array(smbios).check(z.maxLength(64)),
  harnessDisks: z
    .array(z.object({ name: z.enum(['seed', 'output', 'root', 'target']), address, role: z.optional(word(/^[a-z-]{1,32}$/)) }))
    .check(z.maxLength(8)),
  reboots: natural(1000),
  served: z.nullable(
    z.object({
      url: word(/^http:\/\/[0-9.]{7,15}:[1-9]\d{3,4}\/[0-9a-f]{32}$/),
      files: z.array(z.object({ path: inside, image: z.nullable(z.object({ sha256, bytes, path: text })) })).check(z.maxLength(100_000)),
    }),
  ),
});

const record = z.object({
  version: z.literal(1),
  id: text,
  tool: z.object({ vmtest: text, node: text }),
  qemu: z.object({ program: text, version: z.nullable(text) }),
  machine: z.object({
    arch: text,
    type: word(/^[A-Za-z0-9._-]{1,64}$/),
    cpu: text,
    accel: z.enum(['kvm', 'tcg']),
    firmware: z.nullable(z.object({ path: text, sha256: text })),
    spec: z.optional(machine),
  }),
  image,
  target: z.nullable(image),
  disksTar: z.nullable(z.literal('disks/disks.tar')),
  phases: z.array(z.object({ name: text, script: text, argv: z.array(text), spec: z.optional(phase) })).check(z.maxLength(1000)),
});

/** Reads `replay.json`. Throws VMTEST_REPLAY_REFUSED, with each value that is not as vmtest writes it. */
export function parseReplay(json: string, path: string): ReplayRecord {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refused(`${path} is no JSON`);
  }
  const read = record.safeParse(value);
  if (read.success) return read.data as unknown as ReplayRecord;
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1) {
    throw new VmtestError('VMTEST_REPLAY_NOT_FOUND', `${path} was written by a newer vmtest (version ${version})`, {
      hint: 'use that release',
    });
  }
  const wrong = read.error.issues.slice(0, 5).map(({ path: keys }) => `${keys.join('.') || 'it'} is ${valueAt(value, keys)}`);
  throw refused(`${path} is not as vmtest writes it: ${wrong.join('; ')}`);
}

function refused(message: string): VmtestError {
  return new VmtestError('VMTEST_REPLAY_REFUSED', message, {
    hint: 'nothing was started: somebody else wrote this file, or it is damaged',
  });
}

function valueAt(value: unknown, keys: readonly PropertyKey[]): string {
  let at = value;
  for (const key of keys) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return shorten(plainLine(JSON.stringify(at) ?? 'absent'), 120);
}
