import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestResult } from '../../../src/model/result.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { gantt } from '../../../src/report/github/gantt.ts';
import { byteLength, fence, inlineCode, prose } from '../../../src/report/github/markdown.ts';
import { githubSummary, SUMMARY_BYTES, type SummaryView } from '../../../src/report/github/summary.ts';
import { EVERY_ENDING, finding, phaseResult, runResult, testResult } from '../support.ts';
import { NASTY, render } from './support.ts';

function viewOf(tests: readonly TestResult[], changes: Partial<SummaryView> = {}): SummaryView {
  return { result: runResult(tests), root: '/project', replay: {}, differences: {}, artifacts: [], notes: [], facts: [], ...changes };
}

test('the headline with its cause is first, then each cause once, then all tests', () => {
  const { html, open, blocks } = render(githubSummary(viewOf(EVERY_ENDING)));
  assert.match(
    html,
    /^<h3>❌ 4 of 10 tests failed, .*: check-failed in <code>basic\[firmware=uefi\]<\/code> \(<code>fstab: .*, and 5 other causes<\/h3>/,
  );
  assert.match(open, /TCG : emulated, without KVM · 3 passed/);
  assert.equal(html.match(/<h4>/g)?.length, 6);
  assert.ok(blocks.some(({ text }) => text.includes('412  [    1.94] Kernel panic - not syncing')));
  assert.ok(blocks.some(({ text }) => text.includes('✗ test_net: no route')));
  assert.equal(html.match(/<tr><td>/g)?.length, EVERY_ENDING.length);
  assert.equal(blocks.filter(({ language }) => language === 'mermaid').length, 1);
  assert.match(render(githubSummary(viewOf([]))).html, /^<h3>⚠️ no test ran<\/h3>/);
});

test('tests that failed alike are told once, and each with its own way to look closer', () => {
  const panic = EVERY_ENDING.find(({ id }) => id === 'panic') as TestResult;
  const tests = ['a', 'b', 'c'].map((id) => ({ ...panic, id }));
  const markdown = githubSummary(
    viewOf(tests, {
      replay: Object.fromEntries(tests.map(({ id }) => [id, `vmtest replay ${id}`])),
      differences: { a: [{ kind: 'qemu', what: 'QEMU', before: '8.2', now: '10.0' }] },
      artifacts: [
        {
          ...{ name: 'vmtest-b', id: 3, url: 'https://github.com/o/r/actions/runs/1/artifacts/3', digest: null },
          ...{ bytes: 1_500_000, tests: ['b'], dropped: ['disks of b'] },
        },
      ],
    }),
  );
  const { html, blocks } = render(markdown);
  assert.equal(html.match(/<h4>/g)?.length, 1);
  assert.match(html, /<h4>❌ kernel-panic in <code>boot<\/code>: 3 tests<\/h4>/);
  assert.equal(blocks.filter(({ text }) => text.includes('Kernel panic')).length, 1);
  assert.deepEqual(
    blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim()),
    ['vmtest replay a', 'vmtest replay b', 'vmtest replay c'],
  );
  assert.match(html, /when <code>a<\/code> last passed[\s\S]*<td>QEMU<\/td><td><code>8.2<\/code><\/td><td><code>10.0<\/code>/);
  assert.match(html, /artifacts\/3"><code>vmtest-b<\/code><\/a>, 1.4 MiB, without disks of b<\/p>/);
});

test('text of a guest, a suite, a server is text and code, whatever it says', () => {
  for (const nasty of [...NASTY, NASTY.join('\n')]) {
    const evil = {
      ...({ verdict: 'kernel-panic', cause: nasty, hint: nasty, reason: nasty } as const),
      checks: [finding(nasty, { verdict: 'failed', message: nasty, cases: [finding(nasty, { verdict: 'failed', message: nasty })] })],
      phases: [phaseResult({ name: nasty, verdict: 'kernel-panic', excerpts: [{ file: nasty, line: 1, text: nasty }] })],
      place: { file: `/project/${nasty}`, line: 1, column: 1 },
    };
    const tests = [testResult(nasty, evil), testResult(`2${nasty}`, evil), testResult('s', { verdict: 'skipped', reason: nasty })];
    tests.push(testResult('c', { ...evil, verdict: 'check-failed' }), testResult('v', { verdict: nasty as Verdict, cause: nasty }));
    const artifact = { name: nasty, id: 1, url: nasty, digest: null, bytes: 1, tests: [nasty], dropped: [nasty] };
    const markdown = githubSummary(
      viewOf(tests, {
        replay: { [nasty]: nasty },
        differences: { [nasty]: [{ kind: 'console', what: nasty, before: nasty, now: nasty }] },
        artifacts: [artifact, { ...artifact, url: 'javascript:alert(1)' }, { ...artifact, url: `https://github.com/"><b>${nasty}` }],
        notes: [{ severity: 'warning', message: nasty, hint: nasty }],
        facts: [{ label: nasty, value: nasty }],
      }),
    );
    const { open, blocks } = render(markdown);
    assert.doesNotMatch(open, /@\w|#\d|\bGH-\d|:\/\/|www\./i);
    assert.ok(!markdown.includes('\u001b') && !markdown.includes('\u202e') && !markdown.includes('##['));
    const mermaid = blocks.filter(({ language }) => language === 'mermaid').map(({ text }) => text);
    assert.ok(mermaid.length <= 1);
    for (const line of (mermaid[0] ?? '').split('\n').slice(1)) {
      assert.match(
        line,
        /^(?:gantt|dateFormat x|axisFormat (?:%H:%M|%s s)|section [\p{L}\p{M}\p{N}._=+ -]+|[✓✗–!■] [\p{L}\p{M}\p{N}._=+ -]+ :(?:done|crit|active), \d+, \d+ms|)$/u,
      );
    }
  }
});

test('each way into the Markdown by itself: a fence, a word, a sentence', () => {
  // What is asserted of ours does not hold of theirs.
  assert.throws(() => render(NASTY[0] ?? ''));
  assert.throws(() => render(NASTY[2] ?? ''));
  for (const nasty of NASTY) {
    const { blocks, html } = render(`${fence(nasty)}\n<p>${inlineCode(nasty)} ${prose(nasty)}</p>\n`);
    assert.equal(blocks.length, 1);
    assert.equal(html.match(/<p>/g)?.length, 1);
  }
  assert.equal(prose('$1 @a #2 &amp;'), '<span>$</span>1 @&#8203;a #&#8203;2 &#38;amp;');
  assert.equal(fence('a ```` b'), '`````text\na ```` b\n`````\n');
  assert.equal(inlineCode('<b>\n|'), '<code>&#60;b&#62; |</code>');
});

test('never more than the limit in bytes; what is left out is said, failures last', () => {
  const long = '\u{1f4a5}é<&>`'.repeat(400);
  const tests = Array.from({ length: 1500 }, (_, index) => {
    const letter = String.fromCodePoint(0x4e00 + index);
    return index % 2 === 0
      ? testResult(`ok-${letter}`)
      : testResult(`bad-${letter}`, {
          ...({ verdict: 'silent', cause: `${letter} ${long}`, hint: long } as const),
          phases: [
            phaseResult({ verdict: 'silent', excerpts: [{ file: 'logs/boot-console.log', line: 1, text: `${letter}\n${long}\n${long}` }] }),
          ],
          checks: [finding('x', { verdict: 'failed', message: long })],
        });
  });
  const notes = Array.from({ length: 100 }, () => ({ severity: 'warning', message: long, hint: long }) as const);
  const facts = Array.from({ length: 100 }, () => ({ label: long, value: long }));
  for (const limit of [SUMMARY_BYTES, 200_000, 20_000, 5_000]) {
    const markdown = githubSummary(viewOf(tests, { notes, facts }), limit);
    assert.ok(byteLength(markdown) <= limit, `${byteLength(markdown)} of ${limit}`);
    assert.match(markdown, /✂️ Left out, for GitHub shows no larger summary: .*of 750 causes/);
    render(markdown);
  }
  const fits = githubSummary(viewOf(tests.slice(0, 40)));
  assert.doesNotMatch(fits, /✂️/);
});

test('a chart only where it is a picture: not of too many tests, not of times that are none', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => testResult(`t${index}`));
  assert.ok(gantt(many(60)) !== null);
  assert.equal(gantt(many(61)), null);
  assert.equal(gantt([testResult('a', { phases: [] })]), null);
  assert.equal(gantt([testResult('a', { phases: [phaseResult({ startedAt: Number.NaN })] })]), null);
  const short = gantt([testResult('panik ünï', { phases: [phaseResult({ startedAt: 1_795_342_210, seconds: 40 })] })]);
  assert.match(short ?? '', /axisFormat %s s\nsection panik ünï\n/);
  const hours = gantt([testResult('a', { phases: [phaseResult({ startedAt: 1_795_342_210, seconds: 4000 })] })]);
  assert.match(hours ?? '', /axisFormat %H:%M\nsection a\n✓ boot 1h 07m :done, 1795342210000, 4000000ms/);
});

test('no accelerator is told where no machine ran, of a failure of which nothing was kept that it is so, and the facts of several jobs are folded', () => {
  const phases = [phaseResult({ kind: 'command', verdict: 'check-failed' })];
  const command = testResult('c', { phases, verdict: 'check-failed', cause: 'it said no', kept: [] });
  const { open, html } = render(githubSummary(viewOf([command], { facts: [{ label: 'Disk', value: '1 GiB' }], foldFacts: true })));
  assert.doesNotMatch(open, /TCG/);
  assert.match(html, /Nothing of it was kept to replay or download: <code>keep-data-fail<\/code>/);
  assert.match(html, /<details><summary>The hosts and the run<\/summary>[\s\S]*1 GiB/);
});
