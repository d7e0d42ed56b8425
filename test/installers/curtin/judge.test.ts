import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CurtinEvent } from '../../../src/installers/curtin/events.ts';
import { type CurtinOutcome, FAILURE_PATTERNS, judgeCurtin, SUCCESS_LINE } from '../../../src/installers/curtin/judge.ts';

const finish = (name: string, result = 'SUCCESS', description = 'installing'): CurtinEvent => ({
  name,
  event_type: 'finish',
  description,
  result,
});

const GOOD: CurtinOutcome = {
  record: { version: 1, phase: 'install', bootId: 'b', steps: [{ name: 'install', status: 0 }], members: [] },
  reason: '',
  console: `started\n${SUCCESS_LINE}\n`,
  log: '',
  events: [finish('cmd-install')],
  reporting: true,
};
const judged = (change: Partial<CurtinOutcome>) => judgeCurtin({ ...GOOD, ...change });

test('curtin passed where its step ended with 0, it said so, and it reported so', () => {
  assert.deepEqual(judged({}), { verdict: 'passed', cause: '' });
  // The success line may stand in its log alone, where the console is silent.
  assert.equal(judged({ console: '', log: SUCCESS_LINE }).verdict, 'passed');
  assert.equal(judged({ events: [], reporting: false }).verdict, 'passed');
  // A late command may look at what one of its own steps came to, and go on: seen with curtin's own defaults on Debian.
  const tolerated = finish('cmd-install/stage-late/03_block_disc/cmd-block-discover', 'FAIL');
  assert.equal(judged({ events: [tolerated, finish('cmd-install/stage-late/03_block_disc'), finish('cmd-install')] }).verdict, 'passed');
});

const FAILURES: readonly (readonly [what: string, change: Partial<CurtinOutcome>, cause: RegExp])[] = [
  ['no whole record', { record: null, reason: 'the tar is cut short' }, /no record of success: the tar is cut short/],
  ['no step in the record', { record: { ...(GOOD.record as NonNullable<typeof GOOD.record>), steps: [] } }, /no step "install"/],
  [
    'a status',
    { record: { ...(GOOD.record as NonNullable<typeof GOOD.record>), steps: [{ name: 'install', status: 3 }] } },
    /curtin ended with status 3/,
  ],
  ['silence', { console: 'nothing' }, /never wrote "curtin: Installation finished\."/],
  ['no last event', { events: [finish('cmd-install/stage-early')] }, /never reported the end of cmd-install: 1 events came/],
  [
    'a stage that failed, named before those around it, with what the log says',
    {
      events: [
        finish('cmd-install/stage-early/tolerated', 'FAIL'),
        finish('cmd-install/stage-early'),
        finish('cmd-install/stage-partitioning/builtin', 'FAIL', 'running block-meta'),
        finish('cmd-install', 'FAIL'),
      ],
      log: "Unexpected error while running command.\nCommand: ['sgdisk']\nValueError: disk is too small\nlater\n",
    },
    /reported that cmd-install\/stage-partitioning\/builtin failed \(running block-meta\): a command .* failed \("Unexpected error while running command\."\); ValueError: disk is too small/,
  ],
  [
    'the pattern that comes first',
    { console: `E: Unable to locate package probert\nOut of memory: Killed process\n${SUCCESS_LINE}` },
    /a package is not in the archive \("E: Unable to locate package probert"\)/,
  ],
];
for (const [what, change, cause] of FAILURES) {
  test(`curtin failed: ${what}`, () => {
    const { verdict, cause: said } = judged(change);
    assert.equal(verdict, 'install-failed');
    assert.match(said, cause);
  });
}

const SAID = [
  'INFO: task mdadm:1 blocked for more than 120 seconds.',
  '[    1.0] Kernel panic - not syncing',
  'curtin: Installation failed with exception: x',
  'ImportError: No module named apt_pkg',
  'Out of memory: Killed process 7',
  'Unexpected error while running command.',
  'E: Unable to locate package linux-generic',
  'cloud-init[700]: Traceback (most recent call last):',
];
test('each of the original’s failure patterns fails an installation that ends well', () => {
  assert.equal(SAID.length, FAILURE_PATTERNS.length);
  for (const line of SAID) assert.equal(judged({ console: `${line}\n${SUCCESS_LINE}\n` }).verdict, 'install-failed', line);
});
