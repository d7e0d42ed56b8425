import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReplay } from '../../../src/engine/replay/schema.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { replayRecord } from './support.ts';

const parse = (value: unknown) => parseReplay(JSON.stringify(value), 'replay.json');

/** The record with one value changed, by its path. */
function changed(path: string, value: unknown): unknown {
  const record = structuredClone(replayRecord()) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() as string;
  let at: Record<string, unknown> = record;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return record;
}

test('what a run writes is read, and what it has beside that is left out', () => {
  assert.deepEqual(parse(replayRecord()), replayRecord());
  assert.deepEqual(parse({ ...replayRecord(), program: '/bin/sh' }), replayRecord());
});

test('a value that could name a program, a device or a file of the host refuses the whole', () => {
  const boot = 'phases.1.spec';
  const install = 'phases.0.spec';
  const disk = 'machine.spec.disks.0';
  const hostile: readonly (readonly [string, unknown])[] = [
    ['machine.type', 'pc,firmware=/etc/shadow'],
    ['machine.spec.cpu', 'qemu64 -chardev file,path=/etc/x\n'],
    ['machine.spec.arch', '../../bin/sh'],
    ['machine.spec.accel', 'tcg,x=/etc/shadow'],
    ['machine.spec.memoryMiB', '1,mem-path=/etc'],
    [`${disk}.name`, 'disk0","filename":"/etc/shadow'],
    [`${disk}.file`, '/etc/shadow'],
    [`${disk}.file`, 'disks/../../../etc/shadow'],
    [`${disk}.format`, 'vvfat'],
    [`${disk}.driver`, 'vfio-pci'],
    [`${disk}.wwn`, '1}'],
    [`${disk}.addresses.0.bus`, 'pci.0,host=01:00.0'],
    ['machine.spec.nics.0.mac', '52:54:00:12:34:01,romfile=/etc/shadow'],
    [`${boot}.prefix`, '../../etc/cron.d/x'],
    [`${boot}.inputs`, '/etc'],
    [`${boot}.inputs`, 'boot/../../x'],
    [`${boot}.smbios`, ['file=/etc/shadow']],
    [`${boot}.smbios`, ['type=11,path=/etc/shadow']],
    [`${boot}.smbios`, ['type=11,value=x,path=/etc/shadow']],
    [`${boot}.smbios`, ['type=11,value={topdir}']],
    [`${boot}.harnessDisks.0.name`, 'shadow'],
    [`${install}.kernel.append`, 'x={image:kernel}'],
    [`${install}.harnessDisks.0.role`, '../root'],
    [`${install}.served.url`, 'http://10.0.2.2:22/x'],
    [`${install}.served.url`, `file:///etc/shadow#${'0'.repeat(32)}`],
    [`${install}.served.files.0.path`, '../../../../etc/shadow'],
    [`${install}.served.files.0.image`, { sha256: 'none', bytes: 1, path: '/etc/shadow' }],
    ['disksTar', '../x.tar'],
    ['version', 0],
  ];
  for (const [path, value] of hostile) {
    const wrong = (error: unknown) =>
      error instanceof VmtestError && error.code === 'VMTEST_REPLAY_REFUSED' && error.message.includes(path.split('.').at(-1) as string);
    assert.throws(() => parse(changed(path, value)), wrong, `${path} = ${JSON.stringify(value)}`);
  }
});

test('no JSON, nothing, and what a newer vmtest wrote', () => {
  assert.throws(() => parseReplay('{', 'x'), { code: 'VMTEST_REPLAY_REFUSED', message: 'x is no JSON' });
  for (const value of [null, [], 'x', {}]) assert.throws(() => parse(value), { code: 'VMTEST_REPLAY_REFUSED' });
  assert.throws(() => parse({ version: 2 }), { code: 'VMTEST_REPLAY_NOT_FOUND', message: /newer vmtest \(version 2\)/ });
});

test('what is refused is told without its escapes', () => {
  const escapes = changed('machine.type', '\u001b]0;x\u0007\u009b31m\n::error::x');
  assert.throws(
    () => parse(escapes),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is shown
    (error: unknown) => error instanceof VmtestError && !/[\u0000-\u001f\u0080-\u009f]/.test(error.message),
  );
});
