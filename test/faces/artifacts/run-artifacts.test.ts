import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { downloadRunArtifact, listRunArtifacts } from '../../../src/faces/artifacts/run-artifacts.ts';
import { ToolkitError } from '../../../src/faces/artifacts/toolkit.ts';
import { uploadFiles } from '../../../src/faces/artifacts/upload-files.ts';
import { FAULTS } from '../../action/support/faults.ts';
import { resultsService } from '../../action/support/results-service.ts';
import { tempFolder } from '../../support/temp.ts';
import { jobEnv, writeTree } from './kept.ts';

test('a job finds what the other jobs of its run left, by its name, and gets it whole', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const root = join(temp.path, 'files');
  await writeTree(root, { 'report.json': '{}', 'sub/more.txt': 'more' });
  const upload = (name: string, job: string) => {
    const files = [join(root, 'report.json'), join(root, 'sub/more.txt')];
    const env = jobEnv(service, job);
    return uploadFiles({ name, files, root, retentionDays: null, level: 1, what: name, folder: root, tell: () => undefined, env });
  };
  for (const [name, job] of [
    ['vmtest-results-1-l-1', 'one'],
    ['vmtest-results-2-l-1', 'two'],
    ['other', 'three'],
  ] as const)
    assert.deepEqual((await upload(name, job)).notes, []);

  const env = jobEnv(service, 'report');
  const listed = await listRunArtifacts('vmtest-results-', { env });
  assert.deepEqual(
    listed.map(({ name, digest }) => [name, digest?.slice(0, 7)]),
    [
      ['vmtest-results-1-l-1', 'sha256:'],
      ['vmtest-results-2-l-1', 'sha256:'],
    ],
  );
  const [first] = listed;
  assert.ok(first !== undefined);
  const { folder, manifest } = await downloadRunArtifact(first, join(temp.path, 'one'), { env });
  assert.equal(manifest, null);
  assert.equal(await readFile(join(folder, 'sub/more.txt'), 'utf8'), 'more');

  service.fault('blob:get', FAULTS.corrupt);
  await assert.rejects(downloadRunArtifact(first, join(temp.path, 'two'), { env }), { code: 'VMTEST_ARTIFACT_DIGEST' });
  service.heal();
  service.fault('ListArtifacts', FAULTS.denied);
  await assert.rejects(listRunArtifacts('vmtest', { env }), (error) => error instanceof ToolkitError && error.status === 403);
  service.heal();
  service.fault('ListArtifacts', FAULTS.stall);
  await assert.rejects(
    listRunArtifacts('vmtest', { env, stallSeconds: 1 }),
    (error) => error instanceof ToolkitError && error.kind === 'stalled',
  );
  assert.deepEqual((await readdir(temp.path)).sort(), ['files', 'one']);
});
