import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { resultsService } from './support/results-service.ts';
import { type JobOptions, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

/** Runs a suite of two machines with accel as it is by default: kvm. */
async function runByDefault(defaults: Readonly<Record<string, unknown>>, options: JobOptions) {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(temp.path, { tests: { one: 'pass', two: 'install-pass' }, defaults });
  await using job = await startJob({ service, checkout: temp.path, ...options });
  const result = await job.step({ uses: '.' });
  const { topdir = '', junit = '' } = result.outputs;
  const started = ['one', 'two'].filter((slug) => existsSync(join(topdir, slug, 'logs')));
  assert.notEqual(junit, '', result.log);
  const xml = await readFile(junit, 'utf8');
  const end = await job.end();
  return { result, started, xml, end, artifacts: service.artifacts.list() };
}

type Ran = Awaited<ReturnType<typeof runByDefault>>;

/** Or there is none. */
async function mayOpenKvm(): Promise<boolean> {
  return (
    !existsSync('/dev/kvm') ||
    (await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    ))
  );
}

function refusedInSeconds({ result, started, xml, end, artifacts }: Ran): void {
  assert.deepEqual([result.outcome, result.ending?.exitCode, end.status], ['failure', 1, 'failure'], result.log);
  assert.partialDeepStrictEqual(result.outputs, { conclusion: 'error', tests: '2', passed: '0', failed: '2', accel: '', artifacts: '[]' });
  assert.deepEqual([started, artifacts, end.orphans], [[], [], []]);
  // One annotation for the one cause, at the suite, with what to do.
  const [annotation, ...others] = result.annotations.filter(({ title }) => title !== null);
  assert.deepEqual(
    [annotation?.severity, annotation?.title, annotation?.file, others.length],
    ['error', 'vmtest: kvm-unusable', 'vmtest.yaml', 0],
  );
  for (const text of [annotation?.message ?? '', result.summary.text, result.outputs.headline ?? '', result.log]) assert.match(text, /KVM/);
  for (const text of [annotation?.message ?? '', result.summary.text]) assert.match(text, /accel: tcg|udev/);
  assert.equal([...xml.matchAll(/<error [^>]*type="kvm-unusable"/g)].length, 2, xml);
  assert.doesNotMatch(xml, /<failure/);
}

for (const hosted of [true, false])
  test(`KVM that cannot be used ends the step with cause and mend before any machine: ${hosted ? 'GitHub’s runner' : 'one’s own'}`, async (t) => {
    // There the product would do what it is for: write a udev rule.
    if (hosted && !(await mayOpenKvm())) return t.skip('this user may not open /dev/kvm');
    // No processor has this name: also where KVM runs guests, it runs none of this suite.
    refusedInSeconds(await runByDefault({ machine: { cpu: 'nonesuch', memory: '128M', disks: ['64M'] } }, { hosted }));
  });
