import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRecord } from '../../src/evidence/record.ts';
import { phaseScript } from '../../src/guest/script.ts';
import { seedFiles } from '../../src/guest/seed.ts';
import { COMPLETE_FILE, EVENTS_PORT, OUTPUT_DISK_BYTES, SERIALS } from '../../src/model/files.ts';
import { codeBlocks, codeSpans, prose } from './documents.ts';

const PAGE = 'docs/guest-contract.md';
const spans = codeSpans(PAGE);
const phase = { name: 'install', kind: 'install', steps: [], environment: {}, end: 'poweroff', cloudConfig: null } as const;
const script = phaseScript(phase, { files: ['a'], seed: 'http', target: true, http: 'http://10.0.2.2:1/x' });

test('the page names disks, port, record and the size of the output disk', () => {
  for (const name of [...Object.values(SERIALS), COMPLETE_FILE, EVENTS_PORT]) assert.ok(spans.has(name), name);
  assert.ok(prose(PAGE).includes(`raw, ${OUTPUT_DISK_BYTES / 2 ** 30} GiB, sparse`));
});

test('the page names every file of a seed', () => {
  for (const name of Object.keys(seedFiles(phase, script, { testId: 't', random: 'r' }))) assert.ok(spans.has(name), name);
});

test('the page names every variable that the script sets, and every event that it writes', () => {
  const variables = [...script.matchAll(/^export (VMTEST_\w+)=/gm)].map((match) => match[1] as string);
  assert.ok(variables.length >= 5);
  for (const name of variables) assert.ok(spans.has(name), name);
  const events = [...script.matchAll(/\\?"type\\?":\\?"([a-z-]+)\\?"/g)].map((match) => match[1] as string);
  assert.ok(events.length >= 5);
  for (const name of events) assert.ok(spans.has(name), name);
});

test('the record that the page shows is one that the host takes', () => {
  const [record] = codeBlocks(PAGE).filter(({ kind }) => kind === 'json record');
  const parsed = parseRecord(record?.text ?? '');
  assert.ok('record' in parsed, 'error' in parsed ? parsed.error : '');
  assert.equal(parsed.record.steps.length, 2);
});
