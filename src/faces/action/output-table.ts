import type { ActionName } from './input-row.ts';

export interface OutputRow {
  readonly actions: readonly ActionName[];
  readonly description: string;
}

const ENDS: readonly ActionName[] = ['main', 'report'];
const MAIN: readonly ActionName[] = ['main'];

/** Every output of every action. */
export const OUTPUTS = {
  matrix: {
    actions: ['plan'],
    description: 'For strategy.matrix, by fromJSON: { include: [{ gate, shard, of, tests, seconds }] }.',
  },
  gate: { actions: ['plan'], description: 'What tells this plan from others of the workflow run: for the report.' },
  shards: { actions: ['plan'], description: 'How many jobs there are. Of 0, which a matrix cannot have, none must be started.' },
  conclusion: { actions: ENDS, description: 'success, failure, error (the host), cancelled, or skipped (no test ran).' },
  headline: { actions: ENDS, description: 'One sentence: how it ended, and why.' },
  tests: { actions: ['main', 'plan', 'report'], description: 'How many tests there are.' },
  passed: { actions: ENDS, description: 'How many passed, expected failures included.' },
  failed: { actions: ENDS, description: 'How many failed, those that the host ended included.' },
  skipped: { actions: ENDS, description: 'How many were skipped.' },
  flaky: { actions: ENDS, description: 'How many of those that passed did so at a later attempt.' },
  junit: { actions: ENDS, description: 'Path of the JUnit file.' },
  'report-path': { actions: ENDS, description: 'Path of the summary as a Markdown file.' },
  topdir: { actions: ENDS, description: 'The top folder.' },
  artifacts: { actions: ENDS, description: 'What was uploaded, as JSON: name, id, url, digest.' },
  'artifact-url': { actions: ENDS, description: 'Address of the first failure’s artifact.' },
  'cache-hit': { actions: MAIN, description: 'true where every image that came by the cache or the network came by the cache.' },
  accel: { actions: MAIN, description: 'kvm or tcg: what the machines ran with.' },
  duration: { actions: ENDS, description: 'Seconds.' },
  'failed-tests': { actions: ENDS, description: 'Ids of the tests that failed, as a JSON list.' },
} as const satisfies Record<string, OutputRow>;

export type OutputName = keyof typeof OUTPUTS;
