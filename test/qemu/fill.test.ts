import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VmtestError } from '../../src/model/errors.ts';
import { fillArgv, holesOf, jsonOption, literal } from '../../src/qemu/fill.ts';

const NASTY = 'a,b c"d\\e%f\'g{topdir}$h';

describe('fillArgv', () => {
  it('writes JSON text into JSON', () => {
    const argv = ['-blockdev', jsonOption({ driver: 'raw', file: { filename: '{topdir}/x' } })];
    const [, filled] = fillArgv(argv, { topdir: NASTY });
    assert.equal(JSON.parse(filled as string).file.filename, `${NASTY}/x`);
  });

  it('doubles commas in comma-separated options and leaves others as they are', () => {
    const argv = [
      '-chardev',
      'file,id=c,path={topdir}',
      '-kernel',
      '{topdir}',
      '-append',
      'a={topdir}',
      '-smbios',
      'type=1,serial={topdir}',
    ];
    const holes = { topdir: 'a,b' };
    assert.deepEqual(fillArgv(argv, holes), [
      ...['-chardev', 'file,id=c,path=a,,b', '-kernel', 'a,b', '-append', 'a=a,b', '-smbios', 'type=1,serial=a,,b'],
    ]);
  });

  it('does not fill what a value brings in', () => {
    assert.deepEqual(fillArgv(['-kernel', '{topdir}'], { topdir: '{http}', http: 'no' }), ['-kernel', '{http}']);
  });

  it('keeps braces of the user as text', () => {
    const argv = ['-append', literal('x={topdir} {{y}} {brace}'), '-device', jsonOption({ serial: literal('{"topdir"}{http}') })];
    const [, append, , device] = fillArgv(argv, {});
    assert.equal(append, 'x={topdir} {{y}} {brace}');
    assert.equal(JSON.parse(device as string).serial, '{"topdir"}{http}');
    assert.deepEqual(holesOf(argv), []);
  });

  it('throws for a hole that nothing fills, naming it and the argument', () => {
    assert.throws(
      () => fillArgv(['-kernel', '{image:kernel}'], { topdir: '/t' }),
      (error: unknown) => error instanceof VmtestError && error.code === 'VMTEST_INTERNAL' && error.message.includes('{image:kernel}'),
    );
    assert.throws(() => fillArgv(['-kernel', '{constructor}'], {}), VmtestError);
  });

  it('names the holes, each once', () => {
    assert.deepEqual(holesOf(['{a}', '{fd:qmp} {a}', '{"a":{"b":1}}', '{image:root-tar}']), ['a', 'fd:qmp', 'image:root-tar']);
  });
});

describe('jsonOption', () => {
  it('writes a WWN as a whole number of 64 bits and leaves out what is undefined', () => {
    const wwn = 0x39cc071e72c64cc4n;
    assert.equal(jsonOption({ id: 'a,b', bootindex: undefined, on: true }, ['wwn', wwn]), `{"id":"a,b","on":true,"wwn":${wwn}}`);
  });
});
