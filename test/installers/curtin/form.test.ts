import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeCurtin } from '../../../src/installers/curtin/describe.ts';

const DISK = '{id: a, type: disk, serial: disk-a}';
const storage = (...entries: readonly string[]) => `storage: {version: 1, config: [${entries.join(', ')}]}`;
const network = (entry: string) => `network: {version: 1, config: [${entry}]}`;
const said = (text: string) => describeCurtin(text, '/c.yaml').problems.map(({ severity, message }) => `${severity}: ${message}`);

/** Each with what curtin does: it was tried with its own `yaml.safe_load`, `meta_custom` and `network_state`. */
const WRONG: readonly (readonly [text: string, problem: string])[] = [
  ['', 'error: the configuration is empty'],
  ['# nothing', 'error: the configuration is empty'],
  ['storage: hello', 'error: `storage` is no mapping'],
  ['storage: {version: 1, config: {a: b}}', 'error: `storage.config` is no list'],
  ['storage: {version: 1, config: [hello]}', 'error: entry 1 of storage.config is no mapping'],
  [storage(DISK, '{type: disk, serial: x}'), 'error: entry 2 of storage.config has no `id`, without which curtin reads none of them'],
  [
    storage(DISK, '{id: a, type: disk, serial: b}'),
    'warning: another entry of storage.config has the id `a`, and curtin takes the last alone',
  ],
  [
    storage(DISK, '{id: p, type: partition, device: a, number: 1, size: 1G}', '{id: q, type: partition, device: a, number: 1, size: 1G}'),
    'error: the partitions p and q of a have the number 1',
  ],
  ...['abc%', '%', '100%%', '0', '200%'].map(
    (size) =>
      [
        storage(DISK, `{id: p, type: partition, device: a, size: "${size}"}`),
        `error: size \`${size}\` of p is no size that curtin reads`,
      ] as const,
  ),
  [
    storage('{id: a, type: disk, wwn: 0x5000c50015ea71aa}'),
    'warning: wwn `0x5000c50015ea71aa` is a number to curtin, as it stands without quotes, and no device has that',
  ],
  [
    storage('{id: a, type: disk, serial: 0123}'),
    'warning: serial `0123` is a number to curtin, as it stands without quotes, and no device has that',
  ],
  [
    network('{type: physical, name: e, mac_address: 52:54:00:12:34:00}'),
    'warning: mac_address `52:54:00:12:34:00` is a number to curtin, as it stands without quotes, and no device has that',
  ],
  ['network: hello', 'error: `network` is no mapping'],
  ['network: {config: []}', 'warning: the network configuration has no version, and curtin does not read it'],
  [network('{type: wormhole, name: w}'), 'warning: `wormhole` of w is no type that curtin knows'],
  ['a: 1\n---\nb: 2\n', 'error: the file has more than one YAML document'],
  ['a: !foo bar\n', 'error: curtin knows no tag `!foo`'],
  ['a: !!python/object/apply:os.system [x]\n', 'error: curtin knows no tag `tag:yaml.org,2002:python/object/apply:os.system`'],
  ['a: "\u0001"', 'error: the configuration has the character U+0001, which PyYAML refuses'],
];

const RIGHT: readonly string[] = [
  storage(DISK, '{id: p, type: partition, device: a, number: 1, size: 50%}', '{id: q, type: partition, device: a, number: 2, size: -1}'),
  storage(DISK, '{id: p, type: partition, device: a, size: 0, preserve: true}'),
  // PyYAML leaves these texts.
  ...['"0x5000c50015ea71aa"', '5000c50015ea71aa', '0X1520', '0089', '1e3'].map((serial) =>
    storage(`{id: a, type: disk, serial: ${serial}}`),
  ),
  network('{type: physical, name: e, mac_address: d4:be:d9:a8:49:13}'),
  network('{type: nameserver, address: 10.0.2.3}, {type: route, destination: 10.0.0.0/8}'),
  'network: {config: disabled}',
  'a: !!str 1\nb: !!binary aGk=\n',
];

describe('the form of a curtin configuration', () => {
  for (const [text, problem] of WRONG) it(`${text}`, () => assert.deepEqual(said(text), [problem]));
  for (const text of RIGHT) it(`right: ${text}`, () => assert.deepEqual(said(text), []));

  it('names the mend of what stands without quotes', () => {
    const [problem] = describeCurtin(storage('{id: a, type: disk, wwn: 0x39cc}'), '/c.yaml').problems;
    assert.equal(problem?.hint, "write '0x39cc'");
    assert.equal(problem.place?.column, 57);
  });

  it('has one MAC address twice where only the case differs, and tells it once', () => {
    const { macs, problems } = describeCurtin(
      network('{type: physical, name: a, mac_address: "52:54:00:AB:34:00"}, {type: physical, name: b, mac_address: "52:54:00:ab:34:00"}'),
      '/c.yaml',
    );
    assert.deepEqual([macs.length, problems.length], [1, 1]);
  });
});
