import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { collectedEvidence } from '../../src/engine/evidence.ts';
import { collectNotes, stepFindings } from '../../src/engine/steps.ts';
import { tempFolder } from '../support/temp.ts';

test('a check reads files of the collected folder, and nothing outside it', async () => {
  await using folder = await tempFolder();
  const collect = join(folder.path, 'collect');
  await mkdir(join(collect, 'deep'), { recursive: true });
  await writeFile(join(collect, 'deep/file'), 'text');
  await writeFile(join(folder.path, 'secret'), 'secret');
  await symlink(join(folder.path, 'secret'), join(collect, 'link'));
  const evidence = collectedEvidence('boot', collect, '', 'logs/boot-console.log', null);
  assert.equal(evidence.read('deep/file'), 'text');
  for (const path of ['link', '../secret', '/etc/passwd', 'deep', 'absent', '', '.']) assert.equal(evidence.read(path), null, path);
  assert.deepEqual(evidence.list(), ['deep/file']);
  assert.deepEqual(collectedEvidence('boot', join(folder.path, 'absent'), '', '', null).list(), []);
});

const STEPS = {
  phase: 'boot',
  consoleFile: 'logs/boot-console.log',
  console: `ready
vmtest: step 2 "runcmd 2"
line one
oops
vmtest: step 2 "runcmd 2" failed with status 3
vmtest: step 3 "runcmd 3" was not run: a step before it failed
vmtest: step 4 "collect 1"
sh: nope: not found
vmtest: step 4 "collect 1" failed with status 127
`,
};

test('a command that failed in the guest is a finding, and those after it did not run', () => {
  const steps = [
    { name: 'runcmd 1', status: 0 },
    { name: 'runcmd 2', status: 3 },
    { name: 'runcmd 3', status: -1 },
    { name: 'collect 1', status: 1 },
  ];
  const record = { version: 1 as const, phase: 'boot', bootId: '', steps, members: [] };
  assert.deepEqual(
    stepFindings([{ ...STEPS, record }]).map(({ name, message }) => [name, message]),
    [
      ['boot runcmd 2', 'ended with status 3 in the guest\nlogs/boot-console.log:3\n  line one\n  oops'],
      ['boot runcmd 3', 'did not run, because one before it failed'],
    ],
  );
});

test('a collecting command that failed is told', () => {
  const record = {
    version: 1 as const,
    phase: 'boot',
    bootId: '',
    steps: [
      { name: 'collect 1', status: 127 },
      { name: 'check fstab', status: 1 },
    ],
    members: [],
  };
  assert.deepEqual(collectNotes([{ ...STEPS, record }]), [
    'boot collect 1 ended with status 127 in the guest: logs/boot-console.log:8: sh: nope: not found',
  ]);
});
