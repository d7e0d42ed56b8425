import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandEnvironment } from '../../src/checks/command-environment.ts';

test('what is the runner’s own and what looks like a secret stays behind', () => {
  const held = [
    ...[
      'ACTIONS_RUNTIME_TOKEN',
      'ACTIONS_ID_TOKEN_REQUEST_URL',
      'ACTIONS_CACHE_URL',
      'actions_results_url',
      'INPUT_SUITE',
      'INPUT_IMAGE-DIR',
      'STATE_topdir',
    ],
    ...[
      'GITHUB_TOKEN',
      'GITHUB_ENV',
      'GITHUB_PATH',
      'GITHUB_OUTPUT',
      'GITHUB_STATE',
      'GITHUB_STEP_SUMMARY',
      'GITHUB_EVENT_PATH',
      'GH_TOKEN',
    ],
    ...[
      'RUNNER_TOKEN',
      'NPM_TOKEN',
      'NODE_AUTH_TOKEN',
      'AWS_SECRET_ACCESS_KEY',
      'DB_PASSWORD',
      'npm_config__authToken',
      'MY_API_KEY',
      'SSH_AUTH_SOCK',
      'PGPASSWORD',
      'MYSQL_PWD',
      'SSHPASS',
    ],
  ];
  assert.deepEqual(commandEnvironment(Object.fromEntries(held.map((name) => [name, 'x']))), {});
});

test('what a command needs passes', () => {
  const passed = [
    ...[
      'PATH',
      'HOME',
      'LANG',
      'LC_ALL',
      'TMPDIR',
      'CI',
      'USER',
      'TERM',
      'RUNNER_TRACKING_ID',
      'RUNNER_TEMP',
      'RUNNER_OS',
      'GITHUB_ACTIONS',
      'GITHUB_SHA',
    ],
    ...['GITHUB_WORKSPACE', 'VMTEST_FIRMWARE', 'TOKENIZERS_PARALLELISM', 'PYTHONPATH', 'http_proxy', 'npm_config_cache', 'EMPTY'],
  ];
  const env = Object.fromEntries(passed.map((name) => [name, name === 'EMPTY' ? '' : 'x']));
  assert.deepEqual(commandEnvironment({ ...env, GONE: undefined }), env);
});
