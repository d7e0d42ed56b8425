import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPortal, type IscsiTarget, parsePortal, rootPath, targetCalls } from '../../src/host/iscsi-target.ts';

const TARGET: IscsiTarget = { name: 'iqn.2020-01.test.vmtest:a', file: '/top/disks/iscsi0.img', account: null, inAccount: null };
const PORTAL = { address: '192.0.2.2', port: 3260 };
const account = { user: 'user', password: 'passw0rd' };
const inAccount = { user: 'iuser', password: 'ipassw0rd' };

test('a target is named as the original names it, with its four kinds of accounts', () => {
  const rest = '192.0.2.2::3260:1:iqn.2020-01.test.vmtest:a';
  const cases = [
    [{}, rest],
    [{ account }, `user:passw0rd@${rest}`],
    [{ account, inAccount }, `user:passw0rd:iuser:ipassw0rd@${rest}`],
    [{ inAccount }, `::iuser:ipassw0rd@${rest}`],
  ] as const;
  for (const [accounts, text] of cases) assert.equal(rootPath(PORTAL, { ...TARGET, ...accounts }), text);
});

test('a portal is an address and a port', () => {
  for (const text of ['192.0.2.2:3260', '[2001:db8::1]:3260', 'host.example:1']) assert.equal(formatPortal(parsePortal(text)), text);
  assert.deepEqual(parsePortal('[2001:db8::1]:3260'), { address: '[2001:db8::1]', port: 3260 });
});

test('a target is made with its disk, who may log in, and its accounts', () => {
  const { make, rest } = targetCalls({ ...TARGET, account, inAccount }, 7, 'ALL');
  assert.equal(make.join(' '), '--mode target --op new --tid 7 --targetname iqn.2020-01.test.vmtest:a');
  assert.deepEqual(
    rest.map((call) => call.join(' ')),
    [
      '--mode logicalunit --op new --tid 7 --lun 1 --backing-store /top/disks/iscsi0.img --device-type disk',
      '--mode target --op bind --tid 7 --initiator-address ALL',
      '--mode account --op bind --tid 7 --user user',
      '--mode account --op bind --tid 7 --user iuser --outgoing',
    ],
  );
});
