import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestType, typesOf } from '../../../src/engine/replay/machine-types.ts';

const HELP = `Supported machines are:
microvm              microvm (i386)
pc                   Standard PC (i440FX + PIIX, 1996) (alias of pc-i440fx-7.2)
pc-i440fx-7.2        Standard PC (i440FX + PIIX, 1996) (default)
pc-i440fx-7.1        Standard PC (i440FX + PIIX, 1996)
pc-i440fx-2.12       Standard PC (i440FX + PIIX, 1996) (deprecated)
q35                  Standard PC (Q35 + ICH9, 2009) (alias of pc-q35-7.2)
pc-q35-7.2           Standard PC (Q35 + ICH9, 2009)
none                 empty machine
`;

test('the machine type of another QEMU: itself, the newest that is no newer, the oldest, the alias', () => {
  const types = typesOf(HELP);
  assert.equal(types.length, 8);
  const nearest = (type: string) => nearestType(type, types);
  assert.equal(nearest('pc-i440fx-7.1'), 'pc-i440fx-7.1');
  assert.equal(nearest('pc-i440fx-10.0'), 'pc-i440fx-7.2');
  assert.equal(nearest('pc-i440fx-7.1.5'), 'pc-i440fx-7.1');
  assert.equal(nearest('pc-i440fx-2.5'), 'pc-i440fx-2.12');
  assert.equal(nearest('pc-i440fx-noble'), 'pc');
  assert.equal(nearest('pc-q35-jammy-v2'), 'q35');
  assert.equal(nearest('q35'), 'q35');
  assert.equal(nearest('virt-9.0'), null);
});
