import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { FAULTS } from './support/faults.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';
import { type JobOptions, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

// Tests that are commands: what is tried is what the job does with GitHub's services, which is after the machines.
const PASSES = `echo '<testsuite name="s" tests="1"><testcase classname="s" name="t"/></testsuite>' > $VMTEST_JUNIT`;
const TESTS = { good: { command: PASSES }, bad: { command: 'echo it broke; exit 1' } } as const;

/** A job whose services fail in one way: the verdict, its outputs and the exit code are those of the tests, whatever it is. */
async function faulty(
  service: ResultsService | null,
  options: JobOptions & { readonly with?: Record<string, string> } = {},
): Promise<StepResult> {
  await using temp = await tempFolder();
  await tinySuite(temp.path, { tests: TESTS });
  await using job = await startJob({ service, checkout: temp.path, ...options });
  const result = await job.step({ uses: '.', with: { accel: 'tcg', ...options.with } });
  assert.deepEqual(
    [result.ending?.exitCode, result.ending?.endedBy, result.ending?.heldOpen, result.errors],
    [1, 'exit', false, []],
    result.log,
  );
  assert.partialDeepStrictEqual(result.outputs, { conclusion: 'failure', tests: '2', passed: '1', failed: '1', 'failed-tests': '["bad"]' });
  assert.match(result.summary.text, /^<h3>❌ 1 of 2 tests failed in [\d.]+ s: check-failed in the command of <code>bad<\/code>/);
  assert.deepEqual(
    result.annotations.filter(({ severity }) => severity === 'error').map(({ file, title }) => [file, title]),
    [
      ['vmtest.yaml', 'vmtest: check-failed in command'],
      [null, null],
    ],
  );
  // All was told: there is nothing left for the post step, which adds no second word.
  const { posts, orphans } = await job.end();
  assert.deepEqual([posts[0]?.outcome, posts[0]?.log, orphans], ['success', '', []]);
  return result;
}

/** The notes of a step, as annotations and in the summary, which say the same. */
function notesOf({ annotations, summary, outputs }: StepResult): readonly string[] {
  const notes = annotations.filter(({ severity }) => severity !== 'error').map(({ message }) => message);
  for (const note of notes) {
    const [first = ''] = note.split('\n');
    assert.ok(summary.text.includes(first.slice(0, 40)), `${first}\n${summary.text}`);
  }
  return notes.map((note) => note.replaceAll(outputs.topdir ?? '', '{topdir}'));
}

const uploads = (service: ResultsService) => service.artifacts.list().map(({ name }) => name.replace(/-gate-[0-9a-f]{8}/, ''));

// They wait for the toolkit, which asks again and again: side by side they wait once.
describe('whatever GitHub’s services do, the tests decide', { concurrency: true }, () => {
  test('a name that is taken: the data is under another, which is said', async () => {
    await using service = await resultsService();
    service.fault('CreateArtifact', FAULTS.conflict, 1);
    const result = await faulty(service);
    assert.deepEqual(uploads(service), ['vmtest-bad-1-2']);
    assert.deepEqual(notesOf(result), [
      'an artifact vmtest-bad-gate-1684e89b-1 is there already, so the data of bad is in vmtest-bad-gate-1684e89b-1-2\ntwo uses of the action in one job, or two gates in one workflow, want their own artifact-name each',
    ]);
  });

  test('503 and then fine: asked again, and nothing is said', async () => {
    await using service = await resultsService();
    service.fault('CreateArtifact', FAULTS.unavailable, 1);
    service.fault('GetCacheEntryDownloadURL', FAULTS.unavailable, 1);
    const result = await faulty(service);
    assert.deepEqual([uploads(service), notesOf(result)], [['vmtest-bad-1'], []]);
  });

  const STEP =
    /the data is in \{topdir\}\/bad; to save it, add a step after this one: \{ if: always\(\), uses: actions\/upload-artifact, with: /;
  const full = (service: ResultsService) => {
    service.artifacts.quota = 0;
  };
  for (const [title, fail, said] of [
    [
      'too many requests',
      (service: ResultsService) => service.fault('CreateArtifact', FAULTS.rateLimited(1)),
      /no more uploads just now \(429\)/,
    ],
    ['the storage is full', full, /the storage for artifacts is full\ndelete old artifacts/],
    ['the connection is cut in the data', (service: ResultsService) => service.fault('blob:put', FAULTS.cut(100)), /is not uploaded: /],
    ['the data stalls', (service: ResultsService) => service.fault('blob:put', FAULTS.stall), /took nothing more/],
    [
      'the token is refused',
      (service: ResultsService) => service.fault('CreateArtifact', FAULTS.denied),
      /GitHub refuses it: .*permission denied\n/,
    ],
  ] as const) {
    test(`${title}: a note says where the data is, and the step to add`, async (t) => {
      await using service = await resultsService();
      fail(service);
      // The toolkit's deadline for a piece of an upload; our own, of 2 minutes, is tried where it can be set.
      const result = await faulty(service, { env: { ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '2000' }, with: { cache: 'off' } });
      t.diagnostic(`${result.ending?.milliseconds} ms`);
      const notes = notesOf(result);
      assert.deepEqual([uploads(service), notes.length], [[], 1]);
      assert.match(notes[0] ?? '', said);
      assert.match(notes[0] ?? '', STEP);
    });
  }

  test('a cache that refuses every call changes nothing', async () => {
    await using service = await resultsService();
    for (const point of ['CreateCacheEntry', 'GetCacheEntryDownloadURL'] as const) service.fault(point, FAULTS.rateLimited(1));
    const notes = notesOf(await faulty(service));
    assert.deepEqual(uploads(service), ['vmtest-bad-1']);
    assert.equal(notes.length, 2);
    for (const note of notes) assert.match(note, /^the record of earlier runs could not be (read|written): /);
  });

  test('a cache that never answers is not waited for', async (t) => {
    await using service = await resultsService();
    service.fault('GetCacheEntryDownloadURL', FAULTS.stall);
    const result = await faulty(service, { with: { cache: 'read' } });
    t.diagnostic(`${result.ending?.milliseconds} ms`);
    assert.deepEqual(uploads(service), ['vmtest-bad-1']);
    assert.match(notesOf(result).join(), /^the record of earlier runs could not be read: /);
  });

  test('a service that is gone: nobody waits for it', async () => {
    await using service = await resultsService();
    await service.close();
    const [note = '', ...others] = notesOf(await faulty(service));
    assert.match(note, /^the data of bad is not uploaded: GitHub’s service for artifacts fails: .*ECONNREFUSED\nrun the job again; /);
    assert.match(note, STEP);
    for (const other of others) assert.match(other, /^the record of earlier runs /);
  });

  test('no service at all, as under act: a notice says where the data is', async () => {
    const notes = notesOf(await faulty(null));
    assert.match(
      notes[0] ?? '',
      /^the data of bad is not uploaded: this runner offers no service for artifacts .*\nthe data is in \{topdir\}/,
    );
  });

  test('GitHub Enterprise Server, which has another service: the step that works there', async () => {
    await using service = await resultsService();
    const [note = '', ...others] = notesOf(await faulty(service, { serverUrl: 'https://github.example.com', with: { cache: 'off' } }));
    assert.match(note, /GitHub Enterprise Server has no such service\nactions\/upload-artifact@v3 still works there; the data is in /);
    assert.deepEqual([others, service.calls], [[], []]);
  });
});
