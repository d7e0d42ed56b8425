import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../src/checks/claim.ts';
import { checkFile } from '../../src/checks/file.ts';
import type { FileCheck } from '../../src/model/suite.ts';
import { find, phase, settings } from './support.ts';

const FILES = {
  'etc/os-release': 'NAME="Debian"\nID=debian\nVERSION_ID=12\n',
  'facts.json': '{"a":{"b":1,"c":[1,{"d":true,"e":0}]},"__proto__":5,"n":null}',
  'symlinks.txt': 'f\tvmlinuz\tboot/vmlinuz-6\n',
};

type Case = [Partial<FileCheck>, 'passed' | RegExp];

const CASES: readonly Case[] = [
  [{ path: 'etc/os-release', exists: true }, 'passed'],
  [{ path: './etc/os-release', exists: true }, 'passed'],
  [{ path: 'etc', exists: true }, 'passed'],
  [{ path: 'vmlinuz', exists: true }, 'passed'],
  [{ path: 'nothing' }, /^collect\/nothing is not there$/],
  [{ path: 'nothing', absent: true }, 'passed'],
  [{ path: 'etc', absent: true }, /^collect\/etc is there$/],
  [{ path: 'nothing', exists: true, not: true }, 'passed'],
  [{ path: 'etc/os-release', absent: true, not: true }, 'passed'],
  [{ path: 'etc/os-release', contains: ['ID=debian', 'VERSION'] }, 'passed'],
  [{ path: 'etc/os-release', contains: ['ID=ubuntu'] }, /^collect\/etc\/os-release lacks the text "ID=ubuntu"$/],
  [{ path: 'etc/os-release', contains: ['ubuntu'], not: true }, 'passed'],
  [
    { path: 'etc/os-release', contains: ['ubuntu', 'ID=debian'], not: true },
    /^collect\/etc\/os-release:2 has the text "ID=debian": "ID=debian"$/,
  ],
  [{ path: 'nothing', contains: ['ubuntu'], not: true }, /^collect\/nothing is not there \(3 files were collected\)$/],
  [{ path: 'etc', contains: ['x'] }, /^collect\/etc is a folder$/],
  [{ path: 'vmlinuz', contains: ['x'] }, /is a symbolic link, whose target was not collected \(collect\/symlinks\.txt\)$/],
  [{ path: 'etc/os-release', matches: ['^ID=deb.an$', 'VERSION_ID=1[0-9]'] }, 'passed'],
  [{ path: 'etc/os-release', matches: ['^debian'] }, /lacks a match of \/\^debian\/m$/],
  [{ path: 'etc/os-release', matches: ['^ID='], not: true }, /^collect\/etc\/os-release:2 has a match of/],
  [{ path: 'etc/os-release', matches: ['('] }, /is no regular expression/],
  [{ path: 'etc/os-release', lines: ['VERSION_ID=12', 'ID=debian'] }, 'passed'],
  [{ path: 'etc/os-release', lines: ['ID=deb'] }, /lacks the line "ID=deb"$/],
  [{ path: 'etc/os-release', equals: 'NAME="Debian"\nID=debian\nVERSION_ID=12' }, 'passed'],
  [{ path: 'etc/os-release', equals: 'NAME="Debian"\nID=ubuntu\n' }, /^collect\/etc\/os-release:2 is "ID=debian", not "ID=ubuntu"$/],
  [{ path: 'etc/os-release', equals: 'NAME="Debian"\nID=debian' }, /:3 is "VERSION_ID=12", not the end of the file$/],
  [{ path: 'facts.json', json: { a: { c: [1, { d: true }] } } }, 'passed'],
  [{ path: 'facts.json', json: { a: { c: [1] } } }, /^collect\/facts\.json: \$\.a\.c has 2 elements, not 1$/],
  [{ path: 'facts.json', json: { a: { c: [1, { d: 'yes' }] } } }, /\$\.a\.c\[1\]\.d is true, not "yes"$/],
  [{ path: 'facts.json', json: { a: { z: 1 } } }, /\$\.a\.z is not there$/],
  [{ path: 'facts.json', json: { toString: 1 } }, /\$\.toString is not there$/],
  [{ path: 'facts.json', json: { n: null } }, 'passed'],
  [{ path: 'etc/os-release', json: { a: 1 } }, /is no JSON/],
  [{ path: '../install/secret', exists: true }, /leads out of the collected folder$/],
  [{ path: 'etc/../../x', absent: true }, /leads out of the collected folder$/],
  [{ path: '/etc/passwd', contains: ['root'], not: true }, /leads out of the collected folder$/],
];

for (const [check, expected] of CASES) {
  test(`file ${JSON.stringify(check)}`, async () => {
    const finding = await find({ kind: 'file', ...check }, { files: FILES });
    if (expected === 'passed') assert.deepEqual([finding.message, finding.verdict], ['', 'passed']);
    else {
      assert.equal(finding.verdict, 'failed');
      assert.match(finding.message, expected);
    }
    assert.equal(finding.name, `${check.not === true ? 'not ' : ''}file ${check.path}`);
  });
}

test('an expression that would backtrack for ever over the guest’s text is given up, and said to be', async () => {
  const finding = await find({ kind: 'file', path: 'x', matches: ['^(a+)+$'], not: true }, { files: { x: `${'a'.repeat(64)}b` } });
  assert.equal(finding.verdict, 'failed');
  assert.match(finding.message, /given up after 2 s/);
});

test('several wrong expectations are all told', async () => {
  const finding = await find({ kind: 'file', path: 'x', contains: ['a', 'b'], lines: ['c'] }, { files: { x: 'b' } });
  assert.equal(finding.message, 'collect/x lacks the text "a"\ncollect/x lacks the line "c"');
});

test('what a guest wrote cannot put escapes into a message', async () => {
  const finding = await find(
    { kind: 'file', path: 'x', matches: ['red'], not: true },
    { files: { x: '\u001b[31mred\u001b]0;t\u0007\u202e' } },
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that they are not there is what is shown
  assert.doesNotMatch(finding.message, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('a file that is there and too large to be read is said to be so', () => {
  const { verdict, message } = judge(
    checkFile(settings({ kind: 'file', path: 'big', contains: ['x'] }) as FileCheck, inputWithUnreadable('big')),
    false,
  );
  assert.deepEqual([verdict, message], ['failed', 'collect/big is there, but too large to be read']);
});

function inputWithUnreadable(path: string) {
  return { phase: { ...phase('boot', {}), list: () => [path] }, at: (name: string) => `collect/${name}` };
}
