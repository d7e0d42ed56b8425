import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { rewriteConfig } from '../../../src/installers/curtin/rewrite.ts';

/** What PyYAML makes of a text, as far as YAML 1.1 says; numbers keep all their digits. */
const read = (text: string) => parse(text, { schema: 'yaml-1.1', merge: true, uniqueKeys: false, intAsBigInt: true });
const added = (text: string) => rewriteConfig(text, '/c.yaml', (value) => ({ ...(value as object), added: { grub_device: true } }));

const CONFIG = `truth: true
text: "true"
none:
empty: ""
wwn: 0x39cc071e72c64cc4
octal: '0755'
number: 010
base: &base {size: 10, flag: boot}
merged:
  <<: *base
  size: 11
again: [*base, *base]
script: |
  #!/bin/sh
  echo "a: b" # no comment
folded: >
  one
  line
"yes": 1
1: one
list: "[1, 2"
date: 2015-01-01
quoted_date: "2015-01-01"
mac: "52:54:00:12:34:00"
time: 12:30:00
twice: 1
twice: 2
`;

test('everything but what is changed stays what PyYAML reads: truths, numbers, nothing, and texts that look like them', () => {
  const { added: own, ...rest } = read(added(CONFIG));
  assert.deepEqual(own, { grub_device: true });
  assert.deepEqual(rest, read(CONFIG));
});

test('digits are not lost, and a script can still be read', () => {
  const text = added(CONFIG);
  assert.match(text, /^wwn: 0x39cc071e72c64cc4$/m);
  assert.match(text, /^script: \|\n {2}#!\/bin\/sh\n/m);
});

test('what is written in braces stays so', () => {
  const text = added('{"storage": {"version": 1, "text": "1"}}');
  assert.deepEqual(read(text), { storage: { version: 1n, text: '1' }, added: { grub_device: true } });
  assert.match(text, /^\{ /);
});

test('a text that nothing is changed in, or that cannot be read, is returned as it is', () => {
  assert.equal(
    rewriteConfig(CONFIG, '/c.yaml', (value) => value),
    CONFIG,
  );
  for (const text of ['a: [', 'a: *nothing', 'a: &a [*a]', ''])
    assert.equal(
      rewriteConfig(text, '/c.yaml', (value) => value),
      text,
    );
  const never = () => assert.fail('it is not read');
  assert.equal(rewriteConfig('a: [', '/c.yaml', never), 'a: [');
});
