import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../../support/temp.ts';
import { keyValues } from './file-commands.ts';
import { resultsService } from './results-service.ts';
import { type Job, type JobOptions, startJob } from './runner.ts';

/** A job with an action of two files. */
async function jobWith(main: string, post: string | null, options: JobOptions = {}): Promise<Job & { root: string }> {
  const root = await tempFolder();
  await mkdir(join(root.path, 'dist'));
  await writeFile(join(root.path, 'package.json'), '{"type":"module"}');
  await writeFile(
    join(root.path, 'dist/main.js'),
    `import { appendFileSync, writeFileSync, readdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
const say = (file, text) => appendFileSync(process.env[file], text + '\\n');
${main}`,
  );
  if (post !== null) await writeFile(join(root.path, 'dist/post.js'), post);
  await writeFile(
    join(root.path, 'action.yml'),
    `name: trial
inputs:
  one: { description: a, default: "\${{ toJSON(matrix) }}" }
  two-words: { description: b }
  check: { description: c, default: "\${{ job.check_run_id }}" }
runs:
  using: node24
  main: dist/main.js
${post === null ? '' : '  post: dist/post.js\n'}`,
  );
  const job = await startJob({ scale: 0.05, actionRoot: root.path, ...options });
  const dispose = job[Symbol.asyncDispose].bind(job);
  return Object.assign(job, {
    root: root.path,
    [Symbol.asyncDispose]: async () => {
      await dispose();
      await root[Symbol.asyncDispose]();
    },
  });
}

test('an action gets its inputs, its files and its service; its outputs, state and summary are read', async () => {
  await using service = await resultsService();
  await using job = await jobWith(
    `const { INPUT_ONE, 'INPUT_TWO-WORDS': two, INPUT_CHECK, GITHUB_EVENT_NAME, RUNNER_ENVIRONMENT } = process.env;
say('GITHUB_OUTPUT', 'inputs<<EOF\\n' + JSON.stringify([INPUT_ONE, two, INPUT_CHECK, GITHUB_EVENT_NAME, RUNNER_ENVIRONMENT]) + '\\nsecond=line\\nEOF');
say('GITHUB_STATE', 'topdir=/somewhere');
say('GITHUB_ENV', 'FOUND=yes');
say('GITHUB_PATH', '/opt/found');
say('GITHUB_STEP_SUMMARY', '# It works');
console.log('::add-mask::hush');
console.log('::group::noble');
console.log('said hush');
console.log('::endgroup::');
console.log('::error file=vmtest.yaml,line=3,title=basic::no%0Abootable device');
console.log('  ##[warning]older');
console.log('::nothing::at all');
console.log(process.env.ACTIONS_RUNTIME_TOKEN);
console.log('::stop-commands::t0k');
console.log('::error::hostile');
console.log('::t0k::');
console.error('::notice::last');`,
    `console.log(process.env.STATE_topdir, process.env.INPUT_ONE, process.env.FOUND);`,
    { service, matrix: { release: 'noble' }, hosted: false },
  );
  const main = await job.step({ id: 'gate', uses: '.', with: { 'two-words': 'a b' } });
  assert.equal(main.outcome, 'success');
  const given = JSON.stringify([JSON.stringify({ release: 'noble' }, null, 2), 'a b', '77', 'push', 'self-hosted']);
  assert.deepEqual(main.outputs, { inputs: `${given}\nsecond=line` });
  assert.equal(main.summary.text, '# It works\n');
  assert.deepEqual(
    main.annotations.map(({ severity, message, file, line, title }) => [severity, message, file, line, title]),
    [
      ['error', 'no\nbootable device', 'vmtest.yaml', 3, 'basic'],
      ['warning', 'older', null, null, null],
      ['notice', 'last', null, null, null],
    ],
  );
  assert.deepEqual(main.groups, [{ title: 'noble', lines: ['said hush'] }]);
  assert.match(main.log, /said \*\*\*/);
  assert.match(main.log, /::nothing::at all/);
  assert.doesNotMatch(main.log, /eyJ/);
  const seen = await job.step({ run: 'echo "$FOUND $PATH ${ACTIONS_RUNTIME_TOKEN-none} ${{ steps.gate.outputs.inputs }}"' });
  assert.match(seen.log, /^yes \/opt\/found:.* none \[/);
  const end = await job.end();
  assert.match(end.posts[0]?.log ?? '', /^\/somewhere \{\n {2}"release": "noble"\n\} yes$/);
  assert.deepEqual([end.status, end.orphans, end.leftInTemp], ['success', [], []]);
});

test('a failed step fails the job; posts run all the same, the last first, and a mistake in a file command is an error', async () => {
  await using job = await jobWith(
    `say('GITHUB_STATE', 'n=' + process.env.INPUT_ONE); say('GITHUB_OUTPUT', 'no value'); `,
    'console.log(process.env.STATE_n)',
  );
  const first = await job.step({ uses: '.', with: { one: 'first' } });
  assert.equal(first.outcome, 'failure');
  assert.match(first.annotations[0]?.message ?? '', /GITHUB_OUTPUT.*Invalid format 'no value'/);
  assert.equal((await job.step({ run: 'echo no' })).outcome, 'skipped');
  assert.equal((await job.step({ run: 'exit 3', if: 'failure()', continueOnError: true })).conclusion, 'success');
  await job.step({ uses: '.', if: 'always()', with: { one: 'second' } });
  const end = await job.end();
  assert.deepEqual(
    end.posts.map(({ log }) => log),
    ['second', 'first'],
  );
  assert.equal(end.status, 'failure');
  assert.throws(() => keyValues('a<<EOF\nb'), /delimiter not found 'EOF'/);
});

test('cancelling interrupts the entry alone, then terminates it, then kills its tree; post runs', async () => {
  await using job = await jobWith(
    `process.on('SIGINT', () => console.log('SIGINT')); process.on('SIGTERM', () => console.log('SIGTERM'));
process.on('exit', () => console.log('never'));
const child = spawn('sleep', ['600'], { stdio: 'ignore' });
say('GITHUB_STATE', 'child=' + child.pid);
console.log('ready');
setInterval(() => undefined, 1000);`,
    // What was killed may stay as a zombie, which has no command line.
    `import { readFileSync } from 'node:fs';
let left = '';
try { left = readFileSync('/proc/' + process.env.STATE_child + '/cmdline', 'utf8'); } catch {}
console.log(left === '' ? 'gone' : 'alive');`,
  );
  const step = await job.start({ uses: '.' });
  await step.process.saw(/^ready$/);
  await job.cancel();
  const result = await step.result;
  assert.equal(result.log, 'ready\nSIGINT\nSIGTERM');
  assert.deepEqual([result.outcome, result.ending?.endedBy, result.ending?.heldOpen], ['cancelled', 'tree-kill', false]);
  const end = await job.end();
  assert.equal(end.status, 'cancelled');
  assert.equal(end.posts[0]?.log, 'gone');
});

test('it tells what holds the output open, what is left behind, and a death of main', async () => {
  await using job = await jobWith(
    `spawn('sleep', ['600'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true }).unref();
writeFileSync(process.env.RUNNER_TEMP + '/mess', '');
console.log('ready');
setInterval(() => undefined, 1000);`,
    'console.log("post ran")',
  );
  const step = await job.start({ uses: '.' });
  await step.process.saw(/^ready$/);
  const ending = await step.process.kill();
  assert.deepEqual([ending.signal, ending.endedBy, ending.heldOpen], ['SIGKILL', 'SIGKILL', true]);
  assert.equal((await step.result).outcome, 'failure');
  const end = await job.end();
  assert.equal(end.posts[0]?.log, 'post ran');
  assert.deepEqual(
    end.orphans.map(({ command }) => command),
    ['sleep 600'],
  );
  assert.deepEqual(end.leftInTemp, ['mess']);
});

test('GitHub’s limits hold: ten annotations of a kind, messages of 4096, summaries of 1 MiB', async () => {
  await using job = await jobWith(
    `for (let n = 0; n < 12; n += 1) console.log('::warning::' + String(n).repeat(5000));
say('GITHUB_STEP_SUMMARY', 'x'.repeat(1024 * 1024));`,
    null,
  );
  const result = await job.step({ uses: '.' });
  const warnings = result.annotations.filter(({ severity }) => severity === 'warning');
  assert.deepEqual([warnings.length, warnings[0]?.message.length, result.droppedAnnotations.length], [10, 4096, 2]);
  assert.deepEqual(result.summary, { text: '', bytes: 1024 * 1024 + 1, dropped: true });
  assert.match(result.annotations.at(-1)?.message ?? '', /upload aborted/);
  assert.equal(result.outcome, 'success');
  await job.end();
});
